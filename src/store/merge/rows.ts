import type Database from "better-sqlite3";
import { columnOrNull } from "../column-or-null.ts";

// The rows of the tables as they are, for carrying them from one database to another. schema.sql
// says what each column means.

export interface RunRow {
  readonly id: number;
  readonly seed: number;
  readonly spec_sha256: string;
  readonly state: "done" | "diverged" | "failed";
  readonly engine: string;
  readonly attempts: number;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly duration_ms: number | null;
  readonly winner_attempt: number | null;
  readonly data_sha256: string | null;
  readonly initial_weights_sha256: string | null;
  readonly initial_predictions_sha256: string | null;
  readonly final_weights_sha256: string | null;
  readonly series_sha256: string | null;
  readonly error: string | null;
  readonly penalty: number | null;
  readonly constant_scores: string | null;
}

/** Those that say what came of a run; the others say how. */
const RUN_COLUMNS = [
  ...["seed", "spec_sha256", "state", "engine", "attempts", "started_at", "finished_at"],
  ...["duration_ms", "winner_attempt", "data_sha256", "initial_weights_sha256"],
  ...["initial_predictions_sha256", "final_weights_sha256", "series_sha256", "error"],
] as const;
/** Added by schema version 5. */
const LATE_RUN_COLUMNS = ["penalty", "constant_scores"] as const;

/** The columns of `RunRow` as a SELECT of this database has them. */
export function runColumnList(database: Database.Database): string {
  const late = LATE_RUN_COLUMNS.map((column) => columnOrNull(database, "runs", column));
  return [...RUN_COLUMNS.map((column) => `runs.${column}`), ...late].join(", ");
}

export interface AttemptRow {
  readonly number: number;
  readonly token: string;
  readonly host: string;
  readonly state: string;
  readonly reason: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
}

export interface EpochRow {
  readonly epoch: number;
  readonly metric: string;
  readonly value: number | null;
}

export interface EnvironmentRow {
  readonly sha256: string;
  readonly details: string;
}

export interface ClaimRow {
  readonly made_at: string;
  readonly question: string;
  readonly seeds: string;
  readonly definitions: string;
  readonly ended_runs: number;
}

export interface LookRow {
  readonly looked_at: string;
  readonly command: string;
  readonly question: string;
  readonly pair_count: number;
  readonly verdicts: string;
}

export interface ReceiptRow {
  readonly verified_at: string;
  readonly host: string;
  readonly checked_runs: number;
  readonly repeated_runs: string;
  readonly findings: string;
  readonly outcome: string;
}

/** Adds a row. @returns its rowid, of a table that has one */
export function insertRow(database: Database.Database, table: string, row: object): number {
  const columns = Object.keys(row);
  const values = columns.map((column) => `@${column}`).join(", ");
  const { lastInsertRowid } = database
    .prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values})`)
    .run(row);
  return Number(lastInsertRowid);
}

/** The row of an environment; equal ones share it. */
export function environmentId(database: Database.Database, row: EnvironmentRow): number {
  database
    .prepare(
      `INSERT INTO environments (sha256, details) VALUES (@sha256, @details)
       ON CONFLICT (sha256) DO NOTHING`,
    )
    .run(row);
  return database
    .prepare<[string], number>("SELECT id FROM environments WHERE sha256 = ?")
    .pluck()
    .get(row.sha256)!;
}
