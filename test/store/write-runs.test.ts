import { expect, test } from "vitest";
import { finishRun } from "../../src/store/finish-run.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { beginAttempt, failRun, recordEpochs, releaseRun } from "../../src/store/write-runs.ts";
import { CONTEXT, minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { rows, temporaryStore, value } from "./temporary-store.ts";

/** A store with one run to do. */
function oneRun() {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1 }, seeds: [1] });
  const [run] = recordPlan(store, plan, minute(0)).toTrain;
  return { store, run: run! };
}

const runRow = (store: Store) =>
  rows(store, "SELECT state, attempts, started_at, finished_at, error FROM runs")[0];

const attemptRows = (store: Store) =>
  rows(store, "SELECT number, host, state, reason, started_at, ended_at FROM attempts");

const epochRows = (store: Store) =>
  rows(store, "SELECT epoch, metric, value FROM epochs ORDER BY epoch, metric");

test("an attempt is on record before anything else happens", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "a-host", minute(1));
  expect(attempt).toMatchObject({ runId: run.runId, number: 1 });
  expect(runRow(store)).toMatchObject({ state: "running", attempts: 1, started_at: minute(1) });
  expect(attemptRows(store)).toEqual([
    {
      number: 1,
      host: "a-host",
      state: "running",
      reason: null,
      started_at: minute(1),
      ended_at: null,
    },
  ]);
});

test("no two attempts have the same token", () => {
  const { store, run } = oneRun();
  const tokens = [1, 2, 3].map((n) => beginAttempt(store, run, "here", minute(n)).token);
  expect(new Set(tokens).size).toBe(3);
});

test("a run that has ended is not begun again", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(2));
  expect(() => beginAttempt(store, run, "here", minute(3))).toThrow(
    new RangeError(`beginAttempt: needs a run that has not ended, got row ${run.runId}`),
  );
  expect(attemptRows(store)).toHaveLength(1);
});

test("an epoch's numbers are recorded, and NULL for what is not a number", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 0.5, mae: Infinity } }]);
  recordEpochs(store, attempt, [{ epoch: 2, values: { loss: NaN, mae: -Infinity } }]);
  expect(epochRows(store)).toEqual([
    { epoch: 1, metric: "loss", value: 0.5 },
    { epoch: 1, metric: "mae", value: Infinity },
    { epoch: 2, metric: "loss", value: null },
    { epoch: 2, metric: "mae", value: -Infinity },
  ]);
});

test("an epoch that comes twice is there once", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  expect(recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 0.5 } }])).toBe(true);
  expect(recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 0.25 } }])).toBe(true);
  expect(epochRows(store)).toEqual([{ epoch: 1, metric: "loss", value: 0.25 }]);
});

test("an attempt that another one replaced records no more epochs", () => {
  const { store, run } = oneRun();
  const stale = beginAttempt(store, run, "here", minute(1));
  const current = beginAttempt(store, run, "there", minute(2));
  expect(recordEpochs(store, stale, [{ epoch: 1, values: { loss: 9 } }])).toBe(false);
  expect(recordEpochs(store, current, [{ epoch: 1, values: { loss: 1 } }])).toBe(true);
  expect(epochRows(store)).toEqual([{ epoch: 1, metric: "loss", value: 1 }]);
});

test("an attempt that was ended records no more epochs", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  failRun(store, attempt, "no sign of life", minute(2));
  expect(recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 9 } }])).toBe(false);
  expect(epochRows(store)).toEqual([]);
});

test("an attempt under way records no more epochs once a late result has won", () => {
  const { store, run } = oneRun();
  const late = beginAttempt(store, run, "here", minute(1));
  const current = beginAttempt(store, run, "there", minute(2));
  finishRun(store, late, sampleResult({ loss: [1] }), CONTEXT, minute(3));
  expect(recordEpochs(store, current, [{ epoch: 2, values: { loss: 9 } }])).toBe(false);
  expect(epochRows(store)).toEqual([{ epoch: 1, metric: "loss", value: 1 }]);
});

test("a wrong token records nothing", () => {
  const { store, run } = oneRun();
  const attempt = { ...beginAttempt(store, run, "here", minute(1)), token: "guessed" };
  expect(recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 9 } }])).toBe(false);
  failRun(store, attempt, "pretended", minute(2));
  releaseRun(store, attempt, "pretended", minute(2));
  expect(runRow(store)).toMatchObject({ state: "running" });
  expect(attemptRows(store)).toMatchObject([{ state: "running" }]);
});

test("a failed run says why, and may be begun again", () => {
  const { store, run } = oneRun();
  failRun(store, beginAttempt(store, run, "here", minute(1)), "out of memory", minute(2));
  expect(runRow(store)).toMatchObject({
    state: "failed",
    error: "out of memory",
    finished_at: minute(2),
  });
  expect(attemptRows(store)).toMatchObject([
    { state: "failed", reason: "out of memory", ended_at: minute(2) },
  ]);
  expect(beginAttempt(store, run, "here", minute(3)).number).toBe(2);
  expect(runRow(store)).toMatchObject({ state: "running", error: null, finished_at: null });
});

test("the failure of an attempt that another one replaced is not the run's", () => {
  const { store, run } = oneRun();
  const stale = beginAttempt(store, run, "here", minute(1));
  beginAttempt(store, run, "there", minute(2));
  failRun(store, stale, "no sign of life", minute(3));
  expect(runRow(store)).toMatchObject({ state: "running", error: null });
  expect(attemptRows(store)).toMatchObject([{ state: "failed" }, { state: "running" }]);
});

test("a failure that comes after the result does not touch it", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(2));
  failRun(store, attempt, "the host ended", minute(3));
  releaseRun(store, attempt, "stopped", minute(3));
  expect(runRow(store)).toMatchObject({ state: "done", error: null });
  expect(attemptRows(store)).toMatchObject([{ state: "done", ended_at: minute(2) }]);
  expect(epochRows(store)).toHaveLength(1);
});

test("no more than 4000 characters of a reason are kept", () => {
  const { store, run } = oneRun();
  failRun(store, beginAttempt(store, run, "here", minute(1)), "x".repeat(10_000), minute(2));
  expect(value(store, "SELECT length(error) FROM runs")).toBe(4000);
  expect(value(store, "SELECT length(reason) FROM attempts")).toBe(4000);
});

test("a stopped run is to do again from its start", () => {
  const { store, run } = oneRun();
  const attempt = beginAttempt(store, run, "here", minute(1));
  recordEpochs(store, attempt, [{ epoch: 1, values: { loss: 0.5 } }]);
  releaseRun(store, attempt, "stopped by the user", minute(2));
  expect(runRow(store)).toMatchObject({ state: "pending", attempts: 1, error: null });
  expect(attemptRows(store)).toMatchObject([{ state: "stopped", reason: "stopped by the user" }]);
  expect(epochRows(store)).toEqual([]);
});

test("stopping an attempt that another one replaced leaves the run and its epochs alone", () => {
  const { store, run } = oneRun();
  const stale = beginAttempt(store, run, "here", minute(1));
  const current = beginAttempt(store, run, "there", minute(2));
  recordEpochs(store, current, [{ epoch: 1, values: { loss: 0.5 } }]);
  releaseRun(store, stale, "stopped by the user", minute(3));
  expect(runRow(store)).toMatchObject({ state: "running" });
  expect(epochRows(store)).toHaveLength(1);
});
