import { z } from "zod";
import { ACTIVATIONS, MODEL_INPUT } from "../model/model-spec.ts";
import { count, list, name, object, oneOf, opSeed, positive } from "./schema-parts.ts";

/** More layers than this are made by a program, and checking how they are wired takes long. */
export const LAYER_COUNT_MAX = 1000;

const seed = opSeed.optional();
const activation = z.enum(ACTIVATIONS);
const rate = z.number().min(0).lt(1);
const mean = z.number().default(0);
const stddev = positive.default(0.05);
const gain = z.number().default(1);

/** Initializers by name and option, as in the tfjs Layers API. */
const initializer = oneOf("initializer", {
  zeros: object({}),
  ones: object({}),
  constant: object({ value: z.number() }),
  identity: object({ gain }),
  randomUniform: object({
    minval: z.number().default(-0.05),
    maxval: z.number().default(0.05),
    seed,
  }),
  randomNormal: object({ mean, stddev, seed }),
  truncatedNormal: object({ mean, stddev, seed }),
  varianceScaling: object({
    scale: positive.default(1),
    mode: z.enum(["fanIn", "fanOut", "fanAvg"]).default("fanIn"),
    distribution: z.enum(["uniform", "normal", "truncatedNormal"]).default("normal"),
    seed,
  }),
  glorotUniform: object({ seed }),
  glorotNormal: object({ seed }),
  heUniform: object({ seed }),
  heNormal: object({ seed }),
  leCunUniform: object({ seed }),
  leCunNormal: object({ seed }),
  orthogonal: object({ gain, seed }),
});
export type InitializerConfig = z.output<typeof initializer>;

const penalty = z.number().min(0);
const regularizer = oneOf("regularizer", {
  l1: object({ l1: penalty.default(0.01) }),
  l2: object({ l2: penalty.default(0.01) }),
  l1l2: object({ l1: penalty.default(0.01), l2: penalty.default(0.01) }),
});
export type RegularizerConfig = z.output<typeof regularizer>;

const constraint = oneOf("constraint", {
  maxNorm: object({ maxValue: positive.default(2) }),
  unitNorm: object({}),
  nonNeg: object({}),
});

/** What every layer may say besides its own options. */
const place = {
  name: name
    .refine((value) => value !== MODEL_INPUT, "must not be the name of the model's own input")
    .optional(),
  inputs: list(z.string(), { min: 1, max: LAYER_COUNT_MAX }).optional(),
};
export const placeSchema = z.object(place);
const layer = <Shape extends z.ZodRawShape>(shape: Shape) => object({ ...place, ...shape });

/** Layers by name and option, as in the tfjs Layers API; defaults are Keras'. */
const layers = {
  dense: layer({
    units: count,
    activation: activation.default("linear"),
    useBias: z.boolean().default(true),
    kernelInitializer: initializer.prefault("glorotUniform"),
    biasInitializer: initializer.prefault("zeros"),
    kernelRegularizer: regularizer.optional(),
    biasRegularizer: regularizer.optional(),
    activityRegularizer: regularizer.optional(),
    kernelConstraint: constraint.optional(),
    biasConstraint: constraint.optional(),
  }),
  activation: layer({ activation }),
  dropout: layer({ rate, seed }),
  gaussianDropout: layer({ rate, seed }),
  alphaDropout: layer({ rate, seed }),
  gaussianNoise: layer({ stddev: z.number().min(0), seed }),
  batchNormalization: layer({
    momentum: z.number().min(0).max(1).default(0.99),
    epsilon: positive.default(0.001),
    center: z.boolean().default(true),
    scale: z.boolean().default(true),
  }),
  layerNormalization: layer({
    epsilon: positive.default(0.001),
    center: z.boolean().default(true),
    scale: z.boolean().default(true),
  }),
  embedding: layer({
    inputDim: count,
    outputDim: count,
    embeddingsInitializer: initializer.prefault({ randomUniform: {} }),
  }),
  flatten: layer({}),
  reshape: layer({ targetShape: list(count, { min: 1, max: 16 }) }),
  add: layer({}),
  average: layer({}),
  multiply: layer({}),
  maximum: layer({}),
  minimum: layer({}),
  concatenate: layer({ axis: z.int().default(-1) }),
};
export const LAYER_KINDS: readonly string[] = Object.keys(layers);
export const layerSchema = oneOf("layer", layers);
export type LayerConfig = z.output<typeof layerSchema>;
