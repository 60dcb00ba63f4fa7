// A store of its own for each test, and short ways to fill it and to look inside.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Plan, RunResult } from "../../src/plan/run.ts";
import { finishRun } from "../../src/store/finish-run.ts";
import { openStore } from "../../src/store/open-store.ts";
import { type RecordedRun, recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { beginAttempt } from "../../src/store/write-runs.ts";
import { CONTEXT, minute, sampleResult } from "./sample-plan.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sweep-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new store, open for writing until the test ends. */
export function temporaryStore(): Store {
  const store = openStore(join(temporaryFolder(), "sweeps.db"), "write");
  onTestFinished(store.close);
  return store;
}

/** Trains and finishes one run, in the minutes 1 and 2. */
export function train(store: Store, run: RecordedRun, result: RunResult): void {
  const attempt = beginAttempt(store, run, "here", minute(1));
  finishRun(store, attempt, result, CONTEXT, minute(2));
}

/** Records the plan and trains all that is left of it; each run's loss is its seed. */
export function trainAll(store: Store, plan: Plan, now = minute(0)): void {
  for (const run of recordPlan(store, plan, now).toTrain) {
    train(store, run, sampleResult({ loss: [run.seed, run.seed / 2] }));
  }
}

/** All rows of a query, for looking behind the functions under test. */
export function rows(store: Store, sql: string): unknown[] {
  return store.database.prepare(sql).all();
}

/** The one value of a query. */
export function value(store: Store, sql: string): unknown {
  return store.database.prepare(sql).pluck().get();
}

/** What `action` throws. */
export function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
