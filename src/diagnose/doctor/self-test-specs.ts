import type { Dataset } from "../../data/dataset.ts";
import type { RunSpec } from "../../engine/engine.ts";
import type { DenseOptions, LayerSpec, ModelSpec } from "../../model/model-spec.ts";
import type { OptimizerSpec, TrainingSpec } from "../../model/training-spec.ts";

// The runs whose answers `known-answers.ts` holds. To change one is to change those.

const SGD = (learningRate: number): OptimizerSpec => ({ name: "sgd", learningRate });

const RULE_RATE = 0.1;
/** Large, as that is where rules that put it in different places part. */
const EPSILON = 0.1;
const RMSPROP = { rho: 0.9, epsilon: EPSILON, centered: true, momentum: 0.5 };
const ADAM = { beta1: 0.9, beta2: 0.99, epsilon: EPSILON };

/** One of each rule. */
export const TESTED_OPTIMIZERS: readonly OptimizerSpec[] = [
  SGD(RULE_RATE),
  { name: "momentum", learningRate: RULE_RATE, momentum: 0.9 },
  { name: "nesterov", learningRate: RULE_RATE, momentum: 0.9 },
  { name: "rmsprop", learningRate: RULE_RATE, ...RMSPROP },
  { name: "rmsprop-tf1", learningRate: RULE_RATE, ...RMSPROP },
  { name: "adagrad", learningRate: RULE_RATE, initialAccumulator: 0.1, epsilon: EPSILON },
  { name: "adagrad-tf1", learningRate: RULE_RATE, initialAccumulator: 0.1, epsilon: EPSILON },
  { name: "adadelta", learningRate: 1, rho: 0.9, epsilon: EPSILON },
  { name: "adam", learningRate: RULE_RATE, ...ADAM },
  { name: "adam-tfjs", learningRate: RULE_RATE, ...ADAM },
  { name: "adam-tf1", learningRate: RULE_RATE, ...ADAM },
  { name: "adamax", learningRate: RULE_RATE, ...ADAM },
  { name: "adamw", learningRate: RULE_RATE, ...ADAM, weightDecay: 0.5 },
];

/** Two rows for a layer of one unit: the first gradients are -2.5 and 2 for its kernel, -0.5. */
export const OPTIMIZER_ROWS = datasetOf(2, [1, 2, 3, -1], [1, 2]);

/** y = 0.5 x1 + 0.5 x2 + 0, mean squared error, both rows at each step. */
export function optimizerSpec(optimizer: OptimizerSpec): RunSpec {
  const layers: LayerSpec[] = [dense("unit", "input", { units: 1, initial: 0.5, useBias: true })];
  return runSpec({ layers, build: "static", dispatch: "fit" }, { epochs: 2, batch: 2, optimizer });
}

export const DROPOUT_RATE = 0.25;
export const DROPOUT_WIDTH = 64;
export const DROPOUT_BATCH = 64;
/** numbers that go through the dropout at one step */
export const DROPOUT_COUNT = DROPOUT_WIDTH * DROPOUT_BATCH;

/** Ones to be dropped; two batches. */
export const DROPOUT_ROWS = datasetOf(
  DROPOUT_WIDTH,
  Array.from({ length: 2 * DROPOUT_COUNT }, () => 1),
  Array.from({ length: 2 * DROPOUT_BATCH }, () => 0),
);

/** The mean of a row after dropout, for the target 0: its loss is 1 where nothing is dropped. */
export function dropoutSpec(how: Pick<ModelSpec, "build" | "dispatch">): RunSpec {
  const layers: LayerSpec[] = [
    { kind: "dropout", name: "drop", inputs: ["input"], rate: DROPOUT_RATE },
    dense("mean", "drop", { units: 1, initial: 1 / DROPOUT_WIDTH, useBias: false }),
  ];
  return runSpec({ layers, ...how }, { epochs: 1, batch: DROPOUT_BATCH, optimizer: SGD(0) });
}

/** Of the iris flowers, 20 epochs of 5 steps: drawn weights, order, masks, exp, tanh, log, Adam. */
export function trainingSpec(): RunSpec {
  const layers: LayerSpec[] = [
    dense("hidden", "input", { units: 16, activation: "tanh", useBias: true }),
    { kind: "dropout", name: "drop", inputs: ["hidden"], rate: 0.1 },
    dense("out", "drop", { units: 3, activation: "softmax", useBias: true }),
  ];
  const optimizer: OptimizerSpec = {
    ...{ name: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  };
  return runSpec(
    { layers, build: "static", dispatch: "fit" },
    {
      ...{ epochs: 20, batch: 32, optimizer, shuffle: true },
      loss: "sparseCategoricalCrossentropy",
    },
  );
}

function runSpec(
  model: ModelSpec,
  training: Pick<TrainingSpec, "epochs" | "batch" | "optimizer"> & Partial<TrainingSpec>,
): RunSpec {
  return {
    // Engines are given the rows themselves; of this they read that no row validates.
    data: { source: "iris", validation: 0 },
    model,
    training: { loss: "meanSquaredError", metrics: [], shuffle: false, ...training },
    seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
    engine: "doctor",
    seed: 1,
  };
}

interface DenseParts extends Partial<Pick<DenseOptions, "activation">> {
  readonly units: number;
  readonly useBias: boolean;
  /** of each number of the kernel; without it they are drawn */
  readonly initial?: number;
}

function dense(name: string, input: string, parts: DenseParts): LayerSpec {
  const { units, useBias, activation = "linear", initial } = parts;
  const scaling = { scale: 1, mode: "fanAvg", distribution: "uniform" } as const;
  return {
    ...{ kind: "dense", name, inputs: [input], units, useBias, activation },
    kernelInitializer:
      initial === undefined
        ? { kind: "varianceScaling", ...scaling }
        : { kind: "constant", value: initial },
    biasInitializer: { kind: "zeros" },
  };
}

/** Rows with one number as their target. */
function datasetOf(width: number, inputs: readonly number[], targets: readonly number[]): Dataset {
  return {
    rowCount: targets.length,
    ...{ inputShape: [width], targetShape: [1] },
    inputs: shared(inputs),
    targets: shared(targets),
    sha256: "", // no record is made of what is trained on them
  };
}

function shared(values: readonly number[]): Float32Array<SharedArrayBuffer> {
  const floats = new Float32Array(new SharedArrayBuffer(4 * values.length));
  floats.set(values);
  return floats;
}
