import type { LayerOptions } from "../model-spec.ts";
import {
  COUNT,
  FROM_ZERO,
  isObject,
  type KerasBlock,
  POSITIVE,
  RATE,
  SHARE,
} from "./keras-block.ts";
import {
  type KerasVersion,
  takeActivation,
  takeConstraint,
  takeInitializer,
  takeRegularizer,
} from "./keras-parts.ts";

/** What a layer's options are read with. */
export interface KerasSurroundings {
  readonly version: KerasVersion;
  /** of what the layer reads, a row's; undefined: not known, as of a layer that has mistakes */
  readonly inputShape: readonly number[] | undefined;
}

type ReadLayer = (block: KerasBlock, surroundings: KerasSurroundings) => LayerOptions;

const LAYERS: ReadonlyMap<string, ReadLayer> = new Map<string, ReadLayer>([
  ["Dense", dense],
  [
    "Activation",
    (block, { version }) => ({ kind: "activation", activation: takeActivation(block, version) }),
  ],
  ["ReLU", relu],
  ["ELU", elu],
  ["Softmax", softmax],
  ["Dropout", dropout("dropout")],
  ["GaussianDropout", dropout("gaussianDropout")],
  ["AlphaDropout", dropout("alphaDropout")],
  ["GaussianNoise", gaussianNoise],
  ["BatchNormalization", batchNormalization],
  ["LayerNormalization", layerNormalization],
  ["Embedding", embedding],
  ["Flatten", flatten],
  ["Reshape", reshape],
  ["Add", () => ({ kind: "add" })],
  ["Average", () => ({ kind: "average" })],
  ["Multiply", () => ({ kind: "multiply" })],
  ["Maximum", () => ({ kind: "maximum" })],
  ["Minimum", () => ({ kind: "minimum" })],
  ["Concatenate", concatenate],
]);

/** Classes of layers that can be read. */
export const KERAS_LAYERS: readonly string[] = [...LAYERS.keys()];

/**
 * A layer's options in our words, with Keras' meaning; what is wrong with them is told to the
 * block's findings.
 *
 * @param className one of KERAS_LAYERS
 */
export function readLayerOptions(
  className: string,
  block: KerasBlock,
  surroundings: KerasSurroundings,
): LayerOptions {
  takeTrained(block);
  const options = LAYERS.get(className)!(block, surroundings);
  block.end();
  return options;
}

/** What every layer says. */
function takeTrained(block: KerasBlock): void {
  block.skip("name", "batch_input_shape", "input_shape");
  block.only("trainable", [true], ", as every layer is trained here");
  const dtype = block.take("dtype");
  const config = isObject(dtype) && isObject(dtype.config) ? dtype.config : {};
  const policy = isObject(dtype) ? config.name : dtype;
  if (policy === undefined || policy === null || policy === "float32") return;
  block.mistake("dtype", "must be float32, as every number here is", policy);
}

function dense(block: KerasBlock, { version }: KerasSurroundings): LayerOptions {
  const units = block.number("units", COUNT);
  const activation = takeActivation(block, version);
  const useBias = block.flag("use_bias", true);
  const kernelInitializer = takeInitializer(block, "kernel_initializer", "GlorotUniform");
  const biasInitializer = takeInitializer(block, "bias_initializer", "Zeros");
  const kernelRegularizer = takeRegularizer(block, "kernel_regularizer");
  const biasRegularizer = takeRegularizer(block, "bias_regularizer");
  const activityRegularizer = takeRegularizer(block, "activity_regularizer");
  const kernelConstraint = takeConstraint(block, "kernel_constraint");
  const biasConstraint = takeConstraint(block, "bias_constraint");
  return {
    ...{ kind: "dense", units, activation, useBias, kernelInitializer, biasInitializer },
    ...(kernelRegularizer && { kernelRegularizer }),
    ...(biasRegularizer && { biasRegularizer }),
    ...(activityRegularizer && { activityRegularizer }),
    ...(kernelConstraint && { kernelConstraint }),
    ...(biasConstraint && { biasConstraint }),
  };
}

function relu(block: KerasBlock): LayerOptions {
  const max = block.take("max_value") ?? null;
  if (max !== null && max !== 6) block.mistake("max_value", "must be null or 6", max);
  block.only("negative_slope", [0]);
  block.only("threshold", [0]);
  return { kind: "activation", activation: max === 6 ? "relu6" : "relu" };
}

function elu(block: KerasBlock): LayerOptions {
  block.only("alpha", [1]);
  return { kind: "activation", activation: "elu" };
}

function softmax(block: KerasBlock, surroundings: KerasSurroundings): LayerOptions {
  takeLastAxis(block, surroundings);
  return { kind: "activation", activation: "softmax" };
}

function dropout(kind: "dropout" | "gaussianDropout" | "alphaDropout"): ReadLayer {
  return (block) => {
    block.seed();
    block.none("noise_shape");
    return { kind, rate: block.number("rate", RATE) };
  };
}

function gaussianNoise(block: KerasBlock): LayerOptions {
  block.seed();
  return { kind: "gaussianNoise", stddev: block.number("stddev", FROM_ZERO) };
}

function batchNormalization(block: KerasBlock, surroundings: KerasSurroundings): LayerOptions {
  takeLastAxis(block, surroundings);
  takeAffine(block);
  takeStart(block, "moving_mean_initializer", "Zeros");
  takeStart(block, "moving_variance_initializer", "Ones");
  block.only("synchronized", [false]);
  block.only("renorm", [false]);
  block.skip("renorm_clipping", "renorm_momentum", "fused");
  block.none("virtual_batch_size", "adjustment");
  return {
    kind: "batchNormalization",
    momentum: block.number("momentum", SHARE, 0.99),
    epsilon: block.number("epsilon", POSITIVE, 0.001),
    center: block.flag("center", true),
    scale: block.flag("scale", true),
  };
}

function layerNormalization(block: KerasBlock, surroundings: KerasSurroundings): LayerOptions {
  takeLastAxis(block, surroundings);
  takeAffine(block);
  block.only("rms_scaling", [false]);
  return {
    kind: "layerNormalization",
    epsilon: block.number("epsilon", POSITIVE, 0.001),
    center: block.flag("center", true),
    scale: block.flag("scale", true),
  };
}

/** Scales start at one and centers at zero here, and nothing holds them. */
function takeAffine(block: KerasBlock): void {
  takeStart(block, "gamma_initializer", "Ones");
  takeStart(block, "beta_initializer", "Zeros");
  block.none("gamma_regularizer", "beta_regularizer", "gamma_constraint", "beta_constraint");
}

function takeStart(block: KerasBlock, key: string, only: "Zeros" | "Ones"): void {
  const { kind } = takeInitializer(block, key, only);
  const words = { Zeros: "zeros", Ones: "ones" };
  if (kind !== words[only])
    block.mistake(key, `must be ${only}; initial weights may be given`, kind);
}

/** Counted from the end, or with the batch as axis 0; a list has one. */
function takeLastAxis(block: KerasBlock, { inputShape }: KerasSurroundings): void {
  const axis = block.take("axis") ?? -1;
  const [only, ...others] = Array.isArray(axis) ? (axis as unknown[]) : [axis];
  if (others.length === 0 && (only === -1 || only === inputShape?.length)) return;
  block.mistake("axis", "must be -1, the last one", axis);
}

function embedding(block: KerasBlock): LayerOptions {
  block.skip("input_length", "weights");
  block.none("embeddings_regularizer", "embeddings_constraint", "activity_regularizer");
  block.only("mask_zero", [false]);
  return {
    kind: "embedding",
    inputDim: block.number("input_dim", COUNT),
    outputDim: block.number("output_dim", COUNT),
    embeddingsInitializer: takeInitializer(block, "embeddings_initializer", "RandomUniform"),
  };
}

function flatten(block: KerasBlock): LayerOptions {
  block.only("data_format", ["channels_last"]);
  return { kind: "flatten" };
}

/** One side may be -1: what the others leave. */
function reshape(block: KerasBlock, { inputShape }: KerasSurroundings): LayerOptions {
  const shape = block.take("target_shape");
  const isSide = (side: unknown) => side === -1 || COUNT.includes(side as number);
  const sides = Array.isArray(shape) && shape.length > 0 && shape.every(isSide) ? shape : undefined;
  const open = sides?.filter((side) => side === -1).length ?? 0;
  if (!sides || open > 1) {
    block.mistake("target_shape", "must be sizes, one of them may be -1", shape);
    return { kind: "flatten" };
  }
  if (open === 0) return { kind: "reshape", targetShape: sides as number[] };
  if (!inputShape) return { kind: "flatten" }; // There is a mistake already.
  const size = inputShape.reduce((product, side) => product * side, 1);
  const known = (sides as number[]).reduce((product, side) => product * Math.abs(side), 1);
  if (size % known !== 0) {
    block.mistake("target_shape", `must divide the ${size} numbers that it reads`, shape);
  }
  const left = Math.max(1, Math.floor(size / known));
  return {
    kind: "reshape",
    targetShape: (sides as number[]).map((side) => (side === -1 ? left : side)),
  };
}

function concatenate(block: KerasBlock): LayerOptions {
  const axis = block.take("axis") ?? -1;
  if (typeof axis === "number" && Number.isSafeInteger(axis)) return { kind: "concatenate", axis };
  block.mistake("axis", "must be a whole number", axis);
  return { kind: "concatenate", axis: -1 };
}
