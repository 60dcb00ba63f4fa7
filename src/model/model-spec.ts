/**
 * A model as data: what every engine builds from and what a run's digest covers. All defaults are
 * written out, so two configs that mean the same model are the same spec.
 */
export interface ModelSpec {
  /** in calling order; the last one is the model's output */
  readonly layers: readonly LayerSpec[];
  /** static: built from a known input shape; deferred: layer by layer, at the first batch */
  readonly build: "static" | "deferred";
  /** fit: layers are told that they train; call: they are not, so dropout is silent */
  readonly dispatch: "fit" | "call";
  /** absent: the seed draws them */
  readonly initialWeights?: GivenWeightsSpec;
  /** there where a layer is the user's own: the module that builds it */
  readonly module?: ModuleSpec;
}

/** Initial weights that a file gives: what they are, not where it lies or how it is written. */
export interface GivenWeightsSpec {
  /** see model/given-weights */
  readonly sha256: string;
}

/** A user's module by its code, not by where it lies. */
export interface ModuleSpec {
  /** of its files and the name of its export */
  readonly sha256: string;
}

/** The name that stands for the model's own input in `LayerSpec.inputs`. */
export const MODEL_INPUT = "input";

export type LayerSpec = LayerPlace & LayerOptions;

export interface LayerPlace {
  /** unique within the model; also the key of the layer's random streams */
  readonly name: string;
  /** names of the layers it reads, MODEL_INPUT for the model's input */
  readonly inputs: readonly string[];
}

/** Options carry the names and meanings of the tfjs Layers API; defaults are Keras'. */
export type LayerOptions =
  | DenseOptions
  | ActivationOptions
  | DropoutOptions
  | GaussianNoiseOptions
  | BatchNormalizationOptions
  | LayerNormalizationOptions
  | EmbeddingOptions
  | OwnOptions
  | { readonly kind: "flatten" }
  | { readonly kind: "reshape"; readonly targetShape: readonly number[] }
  | { readonly kind: "add" | "average" | "multiply" | "maximum" | "minimum" }
  | { readonly kind: "concatenate"; readonly axis: number };

export type LayerKind = LayerOptions["kind"];

export interface DenseOptions {
  readonly kind: "dense";
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  /** of the layer's output, after its activation; see model/activity-penalty */
  readonly activityRegularizer?: Regularizer;
  readonly kernelConstraint?: Constraint;
  readonly biasConstraint?: Constraint;
}

export interface ActivationOptions {
  readonly kind: "activation";
  readonly activation: Activation;
}

export interface DropoutOptions {
  readonly kind: "dropout" | "gaussianDropout" | "alphaDropout";
  /** share of the elements dropped, 0 <= rate < 1 */
  readonly rate: number;
  /** TensorFlow 1's op seed; present only where the seeding rule reads it */
  readonly seed?: number;
}

export interface GaussianNoiseOptions {
  readonly kind: "gaussianNoise";
  readonly stddev: number;
  readonly seed?: number;
}

export interface BatchNormalizationOptions {
  readonly kind: "batchNormalization";
  readonly momentum: number;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

export interface LayerNormalizationOptions {
  readonly kind: "layerNormalization";
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
}

export interface EmbeddingOptions {
  readonly kind: "embedding";
  /** size of the vocabulary: inputs are whole numbers in [0, inputDim) */
  readonly inputDim: number;
  readonly outputDim: number;
  readonly embeddingsInitializer: Initializer;
}

/** A layer that only code of tfjs or of the user knows: what can be said of it without that. */
export interface OwnOptions {
  readonly kind: "own";
  /** for example "Conv1D" */
  readonly className: string;
  /** of one row */
  readonly outputShape: readonly number[];
  /** trainable ones first, in the order of the tfjs layer; names are unique within the layer */
  readonly weights: readonly OwnWeight[];
}

export interface OwnWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly initializer: Initializer;
  readonly constraint?: Constraint;
}

export const ACTIVATIONS = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "selu",
  "sigmoid",
  "hardSigmoid",
  "softplus",
  "softsign",
  "tanh",
  "softmax",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** `seed` is TensorFlow 1's op seed; present only where the seeding rule reads it. */
export type Initializer =
  | { readonly kind: "zeros" | "ones" }
  /** only the user's code knows; the weight is as it has made it */
  | { readonly kind: "own" }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "identity"; readonly gain: number }
  | RandomInitializer;

export type RandomInitializer = { readonly seed?: number } & (
  | { readonly kind: "randomUniform"; readonly minval: number; readonly maxval: number }
  | {
      readonly kind: "randomNormal" | "truncatedNormal";
      readonly mean: number;
      readonly stddev: number;
    }
  | VarianceScaling
  | { readonly kind: "orthogonal"; readonly gain: number }
);

/** glorot*, he* and leCun* are this with their own scale, mode and distribution. */
export interface VarianceScaling {
  readonly kind: "varianceScaling";
  readonly scale: number;
  readonly mode: "fanIn" | "fanOut" | "fanAvg";
  /** normal: truncated at two deviations and rescaled, as Keras' */
  readonly distribution: "uniform" | "normal";
}

export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

export type Constraint =
  | { readonly kind: "maxNorm"; readonly maxValue: number }
  | { readonly kind: "unitNorm" }
  | { readonly kind: "nonNeg" };

/** A layer that draws anew at every training step, and is the identity otherwise. */
export type MaskingLayer = Extract<
  LayerSpec,
  { kind: "dropout" | "gaussianDropout" | "alphaDropout" | "gaussianNoise" }
>;

const MASKING: readonly string[] = ["dropout", "gaussianDropout", "alphaDropout", "gaussianNoise"];

export function isMasking(layer: LayerSpec): layer is MaskingLayer {
  return isMaskingKind(layer.kind);
}

export function isMaskingKind(kind: LayerKind): kind is MaskingLayer["kind"] {
  return MASKING.includes(kind);
}

/** How a layer's weights begin, as far as the model says it. */
export function initializersOf(layer: LayerSpec): readonly Initializer[] {
  switch (layer.kind) {
    case "dense":
      return [layer.kernelInitializer, ...(layer.useBias ? [layer.biasInitializer] : [])];
    case "embedding":
      return [layer.embeddingsInitializer];
    case "own":
      return layer.weights.map(({ initializer }) => initializer);
    default:
      return [];
  }
}

/** Whether an initializer draws random numbers. */
export function isRandom(initializer: Initializer): initializer is RandomInitializer {
  return !["zeros", "ones", "own", "constant", "identity"].includes(initializer.kind);
}
