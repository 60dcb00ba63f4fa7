import type { RunSpec } from "../../src/engine/engine.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import type { OptimizerSpec } from "../../src/model/training-spec.ts";

export const ROW_COUNT = 100_000;

/** TensorFlow 1's RMSProp with the question's learning rate. */
export const RMSPROP_TF1: OptimizerSpec = {
  name: "rmsprop-tf1",
  learningRate: 5e-4,
  rho: 0.9,
  momentum: 0,
  epsilon: 1e-10,
  centered: false,
};

/**
 * The question's network: 1001-64-64-64-64-1, relu, optionally with dropout .05 after each hidden
 * layer, as TensorFlow's own runs in curves.json were made.
 *
 * @param kernelOpSeeds five of them
 * @param dropoutOpSeeds four of them, or none for a network without dropout
 */
export function questionLayers(
  kernelOpSeeds: readonly number[],
  dropoutOpSeeds: readonly number[] = [],
): readonly LayerSpec[] {
  const layers: LayerSpec[] = [];
  const last = () => [layers.at(-1)?.name ?? "input"];
  for (const [index, seed] of kernelOpSeeds.entries()) {
    const isOutput = index === kernelOpSeeds.length - 1;
    layers.push({
      kind: "dense",
      name: `dense-${index + 1}`,
      inputs: last(),
      units: isOutput ? 1 : 64,
      activation: isOutput ? "linear" : "relu",
      useBias: true,
      kernelInitializer: {
        kind: "varianceScaling",
        scale: 1,
        mode: "fanAvg",
        distribution: "uniform",
        seed,
      },
      biasInitializer: { kind: "zeros" },
    });
    const opSeed = dropoutOpSeeds[index];
    if (isOutput || opSeed === undefined) continue;
    const name = `dropout-${index + 1}`;
    layers.push({ kind: "dropout", name, inputs: last(), rate: 0.05, seed: opSeed });
  }
  return layers;
}

/** One epoch (or more) of the question's network on the shuffled rows, without a shuffle per epoch. */
export function questionSpec(
  layers: readonly LayerSpec[],
  seed: number,
  options: { take?: number; validation?: number; epochs?: number } = {},
): RunSpec {
  const { take, validation = 0, epochs = 1 } = options;
  return {
    data: { source: "sine-windows", rows: ROW_COUNT, seed: 1, shuffle: 1, take, validation },
    model: { layers, build: "static", dispatch: "fit" },
    training: {
      epochs,
      batch: 32,
      loss: "meanSquaredError",
      metrics: [],
      optimizer: RMSPROP_TF1,
      shuffle: false,
    },
    seeding: { rule: "tf1", streams: ["init", "dropout", "noise", "order"] },
    engine: "test",
    seed,
  };
}

/** curves.json: TensorFlow 2.21's own runs, raw ops of tf.compat.v1, see README.md beside it. */
export interface Curves {
  readonly variants: Readonly<
    Record<
      string,
      {
        readonly first5_batch_losses: Readonly<Record<string, readonly number[]>>;
        readonly series: Readonly<Record<string, readonly number[]>>;
        /** by epoch, over seeds 1 to 10 */
        readonly mean: readonly number[];
        readonly std_sample: readonly number[];
      }
    >
  >;
  readonly first_question_last_id: {
    readonly "runs_1..10": readonly {
      readonly variant: string;
      readonly graph_seed: number;
      readonly kernel_op_seeds: readonly number[];
      readonly val_loss_before_training: number;
      readonly val_loss: readonly number[];
    }[];
  };
}

/** The dropout op seeds of the variants in curves.json. */
export const CURVE_VARIANTS: Readonly<Record<string, readonly number[]>> = {
  dropout_active: [1, 1, 1, 1],
  dropout_inactive: [],
  dropout_active_distinct_op_seeds_1_2_3_4: [1, 2, 3, 4],
};
