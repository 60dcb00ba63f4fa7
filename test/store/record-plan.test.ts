import { expect, test } from "vitest";
import { digest, type Json, sha256 } from "../../src/base/digest.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { finishRun } from "../../src/store/finish-run.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { beginAttempt, failRun, recordEpochs, releaseRun } from "../../src/store/write-runs.ts";
import { CONTEXT, ENGINE, minute, samplePlan, sampleResult } from "./sample-plan.ts";
import { rows, temporaryStore, train, trainAll, value } from "./temporary-store.ts";

const pairs = (runs: readonly { variant: string; seed: number }[]) =>
  runs.map(({ variant, seed }) => `${variant}/${seed}`);

test("a new plan is to train whole, in its order", () => {
  const store = temporaryStore();
  const { toTrain, recorded, copied } = recordPlan(store, samplePlan(), minute(0));
  expect(pairs(toTrain)).toEqual(["plain/1", "wide/1", "plain/2", "wide/2"]);
  expect({ recorded, copied }).toEqual({ recorded: 0, copied: 0 });
  expect(rows(store, "SELECT DISTINCT state, engine FROM runs")).toEqual([
    { state: "pending", engine: ENGINE },
  ]);
});

test("the config and every definition are kept with their checksums", () => {
  const store = temporaryStore();
  const plan = samplePlan();
  recordPlan(store, plan, minute(3));
  expect(rows(store, "SELECT * FROM sweeps")).toMatchObject([
    {
      name: "sample",
      config: plan.configText,
      config_sha256: sha256(plan.configText),
      created_at: minute(3),
      last_run_at: minute(3),
    },
  ]);
  const definitions = rows(store, "SELECT definition, definition_sha256 FROM variants") as {
    definition: string;
    definition_sha256: string;
  }[];
  expect(definitions.map((row) => row.definition_sha256)).toEqual(plan.variants.map((v) => v.id));
  expect(definitions.map((row) => sha256(row.definition))).toEqual(plan.variants.map((v) => v.id));
  expect(JSON.parse(definitions[0]!.definition)).toEqual(plan.variants[0]!.spec);
});

test("a config that changes replaces the old one", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan({ seeds: [1] }), minute(0));
  const changed = samplePlan({ seeds: [2] });
  recordPlan(store, changed, minute(1));
  expect(rows(store, "SELECT config, config_sha256, created_at FROM sweeps")).toEqual([
    {
      config: changed.configText,
      config_sha256: sha256(changed.configText),
      created_at: minute(0),
    },
  ]);
});

test("what was trained is not trained again", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  const { toTrain, recorded, copied } = recordPlan(store, samplePlan(), minute(9));
  expect({ toTrain, recorded, copied }).toEqual({ toTrain: [], recorded: 4, copied: 0 });
});

test("a run that diverged is a result and not trained again", () => {
  const store = temporaryStore();
  const plan = samplePlan({ seeds: [1] });
  for (const run of recordPlan(store, plan, minute(0)).toTrain) {
    train(store, run, sampleResult({ loss: [NaN] }, "loss is NaN in epoch 1"));
  }
  expect(recordPlan(store, plan, minute(9))).toMatchObject({ toTrain: [], recorded: 2 });
});

test("new seeds train only the new ones", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ seeds: [1, 2] }));
  const { toTrain, recorded } = recordPlan(store, samplePlan({ seeds: [1, 2, 3] }), minute(9));
  expect(pairs(toTrain)).toEqual(["plain/3", "wide/3"]);
  expect(recorded).toBe(4);
});

test("the largest seed there is keeps its digits", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ seeds: [Number.MAX_SAFE_INTEGER] }));
  expect(value(store, "SELECT max(seed) FROM runs")).toBe(Number.MAX_SAFE_INTEGER);
});

test("a variant under a new name is copied, and the old name leaves the sweep", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ variants: { plain: 1 } }));
  const renamed = samplePlan({ variants: { simple: 1 } });
  expect(recordPlan(store, renamed, minute(9))).toMatchObject({ toTrain: [], copied: 2 });
  expect(rows(store, "SELECT name, position FROM variants ORDER BY name")).toEqual([
    { name: "plain", position: null },
    { name: "simple", position: 0 },
  ]);
});

test("a variant whose definition changes is trained anew beside the old one", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ variants: { plain: 1 } }));
  const changed = samplePlan({ variants: { plain: 5 } });
  expect(recordPlan(store, changed, minute(9)).toTrain).toHaveLength(2);
  expect(value(store, "SELECT count(*) FROM runs WHERE state = 'done'")).toBe(2);
});

test("a definition that comes back finds its runs", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ variants: { plain: 1 } }));
  trainAll(store, samplePlan({ variants: { plain: 5 } }));
  const back = recordPlan(store, samplePlan({ variants: { plain: 1 } }), minute(9));
  expect(back).toMatchObject({ toTrain: [], recorded: 2 });
  expect(value(store, "SELECT count(*) FROM variants WHERE position = 0")).toBe(1);
});

test("two equal variants are trained once, and both have the result", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { one: 1, same: 1 }, seeds: [7] });
  const { toTrain } = recordPlan(store, plan, minute(0));
  expect(pairs(toTrain)).toEqual(["one/7"]);
  train(store, toTrain[0]!, sampleResult({ loss: [0.5, 0.25] }));
  const ended = rows(
    store,
    `SELECT variants.name, state, series_sha256, hex(bytes) AS bytes,
       (SELECT count(*) FROM epochs WHERE run_id = runs.id) AS epochs
     FROM runs JOIN variants ON variants.id = variant_id JOIN series ON run_id = runs.id
     ORDER BY position`,
  ) as { name: string }[];
  expect(ended.map(({ name }) => name)).toEqual(["one", "same"]);
  expect({ ...ended[1], name: "one" }).toEqual(ended[0]);
});

test("a spec that another sweep has trained is copied with all that was recorded of it", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ sweep: "first", seeds: [1] }));
  const second = recordPlan(store, samplePlan({ sweep: "second", seeds: [1] }), minute(9));
  expect(second).toEqual({ toTrain: [], recorded: 0, copied: 2 });
  const recordOf = (sweep: string) =>
    rows(
      store,
      `SELECT spec_sha256, state, engine, started_at, finished_at, duration_ms, data_sha256,
         initial_weights_sha256, initial_predictions_sha256, final_weights_sha256, series_sha256,
         environment_id, error, metric, hex(bytes) AS bytes
       FROM runs JOIN series ON run_id = runs.id JOIN sweeps ON sweeps.id = sweep_id
       WHERE sweeps.name = '${sweep}' ORDER BY spec_sha256, metric`,
    );
  expect(recordOf("second")).toHaveLength(2);
  expect(recordOf("second")).toEqual(recordOf("first"));
  expect(value(store, "SELECT count(*) FROM epochs")).toBe(8);
});

test("a copy has neither attempts nor a winner", () => {
  const store = temporaryStore();
  trainAll(store, samplePlan({ sweep: "first", seeds: [1] }));
  trainAll(store, samplePlan({ sweep: "second", seeds: [1] }));
  expect(
    rows(
      store,
      `SELECT DISTINCT sweeps.name, attempts, winner_attempt
       FROM runs JOIN sweeps ON sweeps.id = sweep_id ORDER BY 1`,
    ),
  ).toEqual([
    { name: "first", attempts: 1, winner_attempt: 1 },
    { name: "second", attempts: 0, winner_attempt: null },
  ]);
});

test("a run that was under way when its coordinator died is to train, its attempt lost", () => {
  const store = temporaryStore();
  const [run] = recordPlan(store, samplePlan(), minute(0)).toTrain;
  const lost = beginAttempt(store, run!, "here", minute(1));
  recordEpochs(store, lost, [{ epoch: 1, values: { loss: 0.5 } }]);

  const { toTrain } = recordPlan(store, samplePlan(), minute(5));
  expect(toTrain[0]).toEqual(run);
  expect(rows(store, "SELECT state, reason, ended_at FROM attempts")).toEqual([
    { state: "lost", reason: "the coordinator died", ended_at: minute(5) },
  ]);
  // It was shown to someone, so it stays.
  expect(value(store, "SELECT count(*) FROM epochs")).toBe(1);
});

test("a run left under way by another sweep is no longer under way", () => {
  const store = temporaryStore();
  const [run] = recordPlan(store, samplePlan({ sweep: "first" }), minute(0)).toTrain;
  beginAttempt(store, run!, "here", minute(1));
  recordPlan(store, samplePlan({ sweep: "second" }), minute(5));
  expect(value(store, "SELECT count(*) FROM runs WHERE state = 'running'")).toBe(0);
});

test("a run that failed is tried again, and counts its attempts on", () => {
  const store = temporaryStore();
  const plan = samplePlan({ variants: { plain: 1 }, seeds: [1] });
  const [run] = recordPlan(store, plan, minute(0)).toTrain;
  failRun(store, beginAttempt(store, run!, "here", minute(1)), "out of memory", minute(2));

  const again = recordPlan(store, plan, minute(5)).toTrain;
  expect(again).toEqual([run]);
  expect(rows(store, "SELECT state, attempts, error FROM runs")).toEqual([
    { state: "pending", attempts: 1, error: null },
  ]);
  expect(beginAttempt(store, again[0]!, "here", minute(6)).number).toBe(2);
});

test("an unfinished run that another sweep has trained meanwhile is copied", () => {
  const store = temporaryStore();
  const mine = samplePlan({ sweep: "mine", variants: { plain: 1 }, seeds: [1] });
  const [run] = recordPlan(store, mine, minute(0)).toTrain;
  const attempt = beginAttempt(store, run!, "here", minute(1));
  recordEpochs(store, attempt, [{ epoch: 9, values: { loss: 3 } }]);
  failRun(store, attempt, "out of memory", minute(2));
  trainAll(store, samplePlan({ sweep: "other", variants: { plain: 1 }, seeds: [1] }));

  expect(recordPlan(store, mine, minute(8))).toEqual({ toTrain: [], recorded: 0, copied: 1 });
  const epochs = `SELECT epoch FROM epochs WHERE run_id = ${run!.runId} ORDER BY epoch`;
  expect(rows(store, epochs)).toEqual([{ epoch: 1 }, { epoch: 2 }]);
});

test("what nobody ended, stopped or never begun, is not to do once the plan no longer asks for it", () => {
  const store = temporaryStore();
  const { toTrain } = recordPlan(store, samplePlan({ seeds: [1, 2, 3] }), minute(0));
  train(store, toTrain[0]!, sampleResult({ loss: [1] }));
  const attempt = beginAttempt(store, toTrain[1]!, "here", minute(1));
  releaseRun(store, attempt, "stopped by the user", minute(2));

  recordPlan(store, samplePlan({ seeds: [9] }), minute(5));
  const left = "SELECT seed, state, attempts FROM runs ORDER BY seed, attempts, state";
  expect(rows(store, left)).toEqual([
    { seed: 1, state: "done", attempts: 1 },
    { seed: 9, state: "pending", attempts: 0 },
    { seed: 9, state: "pending", attempts: 0 },
  ]);
  expect(value(store, "SELECT count(*) FROM attempts")).toBe(1);
});

test("what another sweep has to do stays to do", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan({ sweep: "first", seeds: [1] }), minute(0));
  recordPlan(store, samplePlan({ sweep: "second", seeds: [2] }), minute(1));
  expect(value(store, "SELECT count(*) FROM runs WHERE seed = 1")).toBe(2);
});

test("a run that waits in another sweep gets the result too", () => {
  const store = temporaryStore();
  recordPlan(store, samplePlan({ sweep: "waiting", variants: { a: 1 }, seeds: [1] }), minute(0));
  const plan = samplePlan({ sweep: "training", variants: { b: 1 }, seeds: [1] });
  const [run] = recordPlan(store, plan, minute(1)).toTrain;
  const attempt = beginAttempt(store, run!, "here", minute(2));
  finishRun(store, attempt, sampleResult({ loss: [1] }), CONTEXT, minute(3));
  expect(rows(store, "SELECT DISTINCT state, spec_sha256 FROM runs")).toEqual([
    { state: "done", spec_sha256: digest(run!.spec as unknown as Json) },
  ]);
});

test("where files lay is remembered as of the last run, and is no part of a run", () => {
  const store = temporaryStore();
  const plan = samplePlan();
  const DIGEST = "ab".repeat(32);
  recordPlan(store, { ...plan, files: { [DIGEST]: "/a/my.csv" } }, minute(0));
  expect(findSweep(store).files).toEqual({ [DIGEST]: "/a/my.csv" });
  const moved = recordPlan(store, { ...plan, files: { [DIGEST]: "/b/my.csv" } }, minute(1));
  expect(findSweep(store).files).toEqual({ [DIGEST]: "/b/my.csv" });
  expect(moved.toTrain.map(({ id }) => id)).toEqual(plan.runs.map(({ id }) => id));
  recordPlan(store, plan, minute(2));
  expect(findSweep(store).files).toEqual({});
});
