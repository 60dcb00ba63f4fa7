// What one layer of tfjs is in a ModelSpec.
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
import {
  type Configured,
  constraintOf,
  initializerOf,
  regularizerOf,
  seedOf,
} from "./from-tfjs-options.ts";
import {
  ACTIVATIONS,
  type Activation,
  type DenseOptions,
  type Initializer,
  type LayerOptions,
} from "./model-spec.ts";

type Layer = layers.Layer;

/** What tfjs does not keep of a model that it has built. */
export interface BuildingRecord {
  /** whether a layer, initializer and so on is of tfjs itself, not of a class of the user's */
  isOfTfjs(thing: object): boolean;
  /** what a weight was made with */
  madeWith(weight: LayerVariable): {
    /** as the layer calls it, for example "kernel" */
    readonly name: string;
    readonly initializer: Configured;
    readonly regularizer: Configured | undefined;
  };
  /** whether the user's code has given a weight its values */
  isGiven(weight: LayerVariable): boolean;
}

/**
 * A layer that a ModelSpec has a kind for.
 *
 * @param outputShape of one row
 * @returns undefined where it does something that the kind does not
 */
export function knownLayer(
  layer: Layer,
  outputShape: readonly number[],
  record: BuildingRecord,
): LayerOptions | undefined {
  if (!record.isOfTfjs(layer) || !isPlain(layer, record)) return undefined;
  const config = layer.getConfig() as Config;
  const weight = weightReader(layer, record);
  const isLast = (axis: unknown) => [-1, outputShape.length].includes([axis].flat()[0] as number);
  switch (layer.getClassName()) {
    case "Dense":
      return dense(config, weight);
    case "Embedding":
      return embedding(config, weight);
    case "BatchNormalization":
      return isLast(config.axis) ? normalization("batchNormalization", config, weight) : undefined;
    case "LayerNormalization":
      return isLast(config.axis) ? normalization("layerNormalization", config, weight) : undefined;
    case "Activation":
      return activation(config.activation);
    case "ReLU":
      if (config.maxValue === undefined || config.maxValue === null) return activation("relu");
      return config.maxValue === 6 ? activation("relu6") : undefined;
    case "ELU":
      return config.alpha === 1 ? activation("elu") : undefined;
    case "Softmax":
      return config.axis === -1 ? activation("softmax") : undefined;
    case "Dropout":
      if (config.noiseShape) return undefined;
      return { kind: "dropout", rate: config.rate!, ...seedOf(config) };
    case "GaussianDropout":
      return { kind: "gaussianDropout", rate: config.rate! };
    case "AlphaDropout":
      return config.noiseShape ? undefined : { kind: "alphaDropout", rate: config.rate! };
    case "GaussianNoise":
      return { kind: "gaussianNoise", stddev: config.stddev! };
    case "Flatten":
      return config.dataFormat === "channelsFirst" ? undefined : { kind: "flatten" };
    case "Reshape":
      return { kind: "reshape", targetShape: outputShape };
    case "Concatenate":
      return { kind: "concatenate", axis: config.axis! };
    default:
      return JOINS[layer.getClassName()];
  }
}

const JOINS: Readonly<Record<string, LayerOptions>> = {
  Add: { kind: "add" },
  Average: { kind: "average" },
  Multiply: { kind: "multiply" },
  Maximum: { kind: "maximum" },
  Minimum: { kind: "minimum" },
};

/** Whether all of its weights learn, start as an initializer says and keep to known rules. */
function isPlain(layer: Layer, record: BuildingRecord): boolean {
  return layer.weights.every((weight) => {
    const { constraint } = weight as { constraint?: Configured };
    const { initializer, regularizer } = record.madeWith(weight);
    return (
      !record.isGiven(weight) &&
      record.isOfTfjs(initializer) &&
      initializerOf(initializer) !== undefined &&
      (!regularizer ||
        (record.isOfTfjs(regularizer) && regularizerOf(regularizer) !== undefined)) &&
      (!constraint || (record.isOfTfjs(constraint) && constraintOf(constraint) !== undefined))
    );
  });
}

/** Of a weight of a layer, by its name. */
interface WeightReader {
  initializer(name: string): Initializer;
  /** with the keys that a ModelSpec has for them, as far as there are any */
  rules(name: string): Record<string, never>;
  /** whether it starts as said and has no rules */
  isAs(name: string, kind: Initializer["kind"]): boolean;
}

function weightReader(layer: Layer, record: BuildingRecord): WeightReader {
  const called = (name: string) => layer.weights.find((w) => record.madeWith(w).name === name);
  const rulesOf = (name: string) => {
    const weight = called(name)!;
    const { constraint } = weight as { constraint?: Configured };
    const { regularizer } = record.madeWith(weight);
    return {
      ...(regularizer && { [`${name}Regularizer`]: regularizerOf(regularizer) }),
      ...(constraint && { [`${name}Constraint`]: constraintOf(constraint) }),
    } as Record<string, never>;
  };
  const initializer = (name: string) => initializerOf(record.madeWith(called(name)!).initializer)!;
  return {
    initializer,
    rules: rulesOf,
    isAs: (name, kind) =>
      !called(name) || (initializer(name).kind === kind && Object.keys(rulesOf(name)).length === 0),
  };
}

type Config = Record<string, never>;

function dense(config: Config, weight: WeightReader): LayerOptions | undefined {
  const { units, useBias } = config as unknown as DenseOptions;
  const active = activation(config.activation);
  if (!active) return undefined;
  return {
    ...{ kind: "dense", units, activation: active.activation, useBias },
    kernelInitializer: weight.initializer("kernel"),
    biasInitializer: useBias ? weight.initializer("bias") : { kind: "zeros" },
    ...weight.rules("kernel"),
    ...(useBias ? weight.rules("bias") : {}),
  };
}

function embedding(config: Config, weight: WeightReader): LayerOptions | undefined {
  const { inputDim, outputDim, maskZero } = config as Record<string, number>;
  if (maskZero || Object.keys(weight.rules("embeddings")).length > 0) return undefined;
  const embeddingsInitializer = weight.initializer("embeddings");
  return { kind: "embedding", inputDim: inputDim!, outputDim: outputDim!, embeddingsInitializer };
}

function normalization(
  kind: "batchNormalization" | "layerNormalization",
  config: Config,
  weight: WeightReader,
): LayerOptions | undefined {
  const { momentum, epsilon, center, scale } = config;
  const isUsual =
    weight.isAs("gamma", "ones") &&
    weight.isAs("beta", "zeros") &&
    weight.isAs("moving_mean", "zeros") &&
    weight.isAs("moving_variance", "ones");
  if (!isUsual) return undefined;
  const shared = { epsilon: epsilon!, center: center!, scale: scale! };
  return kind === "batchNormalization"
    ? { kind, momentum: momentum!, ...shared }
    : { kind, ...shared };
}

function activation(
  name: unknown,
): { readonly kind: "activation"; readonly activation: Activation } | undefined {
  const known = ACTIVATIONS.find((each) => each === (name ?? "linear"));
  return known && { kind: "activation", activation: known };
}
