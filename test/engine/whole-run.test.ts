import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import { availableKernels, loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import { lower } from "../../src/engine/compiled/lower.ts";
import { programSha256 } from "../../src/engine/compiled/print-program.ts";
import type { Engine, RunResult, RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";

// The course of a run in the compiled engine: what goes on from call to call, from epoch to epoch
// and from training to evaluation. tfjs-cpu shares none of that with it.

const ROWS = 120;
const COLUMNS = 6;
const UNITS = 12;
const dataset = rowsOf((i) => Math.sin(1 + i * 1.7) * 1.5);

const regularizer = { l1: 0, l2: 0.3 };
const layers: readonly LayerSpec[] = [
  {
    ...{ kind: "dense", name: "hidden", inputs: ["input"], units: UNITS, activation: "tanh" },
    useBias: true,
    kernelInitializer: { kind: "randomUniform", minval: -0.7, maxval: 0.7, seed: 1 },
    biasInitializer: { kind: "zeros" },
    kernelRegularizer: regularizer,
  },
  { kind: "dropout", name: "drop", inputs: ["hidden"], rate: 0.3, seed: 2 },
  {
    ...{ kind: "dense", name: "out", inputs: ["drop"], units: 1, activation: "linear" },
    useBias: true,
    kernelInitializer: { kind: "randomUniform", minval: -0.7, maxval: 0.7, seed: 3 },
    biasInitializer: { kind: "zeros" },
    biasRegularizer: regularizer,
  },
];

const byTensorFlow: RunSpec = {
  data: { source: "sine-windows", rows: ROWS, seed: 1, validation: 0.2 }, // not these rows
  model: { layers, build: "static", dispatch: "fit" },
  training: {
    epochs: 3,
    batch: 20, // 96 rows train: the fifth step of an epoch has 16
    loss: "meanSquaredError",
    metrics: ["mae", "mape"],
    optimizer: {
      ...{ name: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-3 },
      learningRate: { schedule: "exponential", initial: 0.03, rate: 0.5, steps: 5 },
      clipNorm: 0.2,
    },
    shuffle: true,
  },
  seeding: { rule: "tf1", streams: ["init", "dropout", "noise", "order"] },
  engine: "test",
  seed: 7,
};
const training = (change: Partial<RunSpec["training"]>): RunSpec => ({
  ...byTensorFlow,
  training: { ...byTensorFlow.training, ...change },
});
const byName: RunSpec = {
  ...training({ optimizer: { name: "momentum", momentum: 0.9, learningRate: 0.01 } }),
  seeding: { ...byTensorFlow.seeding, rule: "named" },
};

const TOLERANCE = 2e-5;

describe("a whole run has the series of tfjs", () => {
  const specs = {
    "seeded as TensorFlow 1 is, by adam, a schedule and a clipped norm": byTensorFlow,
    "seeded by names, by momentum": byName,
  };
  for (const [title, spec] of Object.entries(specs)) {
    test(title, async () => {
      const ours = await train(await loadEngine("compiled"), spec);
      const theirs = await train(await loadEngine("tfjs-cpu"), spec);
      expect(ours.outcome).toBe("done");
      expect(ours.initialWeightsSha256).toBe(theirs.initialWeightsSha256);
      expect(Object.keys(ours.series)).toEqual(Object.keys(theirs.series));
      for (const [metric, values] of Object.entries(theirs.series)) {
        expect(ours.series[metric]).toHaveLength(spec.training.epochs);
        for (const [epoch, value] of values.entries()) {
          const distance = Math.abs(ours.series[metric]![epoch]! / value - 1);
          expect(distance, metric).toBeLessThanOrEqual(TOLERANCE);
        }
      }
    });
  }
});

describe("a run that was planned", () => {
  const { inputShape, targetShape } = dataset;
  const planned = programSha256(lower({ ...byName, inputShape, targetShape }));

  test("trains by its own program", async () => {
    const engine = await loadEngine("compiled");
    const result = await train(engine, { ...byName, program: planned });
    expect(result.outcome).toBe("done");
  });

  test("is refused by another program, also where its own was trained before", async () => {
    const engine = await loadEngine("compiled");
    await train(engine, { ...byName, program: planned });
    const other = "0".repeat(64);
    await expect(train(engine, { ...byName, program: other })).rejects.toThrow(
      `compiled: the program must be the planned ${other}, got ${planned}`,
    );
  });
});

describe("a run that left the numbers ends in the same digests with every kernel set", () => {
  const resultsOf = async (spec: RunSpec, rows: Dataset) => {
    const results: Omit<RunResult, "durationMs">[] = [];
    for (const name of availableKernels()) {
      const { durationMs: _, ...result } = await train(
        compiledEngine(loadKernels(name)),
        spec,
        rows,
      );
      results.push(result);
    }
    return results;
  };

  test("by a learning rate of 1e30", async () => {
    const spec = training({ optimizer: { name: "sgd", learningRate: 1e30 } });
    const results = await resultsOf(spec, dataset);
    expect(results[0]!.reason).toMatch(/ in epoch 1$/);
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test("by infinite inputs: every number is one and the same NaN", async () => {
    const nan = (length: number) => new Float32Array(length).fill(Number.NaN);
    const results = await resultsOf(
      byName,
      rowsOf(() => Number.POSITIVE_INFINITY),
    );
    const weights = [COLUMNS * UNITS, UNITS, UNITS, 1].map(nan);
    for (const result of results) {
      expect(result).toEqual(results[0]);
      expect(result.reason).toBe("loss is NaN in epoch 1");
      expect(result.initialPredictionsSha256).toBe(sha256(nan(ROWS)));
      expect(result.finalWeightsSha256).toBe(sha256(...weights));
    }
  });
});

async function train(engine: Engine, spec: RunSpec, rows: Dataset = dataset): Promise<RunResult> {
  const result = await engine.train(spec, rows, { onEpoch: () => {}, shouldStop: () => false });
  if (!result) throw new Error("stopped without being told to");
  return result;
}

function rowsOf(input: (index: number) => number): Dataset {
  const shared = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));
  const inputs = shared(COLUMNS * ROWS);
  for (let i = 0; i < inputs.length; i++) inputs[i] = input(i);
  const targets = shared(ROWS);
  for (let row = 0; row < ROWS; row++) targets[row] = 1.5 + Math.sin(row * 0.9);
  return { rowCount: ROWS, inputShape: [COLUMNS], targetShape: [1], inputs, targets, sha256: "" };
}
