import type Database from "better-sqlite3";
import { prepared } from "./prepared.ts";
import type { SeriesBytes } from "./series-bytes.ts";

/** A run's metrics as they are stored; none where it has no result. */
export function readSeries(database: Database.Database, runId: number): SeriesBytes {
  const statement = prepared<[number], [metric: string, bytes: Buffer]>(
    database,
    "SELECT metric, bytes FROM series WHERE run_id = ?",
  ).raw();
  return new Map(statement.all(runId));
}
