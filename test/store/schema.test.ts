import { expect, test } from "vitest";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { beginAttempt, recordEpochs } from "../../src/store/write-runs.ts";
import { ENGINE, minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { rows, temporaryStore, thrownBy, train, trainAll } from "./temporary-store.ts";

/** One variant whose runs, with the seeds 1, 2 ..., have these series. */
function recorded(...series: readonly Record<string, number[]>[]): Store {
  const store = temporaryStore();
  const seeds = series.map((_, index) => index + 1);
  const plan = samplePlan({ variants: { plain: 1 }, seeds });
  for (const [index, run] of recordPlan(store, plan, minute(0)).toTrain.entries()) {
    train(store, run, sampleResult(series[index]!));
  }
  return store;
}

const results = (store: Store) => rows(store, "SELECT * FROM run_results ORDER BY seed, metric");
const summary = (store: Store) => rows(store, "SELECT * FROM epoch_summary ORDER BY metric, epoch");

test("a run's results are the first, last, best and mean value of each metric", () => {
  const store = recorded({ loss: [4, 1, 1, 2], mae: [3] });
  const run = { sweep: "sample", variant: "plain", seed: 1, engine: ENGINE, state: "done" };
  expect(results(store)).toEqual([
    { ...run, metric: "loss", first: 4, last: 2, best: 1, best_epoch: 2, auc: 2 },
    { ...run, metric: "mae", first: 3, last: 3, best: 3, best_epoch: 1, auc: 3 },
  ]);
});

test.each([
  ["val_loss", 1],
  ["cosineProximity", 1],
  ["acc", 3],
  ["val_acc", 3],
  ["binaryAccuracy", 3],
])("the best of 2, 3, 1 is for %s %d", (metric, best) => {
  expect(results(recorded({ [metric]: [2, 3, 1] }))).toMatchObject([{ metric, best }]);
});

test("what is not a number is never the best, and leaves no mean", () => {
  expect(results(recorded({ loss: [2, 1, NaN] }))).toMatchObject([
    { first: 2, last: null, best: 1, best_epoch: 2, auc: null },
  ]);
  expect(results(recorded({ loss: [NaN] }))).toMatchObject([
    { first: null, last: null, best: null, best_epoch: null, auc: null },
  ]);
});

test("infinities stay in results", () => {
  expect(results(recorded({ loss: [1, Infinity] }))).toMatchObject([
    { first: 1, last: Infinity, best: 1, auc: Infinity },
  ]);
});

test("an epoch's summary has mean and deviation over the runs that reached it", () => {
  const store = recorded({ loss: [1, 5] }, { loss: [2] }, { loss: [6] });
  const group = { sweep: "sample", variant: "plain", engine: ENGINE, metric: "loss" };
  expect(summary(store)).toEqual([
    // The deviations are -2, -1 and 3, their squares' sum is 14.
    { ...group, epoch: 1, n: 3, mean: 3, sd: Math.sqrt(7), min: 1, max: 6 },
    { ...group, epoch: 2, n: 1, mean: 5, sd: null, min: 5, max: 5 },
  ]);
});

test("a run that is not a number in an epoch does not count there", () => {
  const store = recorded({ loss: [1] }, { loss: [3] }, { loss: [NaN] });
  expect(summary(store)).toMatchObject([{ n: 2, mean: 2, sd: Math.sqrt(2), min: 1, max: 3 }]);
  expect(summary(recorded({ loss: [NaN] }))).toMatchObject([{ n: 0, mean: null, sd: null }]);
});

test("a small deviation of large numbers keeps its digits", () => {
  const store = recorded({ loss: [1e9 + 1] }, { loss: [1e9 + 2] }, { loss: [1e9 + 3] });
  expect(summary(store)).toMatchObject([{ mean: 1e9 + 2, sd: 1 }]);
});

test("the views leave out variants that the last config no longer has", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ variants: { plain: 1, wide: 2 }, seeds: [1] }));
  recordPlan(store, samplePlan({ variants: { wide: 2 }, seeds: [1] }), minute(5));
  expect(results(store)).toMatchObject([{ variant: "wide" }]);
  expect(summary(store)).toMatchObject([{ variant: "wide" }, { variant: "wide" }]);
});

test("the views leave out runs that have not ended", () => {
  const store = temporaryStore();
  const [run] = recordPlan(store, samplePlan(), minute(0)).toTrain;
  const attempt = beginAttempt(store, run!, "here", minute(1));
  recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 1 } }]);
  expect(results(store)).toEqual([]);
  expect(summary(store)).toEqual([]);
});

test.each([
  "UPDATE runs SET state = 'finished'",
  "UPDATE runs SET state = 'pending'",
  "UPDATE runs SET series_sha256 = NULL",
  "UPDATE runs SET seed = -1",
  "UPDATE runs SET winner_attempt = 9",
  "UPDATE attempts SET state = 'over'",
  "UPDATE epochs SET epoch = 0",
  "UPDATE epochs SET value = 'low'",
  "UPDATE series SET bytes = x'00'",
  "DELETE FROM variants",
])("the schema refuses %s", (sql) => {
  const { database } = recorded({ loss: [1] });
  expect(thrownBy(() => database.exec(sql))).toMatchObject({
    code: expect.stringContaining("SQLITE_CONSTRAINT"),
  });
});
