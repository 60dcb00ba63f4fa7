import { expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { finishRun } from "../../src/store/finish-run.ts";
import { readSweep } from "../../src/store/read-runs.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { encodeSeries, seriesSha256 } from "../../src/store/series-bytes.ts";
import { beginAttempt, failRun, recordEpochs } from "../../src/store/write-runs.ts";
import { CONTEXT, ENGINE, minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { rows, temporaryStore, train, value } from "./temporary-store.ts";

/** A store with one run to do, of which the first attempt is under way. */
function oneAttempt() {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1 }, seeds: [1] });
  const run = recordPlan(store, plan, minute(0)).toTrain[0]!;
  return { store, run, attempt: beginAttempt(store, run, "here", minute(1)) };
}

test("a result is recorded with all that identifies it", () => {
  const { store, attempt } = oneAttempt();
  const result = sampleResult({ loss: [0.5, 0.25], mae: [2, 1] });
  expect(finishRun(store, attempt, result, CONTEXT, minute(4))).toBe("recorded");
  const series = Object.entries(result.series).map(
    ([metric, values]) => [metric, encodeSeries(values)] as const,
  );
  expect(rows(store, "SELECT * FROM runs")).toMatchObject([
    {
      state: "done",
      engine: ENGINE,
      attempts: 1,
      winner_attempt: 1,
      started_at: minute(1),
      finished_at: minute(4),
      duration_ms: 1500,
      data_sha256: CONTEXT.dataSha256,
      initial_weights_sha256: result.initialWeightsSha256,
      initial_predictions_sha256: result.initialPredictionsSha256,
      final_weights_sha256: result.finalWeightsSha256,
      series_sha256: seriesSha256(new Map(series)),
      ...{ error: null, penalty: null, constant_scores: null },
    },
  ]);
  expect(rows(store, "SELECT state, ended_at FROM attempts")).toEqual([
    { state: "done", ended_at: minute(4) },
  ]);
});

test("every bit of every number is kept, and the epochs show what SQL can show", () => {
  const { store, attempt } = oneAttempt();
  const odd = [NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE];
  finishRun(store, attempt, sampleResult({ loss: odd }, "loss is NaN"), CONTEXT, minute(4));
  const [variant] = readSweep(store, findSweep(store)).variants;
  expect(variant!.runs[0]!.series).toEqual({ loss: Float64Array.from(odd) });
  expect(rows(store, "SELECT epoch, value FROM epochs ORDER BY epoch")).toEqual([
    { epoch: 1, value: null },
    { epoch: 2, value: Infinity },
    { epoch: 3, value: -Infinity },
    { epoch: 4, value: 0 },
    { epoch: 5, value: 5e-324 },
    { epoch: 6, value: Number.MAX_VALUE },
  ]);
});

test("a diverged run is a result with its reason", () => {
  const { store, attempt } = oneAttempt();
  const result = sampleResult({ loss: [1, NaN] }, "loss is NaN in epoch 2");
  finishRun(store, attempt, result, CONTEXT, minute(4));
  expect(rows(store, "SELECT state, error FROM runs")).toEqual([
    { state: "diverged", error: "loss is NaN in epoch 2" },
  ]);
  expect(rows(store, "SELECT state, reason FROM attempts")).toEqual([
    { state: "diverged", reason: "loss is NaN in epoch 2" },
  ]);
});

test("the epochs are the winner's and no others", () => {
  const { store, attempt } = oneAttempt();
  for (const epoch of [1, 2, 3])
    recordEpochs(store, attempt, [{ epoch, values: { loss: 9, gone: 1 } }]);
  finishRun(store, attempt, sampleResult({ loss: [0.5, 0.25] }), CONTEXT, minute(4));
  expect(rows(store, "SELECT epoch, metric, value FROM epochs ORDER BY epoch")).toEqual([
    { epoch: 1, metric: "loss", value: 0.5 },
    { epoch: 2, metric: "loss", value: 0.25 },
  ]);
});

test("runs trained on one machine share its description", () => {
  const store = temporaryStore();
  for (const run of recordPlan(store, samplePlan({ seeds: [1] }), minute(0)).toTrain) {
    train(store, run, sampleResult({ loss: [1] }));
  }
  const details = '{"cpu":"a cpu","node":"v20.20.2"}';
  expect(rows(store, "SELECT sha256, details FROM environments")).toEqual([
    { sha256: sha256(details), details },
  ]);
  expect(value(store, "SELECT count(*) FROM runs WHERE environment_id IS NOT NULL")).toBe(2);
});

test("a late result of an attempt given up counts if it is the first", () => {
  const { store, run, attempt } = oneAttempt();
  failRun(store, attempt, "no sign of life", minute(2));
  beginAttempt(store, run, "there", minute(3));
  const late = finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(4));
  expect(late).toBe("recorded");
  expect(rows(store, "SELECT state, winner_attempt, started_at, error FROM runs")).toEqual([
    { state: "done", winner_attempt: 1, started_at: minute(1), error: null },
  ]);
  expect(rows(store, "SELECT state, reason, ended_at FROM attempts ORDER BY number")).toEqual([
    { state: "done", reason: null, ended_at: minute(4) },
    { state: "running", reason: null, ended_at: null },
  ]);
});

test("a second result with the same bits is a duplicate and changes nothing", () => {
  const { store, run, attempt } = oneAttempt();
  const second = beginAttempt(store, run, "there", minute(2));
  const result = sampleResult({ loss: [0.5, NaN] });
  finishRun(store, attempt, result, CONTEXT, minute(4));
  const before = rows(store, "SELECT * FROM runs");
  expect(finishRun(store, second, result, CONTEXT, minute(5))).toBe("duplicate");
  expect(rows(store, "SELECT * FROM runs")).toEqual(before);
  expect(rows(store, "SELECT state, reason FROM attempts ORDER BY number")).toEqual([
    { state: "done", reason: null },
    { state: "duplicate", reason: null },
  ]);
});

test("a second result that differs in one bit is told, and the first one stays", () => {
  const { store, run, attempt } = oneAttempt();
  const second = beginAttempt(store, run, "there", minute(2));
  finishRun(store, attempt, sampleResult({ loss: [0] }), CONTEXT, minute(4));
  const before = rows(store, "SELECT hex(bytes) FROM series");
  expect(finishRun(store, second, sampleResult({ loss: [-0] }), CONTEXT, minute(5))).toBe(
    "differs",
  );
  expect(rows(store, "SELECT hex(bytes) FROM series")).toEqual(before);
  expect(rows(store, "SELECT state, reason FROM attempts WHERE number = 2")).toEqual([
    { state: "duplicate", reason: "its series differ from those recorded" },
  ]);
});

test("a second result with a metric more differs", () => {
  const { store, run, attempt } = oneAttempt();
  const second = beginAttempt(store, run, "there", minute(2));
  finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(4));
  const more = sampleResult({ loss: [1], mae: [1] });
  expect(finishRun(store, second, more, CONTEXT, minute(5))).toBe("differs");
});

test("a result that is delivered twice does not lose its win", () => {
  const { store, attempt } = oneAttempt();
  const result = sampleResult({ loss: [1] });
  finishRun(store, attempt, result, CONTEXT, minute(4));
  expect(finishRun(store, attempt, result, CONTEXT, minute(5))).toBe("duplicate");
  expect(rows(store, "SELECT state, ended_at FROM attempts")).toEqual([
    { state: "done", ended_at: minute(4) },
  ]);
});

test("a result without an attempt of the run is refused", () => {
  const { store, attempt } = oneAttempt();
  const forged = { ...attempt, token: "guessed" };
  expect(() => finishRun(store, forged, sampleResult({ loss: [1] }), CONTEXT, minute(4))).toThrow(
    new RangeError(
      `finishRun: needs the token of an attempt at the run, got another for row ${attempt.runId}`,
    ),
  );
  expect(value(store, "SELECT state FROM runs")).toBe("running");
});

test("a twin that is under way itself keeps its own attempt", () => {
  const store = temporaryStore();
  const variants = { plain: 1 };
  const [mine] = recordPlan(
    store,
    samplePlan({ sweep: "a", variants, seeds: [1] }),
    minute(0),
  ).toTrain;
  const [twin] = recordPlan(
    store,
    samplePlan({ sweep: "b", variants, seeds: [1] }),
    minute(0),
  ).toTrain;
  beginAttempt(store, twin!, "there", minute(1));
  train(store, mine!, sampleResult({ loss: [1] }));
  expect(value(store, `SELECT state FROM runs WHERE id = ${twin!.runId}`)).toBe("running");
});

test("a result that cannot be written whole is not written at all", () => {
  const { store, attempt } = oneAttempt();
  const broken = { ...CONTEXT, environment: { cores: NaN } };
  expect(() => finishRun(store, attempt, sampleResult({ loss: [1] }), broken, minute(4))).toThrow(
    RangeError,
  );
  store.database.exec(
    "CREATE TEMP TRIGGER fault BEFORE INSERT ON epochs BEGIN SELECT raise(ABORT, 'fault'); END",
  );
  expect(() => finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(4))).toThrow(
    "fault",
  );
  expect(rows(store, "SELECT state, winner_attempt FROM runs")).toEqual([
    { state: "running", winner_attempt: null },
  ]);
  expect(value(store, "SELECT count(*) FROM series")).toBe(0);
});

test("what a run is held against is recorded beside its series, and copied with them", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1, again: 1 }, seeds: [1] });
  const [run] = recordPlan(store, plan, minute(0)).toTrain;
  const scores = { loss: 0.75, val_accuracy: 0.5 };
  const result = sampleResult({ loss: [0.5] });
  train(store, run!, { ...result, penalty: 0.25, constantScores: scores });
  const read = readSweep(store, findSweep(store)).variants.flatMap(({ runs }) => runs);
  expect(read).toMatchObject([
    { penalty: 0.25, constantScores: scores },
    { penalty: 0.25, constantScores: scores },
  ]);
  const series = new Map([["loss", encodeSeries(Float64Array.of(0.5))]]);
  expect(rows(store, "SELECT DISTINCT series_sha256 AS sum FROM runs")).toEqual([
    { sum: seriesSha256(series) },
  ]);
});

test.each(["'nonsense'", "'5'", `'{"loss": "low"}'`, "'null'"])(
  "scores that are none are as if nobody had counted: %s",
  (text) => {
    const { store, attempt } = oneAttempt();
    finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(2));
    store.database.exec(`UPDATE runs SET constant_scores = ${text}`);
    const [variant] = readSweep(store, findSweep(store)).variants;
    expect(variant!.runs[0]!.constantScores).toBeNull();
  },
);
