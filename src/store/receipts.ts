import type { Environment } from "../plan/run.ts";
import { recordEnvironment } from "./finish-run.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

/** What was verified and what came of it, as schema.sql documents it. */
export interface Receipt {
  /** UTC, ISO 8601 */
  readonly verifiedAt: string;
  readonly host: string;
  readonly environment: Environment;
  readonly checkedRunCount: number;
  /** JSON */
  readonly repeatedRuns: string;
  /** JSON */
  readonly findings: string;
  readonly outcome: "verified" | "failed";
}

/** Adds a receipt. Nothing that a coordinator reads or writes changes. @returns its row */
export function recordReceipt(
  store: Store,
  sweepId: number,
  { environment, ...receipt }: Receipt,
): number {
  const { database } = store;
  return inTransaction(store, () => {
    const environmentId = recordEnvironment(database, environment);
    const { lastInsertRowid } = database
      .prepare(
        `INSERT INTO receipts (sweep_id, verified_at, host, environment_id, checked_runs,
           repeated_runs, findings, outcome)
         VALUES (@sweepId, @verifiedAt, @host, @environmentId, @checkedRunCount, @repeatedRuns,
           @findings, @outcome)`,
      )
      .run({ sweepId, environmentId, ...receipt });
    return Number(lastInsertRowid);
  });
}
