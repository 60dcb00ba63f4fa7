import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { Engine, EngineName, EpochValues, RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { initialWeights, weightsSha256 } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { loadableBackends } from "../engine/backends.ts";

/**
 * What every engine owes the coordinator. A new engine joins the list and gets no tests of its own
 * until it passes these.
 */
const engineNames: EngineName[] = [
  "compiled",
  ...(await loadableBackends()).map((backend): EngineName => `tfjs-${backend}`),
];

const dataset = sineWindows({ rows: 120, seed: 1, shuffle: 1 });

function dense(name: string, input: string, units: number): LayerSpec {
  return {
    kind: "dense",
    name,
    inputs: [input],
    units,
    activation: units === 1 ? "linear" : "relu",
    useBias: true,
    kernelInitializer: {
      kind: "varianceScaling",
      scale: 1,
      mode: "fanAvg",
      distribution: "uniform",
    },
    biasInitializer: { kind: "zeros" },
  };
}

function dropout(input: string, rate = 0.3): LayerSpec {
  return { kind: "dropout", name: "drop", inputs: [input], rate };
}

const WITH_DROPOUT = [dense("hidden", "input", 8), dropout("hidden"), dense("out", "drop", 1)];
const WITHOUT_DROPOUT = [dense("hidden", "input", 8), dense("out", "hidden", 1)];

const base: RunSpec = {
  data: { source: "sine-windows", rows: 120, seed: 1, shuffle: 1, validation: 0.2 },
  model: { layers: WITH_DROPOUT, build: "static", dispatch: "fit" },
  training: {
    epochs: 3,
    batch: 20, // 96 rows train: the fifth step of an epoch has 16
    loss: "meanSquaredError",
    metrics: ["mae"],
    optimizer: { name: "sgd", learningRate: 1e-4 },
    shuffle: true,
  },
  seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
  engine: "test",
  seed: 7,
};

const change = {
  seed: (seed: number): RunSpec => ({ ...base, seed }),
  model: (model: Partial<RunSpec["model"]>) => ({ ...base, model: { ...base.model, ...model } }),
  training: (training: Partial<RunSpec["training"]>): RunSpec => ({
    ...base,
    training: { ...base.training, ...training },
  }),
  streams: (streams: RunSpec["seeding"]["streams"], seed: number): RunSpec => ({
    ...base,
    seed,
    seeding: { ...base.seeding, streams },
  }),
};

const SILENT = { onEpoch: () => {}, shouldStop: () => false };

describe.each(engineNames)("engine %s", async (name) => {
  let engine: Engine;
  const train = async (spec: RunSpec) => {
    engine = await loadEngine(name);
    const result = await engine.train(spec, dataset, SILENT);
    if (!result) throw new Error("stopped without being told to");
    return result;
  };
  const weightsOf = async (spec: RunSpec) => (await train(spec)).finalWeightsSha256;

  test("gives the same bits again, whatever ran before", async () => {
    const first = await train(base);
    await train(change.seed(8));
    const { durationMs: _, ...again } = await train(base);
    expect(first).toMatchObject(again);
  });

  test("another seed gives other weights, before training and after", async () => {
    const [a, b] = [await train(base), await train(change.seed(8))];
    expect(a.initialWeightsSha256).not.toBe(b.initialWeightsSha256);
    expect(a.initialPredictionsSha256).not.toBe(b.initialPredictionsSha256);
    expect(a.finalWeightsSha256).not.toBe(b.finalWeightsSha256);
  });

  test("records one value per epoch of every metric, and tells each epoch as it ends", async () => {
    const told: EpochValues[] = [];
    engine = await loadEngine(name);
    const observer = { ...SILENT, onEpoch: (values: EpochValues) => told.push(values) };
    const result = await engine.train(base, dataset, observer);
    const { series } = result!;
    expect(Object.keys(series).sort()).toEqual(["loss", "mae", "val_loss", "val_mae"]);
    expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    for (const [metric, values] of Object.entries(series)) {
      expect(told.map((epoch) => epoch.values[metric])).toEqual([...values]);
    }
  });

  test("learns: the loss of the last epoch is below that of the first", async () => {
    const { loss } = (await train(change.model({ layers: WITHOUT_DROPOUT }))).series;
    expect(loss!.at(-1)).toBeLessThan(loss![0]!);
  });

  test("its penalty is what the loss has beyond the metric of the same name", async () => {
    const [hidden, out] = WITHOUT_DROPOUT as [LayerSpec, LayerSpec];
    const penalized = { ...hidden, kernelRegularizer: { l1: 0.01, l2: 0.02 } } as LayerSpec;
    const model = change.model({ layers: [penalized, out] });
    const optimizer = { name: "sgd", learningRate: 1e-9 } as const;
    const training = { ...base.training, metrics: ["mse"] as const, optimizer };
    const { series, penalty } = await train({ ...model, training });
    expect(penalty).toBeCloseTo(series.loss!.at(-1)! - series.mse!.at(-1)!, 5);
    expect(penalty).toBeGreaterThan(0.1);
    expect((await train(change.model({ layers: WITHOUT_DROPOUT }))).penalty).toBe(0);
    const active = { ...hidden, activityRegularizer: { l1: 0, l2: 0.1 } } as LayerSpec;
    const unknown = await train(change.model({ layers: [active, out] }));
    expect(unknown).not.toHaveProperty("penalty");
  });

  test("a deferred build of a named seeding ends in the same weights as a static one", async () => {
    expect(await weightsOf(change.model({ build: "deferred" }))).toBe(await weightsOf(base));
  });

  test("called without the training flag, dropout is silent", async () => {
    const silent = await weightsOf(change.model({ dispatch: "call" }));
    expect(silent).toBe(await weightsOf(change.model({ layers: WITHOUT_DROPOUT })));
    expect(silent).not.toBe(await weightsOf(base));
  });

  test("a dropout that drops nothing changes no other draw", async () => {
    const layers = [dense("hidden", "input", 8), dropout("hidden", 0), dense("out", "drop", 1)];
    const without = await weightsOf(change.model({ layers: WITHOUT_DROPOUT }));
    expect(await weightsOf(change.model({ layers }))).toBe(without);
  });

  test("a stream that does not follow the seed stays as it is", async () => {
    const [a, b] = [
      await train(change.streams(["order"], 1)),
      await train(change.streams(["order"], 2)),
    ];
    expect(a.initialWeightsSha256).toBe(b.initialWeightsSha256);
    expect(a.finalWeightsSha256).not.toBe(b.finalWeightsSha256);
    const fixed = await Promise.all([1, 2].map((seed) => train(change.streams([], seed))));
    expect(fixed[0]!.finalWeightsSha256).toBe(fixed[1]!.finalWeightsSha256);
  });

  test("starts from kernels that are drawn by position where they are coupled", async () => {
    const coupled: RunSpec = { ...base, seeding: { ...base.seeding, coupling: "position" } };
    const draws = runDraws(coupled.seeding, coupled.seed);
    const weights = initialWeights(modelShapes(WITH_DROPOUT, [1001]), draws);
    const { initialWeightsSha256, finalWeightsSha256 } = await train(coupled);
    expect(initialWeightsSha256).toBe(weightsSha256(weights));
    const uncoupled = await train(base);
    expect(initialWeightsSha256).not.toBe(uncoupled.initialWeightsSha256);
    expect(finalWeightsSha256).not.toBe(uncoupled.finalWeightsSha256);
    const run = engine.inspect(coupled, dataset);
    expect(weightsSha256(run.state().weights)).toBe(initialWeightsSha256);
    run.close();
  });

  test("starts from the weights it is given, whatever the seed, and leaves them as they are", async () => {
    const values = Float32Array.from({ length: 1001 * 8 + 8 + 8 + 1 }, (_, i) => Math.sin(i) / 40);
    const kept = values.slice();
    const given = new Map([["w", values]]);
    const model = { ...base.model, initialWeights: { sha256: "w" } };
    engine = await loadEngine(name);
    const ends = [1, 2].map((seed) => {
      return engine.train({ ...base, model, seed }, dataset, SILENT, given);
    });
    const [a, b] = await Promise.all(ends);
    expect([a, b].map((end) => end?.initialWeightsSha256)).toEqual([sha256(kept), sha256(kept)]);
    expect(a!.finalWeightsSha256).not.toBe(b!.finalWeightsSha256);
    const run = engine.inspect({ ...base, model }, dataset, given);
    expect(sha256(...run.state().weights.map(({ values: own }) => own))).toBe(sha256(kept));
    run.inspectStep();
    run.close();
    expect(values).toEqual(kept);
    await expect(engine.train({ ...base, model }, dataset, SILENT)).rejects.toThrow(
      "must be given",
    );
  });

  test("without a shuffle the order stream does not matter", async () => {
    const spec = (streams: RunSpec["seeding"]["streams"]) => ({
      ...change.streams(streams, 3),
      training: { ...base.training, shuffle: false },
    });
    const withOrder = await weightsOf(spec(["init", "dropout", "order"]));
    expect(await weightsOf(spec(["init", "dropout"]))).toBe(withOrder);
  });

  test("with a frozen model, masks and order are new in every epoch", async () => {
    const frozen = { optimizer: { name: "sgd", learningRate: 0 }, epochs: 2 } as const;
    const stepLosses = async (spec: RunSpec) => {
      const losses: number[] = [];
      engine = await loadEngine(name);
      await engine.train(spec, dataset, { ...SILENT, onStep: (loss) => losses.push(loss) });
      return [losses.slice(0, 5), losses.slice(5)];
    };
    const inOrder = change.training({ ...frozen, shuffle: false });
    const shuffled = change.training({ ...frozen, shuffle: true });
    const model = { ...base.model, layers: WITHOUT_DROPOUT };
    const [plainFirst, plainSecond] = await stepLosses({ ...inOrder, model });
    expect(plainFirst).toEqual(plainSecond);
    const [maskedFirst, maskedSecond] = await stepLosses(inOrder);
    expect(maskedFirst).not.toEqual(maskedSecond);
    const [mixedFirst, mixedSecond] = await stepLosses({ ...shuffled, model });
    expect(mixedFirst).not.toEqual(mixedSecond);
  });

  test("a run whose loss leaves the numbers is a result: diverged, with its series so far", async () => {
    const optimizer = { name: "sgd", learningRate: 1e30 } as const;
    const result = await train(change.training({ optimizer }));
    expect(result.outcome).toBe("diverged");
    expect(result.reason).toMatch(/^(val_)?(loss|mae) is (NaN|-?Infinity) in epoch 1$/);
    expect(result.series.loss).toHaveLength(1);
  });

  test("stops between two steps when told to, without a result", async () => {
    engine = await loadEngine(name);
    let steps = 0;
    const result = await engine.train(base, dataset, {
      onEpoch: () => {},
      onStep: () => steps++,
      shouldStop: () => steps === 3,
    });
    expect(result).toBeUndefined();
    expect(steps).toBe(3);
  });

  test("stops within an epoch when nobody listens to its steps", async () => {
    engine = await loadEngine(name);
    const told: EpochValues[] = [];
    let asked = 0;
    const endless = change.training({ epochs: 1e6, batch: 1, shuffle: false });
    const result = await engine.train(endless, dataset, {
      onEpoch: (values) => told.push(values),
      shouldStop: () => ++asked > 2,
    });
    expect(result).toBeUndefined();
    expect(told.length).toBeLessThanOrEqual(1);
  });

  test("early stopping ends a run that no longer gets better", async () => {
    const earlyStopping = { metric: "loss", direction: "max", patience: 2, minDelta: 1e6 } as const;
    const { outcome, series } = await train(change.training({ epochs: 9, earlyStopping }));
    expect(outcome).toBe("done");
    expect(series.loss).toHaveLength(3); // the first is the best, then two without a better one
  });
});
