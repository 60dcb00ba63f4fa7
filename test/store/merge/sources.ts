// Databases to merge, for the tests of this folder.

import { join } from "node:path";
import type { Plan } from "../../../src/plan/run.ts";
import { finishRun } from "../../../src/store/finish-run.ts";
import { mergeSource } from "../../../src/store/merge/merge-source.ts";
import { readSource } from "../../../src/store/merge/read-source.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { type RecordedRun, recordPlan } from "../../../src/store/record-plan.ts";
import type { Store } from "../../../src/store/store.ts";
import { beginAttempt, failRun, recordEpochs } from "../../../src/store/write-runs.ts";
import { CONTEXT, minute, samplePlan, sampleResult } from "../sample-plan.ts";
import { rows, temporaryFolder } from "../temporary-store.ts";

/** What becomes of a run; "open": it stays to do. */
export type Fate = "done" | "diverged" | "failed" | "open";

/** A database's file with what `fill` records. */
export function database(fill: (store: Store) => void): string {
  const file = join(temporaryFolder(), "source.db");
  const store = openStore(file, "write");
  fill(store);
  store.close();
  return file;
}

/** Records a plan and gives each run of it its fate; numbers depend on variant and seed alone. */
export function fill(
  store: Store,
  fate: (run: RecordedRun) => Fate = () => "done",
  plan: Plan = samplePlan(),
): void {
  for (const run of recordPlan(store, plan, minute(0)).toTrain) {
    const is = fate(run);
    if (is === "open") continue;
    const attempt = beginAttempt(store, run, `host of ${store.file}`, minute(1));
    const loss = [run.seed, run.variant.length / 3];
    if (is === "failed") {
      recordEpochs(store, attempt, [{ epoch: 1, values: { loss: run.seed } }]);
      failRun(store, attempt, "out of memory", minute(2));
    } else if (is === "done") {
      finishRun(store, attempt, sampleResult({ loss, mae: [1, -0] }), CONTEXT, minute(2));
    } else {
      const result = sampleResult({ loss: [...loss, Number.NaN] }, "loss is NaN in epoch 3");
      finishRun(store, attempt, result, CONTEXT, minute(2));
    }
  }
}

/** Merges databases, one after the other. */
export function merge(store: Store, ...files: readonly string[]) {
  return files.map((file) => mergeSource(store, readSource(file)));
}

/** What came of every run, by names. */
export function results(store: Store): unknown[] {
  return rows(
    store,
    `SELECT sweeps.name AS sweep, variants.name AS variant, definition, seed, spec_sha256, state,
       engine, error, series_sha256, data_sha256, initial_weights_sha256, final_weights_sha256,
       (SELECT group_concat(metric || hex(bytes) ORDER BY metric) FROM series
        WHERE run_id = runs.id) AS bytes,
       (SELECT group_concat(metric || epoch || '=' || coalesce(value, 'NaN') ORDER BY metric, epoch)
        FROM epochs WHERE run_id = runs.id) AS epochs
     FROM runs JOIN variants ON variants.id = variant_id JOIN sweeps ON sweeps.id = runs.sweep_id
     ORDER BY 1, 2, 3, 4`,
  );
}

/** How every run came about, by names. */
export function histories(store: Store): unknown[] {
  return rows(
    store,
    `SELECT sweeps.name AS sweep, variants.name AS variant, position, seed, attempts,
       winner_attempt, runs.started_at, finished_at, duration_ms, details, created_at, last_run_at,
       (SELECT group_concat(concat_ws(' ', number, token, host, state, reason, started_at,
          ended_at) ORDER BY number)
        FROM attempts WHERE run_id = runs.id) AS tries
     FROM runs JOIN variants ON variants.id = variant_id JOIN sweeps ON sweeps.id = runs.sweep_id
       LEFT JOIN environments ON environments.id = environment_id
     ORDER BY 1, 2, 3, 4`,
  );
}

const TABLES = [
  "sweeps",
  "variants",
  "runs",
  "attempts",
  "series",
  "epochs",
  "environments",
].concat(["claims", "looks", "receipts"]);

/** Every row of every table. */
export function everything(store: Store): unknown[] {
  return TABLES.map((table) => rows(store, `SELECT * FROM ${table} ORDER BY 1, 2, 3`));
}
