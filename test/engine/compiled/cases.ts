import {
  ACTIVATIONS,
  type Activation,
  type Constraint,
  type LayerOptions,
  type LayerSpec,
} from "../../../src/model/model-spec.ts";
import { LOSSES, type LossName, type OptimizerSpec } from "../../../src/model/training-spec.ts";

/** A small model and its training; all of them together reach every part of a program. */
export interface Case {
  /** ends a sentence that begins "it trains" */
  readonly title: string;
  readonly layers: readonly LayerSpec[];
  readonly loss?: LossName;
  readonly optimizer?: OptimizerSpec;
  readonly dispatch?: "fit" | "call";
  /** inputs are whole numbers below this */
  readonly wholeInputs?: number;
  /** how far another engine's float32 may be after eight steps, relative to 1 + a number's size */
  readonly tolerance?: number;
}

const place = (name: string, ...inputs: string[]) => ({ name, inputs });
const dense = (
  name: string,
  input: string,
  units: number,
  activation: Activation = "linear",
  more: Partial<Extract<LayerSpec, { kind: "dense" }>> = {},
): LayerSpec => ({
  ...place(name, input),
  kind: "dense",
  units,
  activation,
  useBias: true,
  kernelInitializer: { kind: "randomUniform", minval: -0.7, maxval: 0.7 },
  biasInitializer: { kind: "randomUniform", minval: -0.2, maxval: 0.2 },
  ...more,
});
const reshape = (name: string, input: string, ...targetShape: number[]): LayerSpec => ({
  ...place(name, input),
  kind: "reshape",
  targetShape,
});
const flatten = (name: string, input: string): LayerSpec => ({
  ...place(name, input),
  kind: "flatten",
});

/** So wide that sums go beyond relu6's and hardSigmoid's ends. */
const steep = { kernelInitializer: { kind: "randomUniform", minval: -4, maxval: 4 } } as const;
const activations = ACTIVATIONS.map((activation) => ({
  title: `through the activation ${activation}`,
  layers: [dense("a", "input", 5, activation, steep), dense("b", "a", 3)],
  // tfjs-cpu's erf is a polynomial good to 1.5e-7, its exp and tanh are V8's.
  ...(activation === "gelu" && { tolerance: 5e-6 }),
}));

/** Losses that need an output of a kind: shares of one, a share each, or above zero. */
export const OUTPUTS: Partial<Record<LossName, Activation>> = {
  categoricalCrossentropy: "softmax",
  sparseCategoricalCrossentropy: "softmax",
  binaryCrossentropy: "sigmoid",
  kullbackLeiblerDivergence: "softmax",
  poisson: "softplus",
  meanSquaredLogarithmicError: "softplus",
};
const losses = LOSSES.map((loss) => ({
  title: `with the loss ${loss}`,
  layers: [dense("a", "input", 5, "tanh"), dense("b", "a", 3, OUTPUTS[loss])],
  loss,
  // Its slope is 100 / |target|, up to 200 here.
  ...(loss === "meanAbsolutePercentageError" && { tolerance: 6e-6 }),
}));

const middles: readonly LayerOptions[] = [
  { kind: "dropout", rate: 0.3 },
  { kind: "gaussianDropout", rate: 0.3 },
  { kind: "alphaDropout", rate: 0.3 },
  { kind: "gaussianNoise", stddev: 0.3 },
  { kind: "batchNormalization", momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
  { kind: "layerNormalization", epsilon: 1e-3, center: true, scale: true },
  { kind: "reshape", targetShape: [2, 3] },
  { kind: "add" },
  { kind: "average" },
  { kind: "multiply" },
  { kind: "maximum" },
  { kind: "minimum" },
  { kind: "concatenate", axis: -1 },
];
const JOINS = ["add", "average", "multiply", "maximum", "minimum", "concatenate"];
const layers = middles.map((options) => {
  const joins = JOINS.includes(options.kind);
  const inputs = joins ? ["a", "b", "a"] : ["a"];
  return {
    title: `through ${options.kind}`,
    layers: [
      dense("a", "input", 6, "tanh"),
      ...(joins ? [dense("b", "a", 6, "tanh")] : []),
      { ...place("middle", ...inputs), ...options } as LayerSpec,
      dense("c", "middle", 4, "tanh"),
      flatten("flat", "c"),
      dense("out", "flat", 3),
    ],
  };
});

const sides: readonly Case[] = [1, -2].map((axis) => ({
  title: `through concatenate along axis ${axis} of rank-2 rows`,
  layers: [
    dense("a", "input", 6, "tanh"),
    dense("b", "a", 9, "tanh"),
    reshape("two", "a", 2, 3),
    reshape("three", "b", 3, 3),
    { ...place("middle", "two", "three", "two"), kind: "concatenate", axis },
    dense("c", "middle", 2, "tanh"), // reads the last side: 7 rows of 3
    flatten("flat", "c"),
    dense("out", "flat", 3),
  ],
}));

const norm = { kind: "batchNormalization", momentum: 0.9, epsilon: 1e-3 } as const;
const regularizer = { l1: 0.01, l2: 0.02 };
const regularized = { kernelRegularizer: regularizer, biasRegularizer: regularizer };
const biasConstraints: readonly Constraint[] = [
  { kind: "maxNorm", maxValue: 0.15 },
  { kind: "unitNorm" },
];
const models: readonly Case[] = [
  {
    title: "through a batch normalization that is not told that it trains",
    layers: [
      dense("a", "input", 6, "tanh"),
      { ...place("middle", "a"), ...norm, center: true, scale: true },
      dense("out", "middle", 3),
    ],
    dispatch: "call",
  },
  {
    title: "through an embedding of whole numbers",
    layers: [
      {
        ...place("table", "input"),
        kind: "embedding",
        inputDim: 5,
        outputDim: 3,
        embeddingsInitializer: { kind: "randomUniform", minval: -1, maxval: 1 },
      },
      flatten("flat", "table"),
      dense("out", "flat", 3),
    ],
    wholeInputs: 5,
  },
  {
    title: "without bias, with regularizers of every kind and with constraints",
    layers: [
      dense("a", "input", 5, "tanh", { useBias: false, kernelRegularizer: regularizer }),
      dense("b", "a", 4, "tanh", {
        biasRegularizer: regularizer,
        activityRegularizer: regularizer,
        kernelConstraint: { kind: "maxNorm", maxValue: 0.8 },
      }),
      dense("c", "b", 4, "tanh", {
        kernelConstraint: { kind: "unitNorm" },
        biasConstraint: { kind: "nonNeg" },
      }),
      dense("out", "c", 3),
    ],
  },
  ...biasConstraints.map((biasConstraint) => ({
    title: `with biases held by ${biasConstraint.kind}`,
    layers: [
      dense("a", "input", 5, "tanh", { biasConstraint }),
      dense("b", "a", 3, "linear", { biasConstraint }),
    ],
  })),
  {
    title: "from the logits of a softmax layer that reads regularized activities",
    layers: [
      dense("a", "input", 5, "tanh"),
      dense("b", "a", 3, "linear", { activityRegularizer: regularizer }),
      { ...place("out", "b"), kind: "activation", activation: "softmax" },
    ],
    loss: "categoricalCrossentropy",
  },
  {
    title: "from the logits of a regularized sigmoid that a linear activation hands on",
    layers: [
      dense("a", "input", 5, "tanh"),
      dense("b", "a", 3, "sigmoid", { activityRegularizer: regularizer }),
      { ...place("out", "b"), kind: "activation", activation: "linear" },
    ],
    loss: "binaryCrossentropy",
  },
  {
    title: "with regularizers under a clipped norm",
    layers: [
      dense("a", "input", 5, "tanh", regularized),
      dense("b", "a", 3, "linear", regularized),
    ],
    optimizer: { name: "sgd", learningRate: 0.05, clipNorm: 0.1 },
  },
];

const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const rms = { rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };
const rate = { learningRate: 0.01 };
const optimizers: readonly OptimizerSpec[] = [
  { name: "sgd", ...rate },
  { name: "momentum", momentum: 0.9, ...rate },
  { name: "nesterov", momentum: 0.9, ...rate },
  { name: "rmsprop", ...rms, ...rate },
  { name: "rmsprop-tf1", ...rms, ...rate },
  { name: "adagrad", initialAccumulator: 0.1, epsilon: 1e-7, ...rate },
  { name: "adagrad-tf1", initialAccumulator: 0.1, epsilon: 0, ...rate },
  { name: "adadelta", rho: 0.95, epsilon: 1e-7, learningRate: 1 },
  { name: "adam", ...betas, ...rate },
  { name: "adam-tf1", ...betas, ...rate },
  { name: "adam-tfjs", ...betas, ...rate },
  { name: "adamax", ...betas, ...rate },
  { name: "adamw", ...betas, weightDecay: 0.01, ...rate },
];
const centered: OptimizerSpec = {
  ...{ name: "rmsprop", ...rms, centered: true, momentum: 0.5 },
  ...rate,
};
/** m / sqrt(v) of gradients near zero turns a last bit into a step. */
const ROOT_TOLERANCES: Partial<Record<OptimizerSpec["name"], number>> = {
  adadelta: 5e-6,
  adam: 5e-5,
  "adam-tf1": 5e-5,
  "adam-tfjs": 5e-5,
  adamax: 5e-5,
  adamw: 5e-5,
  rmsprop: 2e-5,
};
const trainedBy = (title: string, optimizer: OptimizerSpec, tolerance?: number): Case => ({
  title: `with the optimizer ${title}`,
  layers: [dense("a", "input", 5, "tanh"), dense("b", "a", 3)],
  optimizer,
  ...(tolerance !== undefined && { tolerance }),
});
const trainings: readonly Case[] = [
  ...optimizers.map((rule) => trainedBy(rule.name, rule, ROOT_TOLERANCES[rule.name])),
  trainedBy("rmsprop, centered and with momentum", centered, 2e-4),
  trainedBy("sgd and a clipped norm", { name: "sgd", ...rate, clipNorm: 0.1 }),
  trainedBy("sgd and clipped values", { name: "sgd", ...rate, clipValue: 0.01 }),
  trainedBy("momentum and both clips", {
    ...{ name: "momentum", momentum: 0.9 },
    ...{ ...rate, clipNorm: 1, clipValue: 0.05 },
  }),
  trainedBy("sgd and a schedule", {
    name: "sgd",
    learningRate: { schedule: "cosine", initial: 0.1, floor: 0.1, steps: 6 },
  }),
];

export const CASES: readonly Case[] = [
  ...activations,
  ...losses,
  ...layers,
  ...sides,
  ...models,
  ...trainings,
];
