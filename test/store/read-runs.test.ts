import { expect, test } from "vitest";
import { findSweep, listSweeps } from "../../src/store/find-sweep.ts";
import { readSweep } from "../../src/store/read-runs.ts";
import { recordedDurations, runStates } from "../../src/store/read-states.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { beginAttempt, failRun, releaseRun } from "../../src/store/write-runs.ts";
import { CONTEXT, ENGINE, minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { temporaryStore, thrownBy, train, trainAll } from "./temporary-store.ts";

test("without a name the sweep run last is meant", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan({ sweep: "first" }), minute(0));
  recordPlan(store, samplePlan({ sweep: "second" }), minute(1));
  expect(findSweep(store).name).toBe("second");
  recordPlan(store, samplePlan({ sweep: "first" }), minute(2));
  expect(findSweep(store)).toMatchObject({ createdAt: minute(0), lastRunAt: minute(2) });
  expect(listSweeps(store).map(({ name }) => name)).toEqual(["first", "second"]);
  expect(findSweep(store, "second").name).toBe("second");
});

test("a sweep's name that is mistyped is answered with the likely one", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan({ sweep: "input-shape" }), minute(0));
  recordPlan(store, samplePlan({ sweep: "widths" }), minute(1));
  expect(thrownBy(() => findSweep(store, "imput-shape"))).toMatchObject({
    code: "USAGE",
    message: `${store.file}: the sweep must be one of widths, input-shape, got "imput-shape"`,
    hint: "did you mean input-shape?",
  });
  expect(thrownBy(() => findSweep(store, "depth of nets"))).toMatchObject({
    hint: "without a name the sweep run last is meant",
  });
});

test("a database without sweeps says how to record one", () => {
  const store = temporaryStore();
  for (const name of [undefined, "sample"]) {
    expect(thrownBy(() => findSweep(store, name))).toMatchObject({
      code: "USAGE",
      message: `${store.file}: must hold a sweep, got none`,
      hint: "record one first: `sweep run CONFIG`",
    });
  }
});

test("a sweep is read with its variants in the config's order and their runs by seed", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { wide: 2, plain: 1 }, seeds: [10, 2] });
  const [, plain] = recordPlan(store, plan, minute(0)).toTrain;
  train(store, plain!, sampleResult({ loss: [0.5], mae: [2] }));

  const { variants, olderRunCount } = readSweep(store, findSweep(store));
  expect(variants.map(({ name }) => name)).toEqual(["wide", "plain"]);
  expect(variants.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([
    [2, 10],
    [2, 10],
  ]);
  expect(variants[1]!.definitionSha256).toBe(plan.variants[1]!.id);
  expect(JSON.parse(variants[1]!.definition)).toEqual(plan.variants[1]!.spec);
  expect(variants[1]!.runs[1]).toEqual({
    seed: 10,
    state: "done",
    engine: ENGINE,
    specSha256: plain!.id,
    series: { loss: Float64Array.of(0.5), mae: Float64Array.of(2) },
    error: null,
    durationMs: 1500,
    environmentId: 1,
    dataSha256: CONTEXT.dataSha256,
    initialWeightsSha256: "1".repeat(64),
    initialPredictionsSha256: "2".repeat(64),
    finalWeightsSha256: "3".repeat(64),
    ...{ penalty: null, constantScores: null },
  });
  expect(variants[0]!.runs[0]).toMatchObject({ state: "pending", series: {}, durationMs: null });
  expect(olderRunCount).toBe(0);
});

test("the ended runs of variants that the config no longer has are counted, not read", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ variants: { plain: 1, wide: 2 } }));
  const more = samplePlan({ variants: { plain: 1, wide: 2 }, seeds: [3] });
  const [, stopped] = recordPlan(store, more, minute(3)).toTrain;
  releaseRun(store, beginAttempt(store, stopped!, "here", minute(3)), "stopped", minute(4));
  const changed = samplePlan({ variants: { plain: 1, wide: 3 } });
  recordPlan(store, changed, minute(5));
  const { variants, olderRunCount } = readSweep(store, findSweep(store));
  expect(variants.map(({ name, runs }) => [name, runs[0]!.state])).toEqual([
    ["plain", "done"],
    ["wide", "pending"],
  ]);
  expect(olderRunCount).toBe(2);
});

test.each([
  ["a changed bit", "UPDATE series SET bytes = zeroblob(16) WHERE run_id = 3"],
  ["a metric renamed", "UPDATE series SET metric = 'lost' WHERE run_id = 3"],
  ["a metric gone", "DELETE FROM series WHERE run_id = 3"],
])("%s in a series is found and the run named", (_, fault) => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  store.database.exec(fault);
  expect(thrownBy(() => readSweep(store, findSweep(store)))).toMatchObject({
    code: "STORE_DAMAGED",
    message: expect.stringContaining(
      `${store.file}: sweep sample, variant plain, seed 2: the series must have the checksum`,
    ),
    hint: expect.any(String),
  });
});

test("states are counted per variant, with the first line of each problem", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1, wide: 2 }, seeds: [1, 2, 3, 4] });
  const runs = recordPlan(store, plan, minute(0)).toTrain.filter((run) => run.variant === "wide");
  train(store, runs[0]!, sampleResult({ loss: [1] }));
  train(store, runs[1]!, sampleResult({ loss: [NaN] }, "loss is NaN in epoch 1"));
  const attempt = beginAttempt(store, runs[2]!, "here", minute(1));
  failRun(store, attempt, "Error: no layer\n  at somewhere\n  at elsewhere", minute(2));
  beginAttempt(store, runs[3]!, "here", minute(3));

  expect(runStates(store, findSweep(store))).toEqual([
    {
      variant: "plain",
      counts: { pending: 4, running: 0, done: 0, diverged: 0, failed: 0 },
      problems: [],
    },
    {
      variant: "wide",
      counts: { pending: 0, running: 1, done: 1, diverged: 1, failed: 1 },
      problems: [
        { seed: 2, state: "diverged", reason: "loss is NaN in epoch 1" },
        { seed: 3, state: "failed", reason: "Error: no layer" },
      ],
    },
  ]);
});

test("a run that diverged without a reason is a problem all the same", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1 }, seeds: [1] });
  const [run] = recordPlan(store, plan, minute(0)).toTrain;
  train(store, run!, { ...sampleResult({ loss: [NaN] }), outcome: "diverged" });
  expect(runStates(store, findSweep(store))[0]!.problems).toEqual([
    { seed: 1, state: "diverged", reason: "no reason" },
  ]);
});

test("durations are those of trained runs, by definition, copies and divergence left out", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1, wide: 2, same: 1 }, seeds: [1, 2] });
  const runs = recordPlan(store, plan, minute(0)).toTrain;
  for (const [index, run] of runs.entries()) {
    const reason = run.variant === "wide" && run.seed === 2 ? "loss is NaN" : undefined;
    train(store, run, { ...sampleResult({ loss: [1] }, reason), durationMs: 100 * index });
  }
  expect(recordedDurations(store, ENGINE)).toEqual(
    new Map([
      [plan.variants[0]!.id, [0, 200]],
      [plan.variants[1]!.id, [100]],
    ]),
  );
  expect(recordedDurations(store, "compiled/1")).toEqual(new Map());
});
