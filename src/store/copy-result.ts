import type Database from "better-sqlite3";
import { prepared } from "./prepared.ts";

/** The row of a run that ended by itself with these numbers, in whichever sweep. */
export function findResult(database: Database.Database, specSha256: string): number | undefined {
  return prepared<[string], number>(
    database,
    "SELECT id FROM runs WHERE spec_sha256 = ? AND state IN ('done', 'diverged') LIMIT 1",
  )
    .pluck()
    .get(specSha256);
}

/**
 * Gives one run the result of another of equal spec. The copy has no winner: none of its own
 * attempts made it.
 */
export function copyResult(database: Database.Database, fromId: number, toId: number): void {
  const rows = { fromId, toId };
  prepared(database, "DELETE FROM epochs WHERE run_id = @toId").run(rows);
  prepared(
    database,
    `INSERT INTO epochs (run_id, epoch, metric, value)
     SELECT @toId, epoch, metric, value FROM epochs WHERE run_id = @fromId`,
  ).run(rows);
  prepared(
    database,
    `INSERT INTO series (run_id, metric, bytes)
     SELECT @toId, metric, bytes FROM series WHERE run_id = @fromId`,
  ).run(rows);
  const columns = `state, engine, started_at, finished_at, duration_ms, data_sha256,
    initial_weights_sha256, initial_predictions_sha256, final_weights_sha256, series_sha256,
    environment_id, error, penalty, constant_scores`;
  prepared(
    database,
    `UPDATE runs SET (${columns}) = (SELECT ${columns} FROM runs WHERE id = @fromId)
     WHERE id = @toId`,
  ).run(rows);
}
