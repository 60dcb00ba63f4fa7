import { describe, expect, test } from "vitest";
import { engineChecks } from "../../../src/diagnose/doctor/engine-checks.ts";
import { examineEngine, testEngine } from "../../../src/diagnose/doctor/examine-engine.ts";
import { TESTED_OPTIMIZERS } from "../../../src/diagnose/doctor/self-test-specs.ts";
import type { Engine, RunSpec } from "../../../src/engine/engine.ts";
import type { InspectedRun } from "../../../src/engine/inspection.ts";
import { loadEngine } from "../../../src/engine/load-engine.ts";
import type { ModelSpec } from "../../../src/model/model-spec.ts";
import { loadableBackends } from "../../engine/backends.ts";

const good = await loadEngine("compiled");
const backends = await loadableBackends();

/** An engine that trains something else than it was asked. */
function obeying(other: (spec: RunSpec) => RunSpec): Engine {
  return { ...good, inspect: (spec, dataset) => good.inspect(other(spec), dataset) };
}

/** An engine whose runs are looked into through a glass. */
function seenThrough(glass: (run: InspectedRun) => Partial<InspectedRun>): Engine {
  return {
    ...good,
    inspect(spec, dataset) {
      const run = good.inspect(spec, dataset);
      const step = { get: () => run.step };
      return Object.defineProperty({ ...run, ...glass(run) }, "step", step);
    },
  };
}

function withModel(spec: RunSpec, change: Partial<ModelSpec>): RunSpec {
  return { ...spec, model: { ...spec.model, ...change } };
}

/** What doctor says of an engine. */
function faultsOf(engine: Engine, promise: "bits" | "rounding" = "bits"): readonly string[] {
  const report = { engine: "compiled", tested: [testEngine(engine, promise)] } as const;
  return engineChecks(report, { tfjsNode: false, kernels: false }).flatMap(({ faults }) => faults);
}

describe("an engine that is well", () => {
  test("knows every answer, with every kernel set", async () => {
    const { tested, unavailable } = await examineEngine("compiled");
    expect(unavailable).toBeUndefined();
    expect(tested.map(({ kernels }) => kernels)).toContain("reference");
    const failed = tested.flatMap(({ tests }) => tests).filter(({ passed }) => !passed);
    expect(failed).toEqual([]);
  });

  test.each(backends)("knows every answer: tfjs-%s", async (backend) => {
    const { tested, unavailable } = await examineEngine(`tfjs-${backend}`);
    expect(unavailable).toBeUndefined();
    const tests = tested.flatMap((one) => one.tests);
    expect(tests.filter(({ passed }) => !passed)).toEqual([]);
    const own = tests.filter(({ name }) => /^tfjs' layer by (apply|call)/.test(name));
    expect(own.map(({ got }) => got)).toEqual(["970", "970", "0", "0"]);
  });
});

describe("a planted fault is named:", () => {
  test("dropout that does not drop", () => {
    const layersOf = ({ model }: RunSpec) =>
      model.layers.map((layer) => (layer.kind === "dropout" ? { ...layer, rate: 0 } : layer));
    expect(faultsOf(obeying((spec) => withModel(spec, { layers: layersOf(spec) })))).toContain(
      "compiled: dropout, static, told to train, step 1: dropped of 4096 at rate 0.25: " +
        "must be 1029, got 0",
    );
  });

  test("dropout that drops though nobody told it to train", () => {
    const faults = faultsOf(obeying((spec) => withModel(spec, { dispatch: "fit" })));
    expect(faults).toContain("compiled: dropout, deferred, not told: dropped: must be 0, got 1029");
    expect(faults.every((fault) => fault.includes("not told"))).toBe(true);
  });

  test("dropout that is silent though it was told to train", () => {
    expect(faultsOf(obeying((spec) => withModel(spec, { dispatch: "call" })))).toContain(
      "compiled: dropout, static, told to train, step 1: flag: must be training, got silent",
    );
  });

  test("dropout with the same mask at every step", () => {
    const frozen = seenThrough((run) => ({
      inspectStep() {
        run.resume({ ...run.state(), step: 0 });
        return run.inspectStep();
      },
    }));
    expect(faultsOf(frozen)).toContain(
      "compiled: dropout, static, told to train, step 2: dropped of 4096 at rate 0.25: " +
        "must be 1047, got 1029",
    );
  });

  test("dropout that tells of a mask but does not use it", () => {
    const idle = seenThrough((run) => ({
      inspectStep: () => ({ ...run.inspectStep(), loss: 1 }),
    }));
    expect(faultsOf(idle)[0]).toMatch(/static, told to train, step 1: loss: must be 1\.00054/);
  });

  test("dropout that drops when predictions are made", () => {
    const dropping = seenThrough((run) => ({
      predict: (first, end) => run.predict(first, end).map((value) => value * 0.75),
    }));
    expect(faultsOf(dropping)).toEqual([
      expect.stringMatching(/static, predicting: must be 1, 1 .*, got 0.75, 0.75$/),
      expect.stringMatching(/deferred, predicting/),
    ]);
  });

  const ALIKE = ["adagrad", "adam"]; // their -tf1 rules differ in rounding alone
  const swaps = TESTED_OPTIMIZERS.filter(({ name }) => !ALIKE.includes(name));
  test.each(swaps)("another rule in the place of $name", ({ name }) => {
    const other = name === "adamax" ? "adamw" : "adamax";
    const rule = TESTED_OPTIMIZERS.find((optimizer) => optimizer.name === other)!;
    const swapped = obeying((spec) =>
      spec.training.optimizer.name === name && spec.training.batch === 2
        ? { ...spec, training: { ...spec.training, optimizer: rule } }
        : spec,
    );
    const faults = faultsOf(swapped);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) {
      expect(fault).toMatch(`compiled: optimizers, ${name}, weights after step `);
    }
  });

  test("an optimizer that forgets what it remembers", () => {
    const forgetful = seenThrough((run) => ({
      advanceTo(step) {
        const slots = run.state().slots.map((slot) => ({ ...slot, values: slot.values.fill(0) }));
        run.resume({ ...run.state(), slots });
        run.advanceTo(step);
      },
    }));
    const faults = faultsOf(forgetful, "rounding");
    expect(faults).toContainEqual(expect.stringMatching(/momentum, weights after step 2/));
    expect(faults).not.toContainEqual(expect.stringMatching(/sgd, weights/));
  });

  test("one bit of one weight after 100 steps", () => {
    const off = seenThrough((run) => ({
      state() {
        const state = run.state();
        if (run.step === 100) {
          const { buffer } = state.weights[0]!.values;
          new Uint32Array(buffer)[0]! ^= 1;
        }
        return state;
      },
    }));
    expect(faultsOf(off)).toEqual([
      expect.stringMatching(
        /SHA-256 of the weights after 100 steps: must be c894f22b.*, got [0-9a-f]{64}$/,
      ),
    ]);
    expect(faultsOf(off, "rounding")).toEqual([]);
  });

  test("numbers that are none", () => {
    const lost = seenThrough((run) => ({ state: () => ({ ...run.state(), lossSum: Number.NaN }) }));
    expect(faultsOf(lost, "rounding")).toContainEqual(
      expect.stringMatching(/mean loss of the last epoch: must be \d\.\d+ .*, got NaN$/),
    );
  });

  test("an engine that fails in the midst of its answers", () => {
    const failing = seenThrough(() => ({
      advanceTo() {
        throw new Error("out of memory\nand more");
      },
    }));
    expect(faultsOf(failing)).toEqual([
      "compiled: training, all tests: must be answered, got out of memory",
    ]);
  });
});
