import type Database from "better-sqlite3";
import { canonicalJson, sha256 } from "../base/digest.ts";
import type { Environment, RunResult } from "../plan/run.ts";
import { copyResult } from "./copy-result.ts";
import { prepared } from "./prepared.ts";
import { readSeries } from "./read-series.ts";
import {
  decodeSeries,
  encodeSeries,
  isSameSeries,
  type SeriesBytes,
  seriesSha256,
} from "./series-bytes.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";
import { type Attempt, endAttempt, prepareEpoch, shortenReason } from "./write-runs.ts";

/** What a result was made with. */
export interface RunContext {
  /** EngineIdentity.numerics */
  readonly engine: string;
  readonly dataSha256: string;
  readonly environment: Environment;
}

/**
 * recorded: this result is the run's. The other two: another result came first, and has the same
 * bits (duplicate) or not (differs), which is a finding: the run cannot be repeated.
 */
export type Finish = "recorded" | "duplicate" | "differs";

/**
 * Records how a run ended, and gives the same to those of equal spec that wait. A late result of
 * an attempt given up counts if it is the first.
 *
 * @param now UTC, ISO 8601
 * @throws RangeError if the attempt is none of the run's
 */
export function finishRun(
  store: Store,
  attempt: Attempt,
  result: RunResult,
  context: RunContext,
  now: string,
): Finish {
  const { database } = store;
  const series: SeriesBytes = new Map(
    Object.entries(result.series).map(([metric, values]) => [metric, encodeSeries(values)]),
  );
  return inTransaction(store, () => {
    const run = findRun(database, attempt);
    if (run.seriesSha256 !== null) {
      return recordLateResult(database, attempt, run, series, now);
    }
    const winner = { runId: attempt.runId, number: run.number };
    recordResult(database, winner, result, { ...context, seriesSha256: seriesSha256(series) }, now);
    recordSeries(database, attempt.runId, series);
    endAttempt(database, attempt, { state: result.outcome, reason: result.reason ?? null }, now);
    for (const waitingId of findWaiting(database, run.specSha256)) {
      copyResult(database, attempt.runId, waitingId);
    }
    return "recorded";
  });
}

interface RunRow {
  readonly specSha256: string;
  /** of the result there is already */
  readonly seriesSha256: string | null;
  readonly winnerAttempt: number | null;
  /** of the attempt, within the run */
  readonly number: number;
}

function findRun(database: Database.Database, attempt: Attempt): RunRow {
  const run = prepared<[Attempt], RunRow>(
    database,
    `SELECT spec_sha256 AS specSha256, series_sha256 AS seriesSha256,
       winner_attempt AS winnerAttempt, number
     FROM runs JOIN attempts ON run_id = id
     WHERE id = @runId AND token = @token`,
  ).get(attempt);
  if (run) return run;
  throw new RangeError(
    `finishRun: needs the token of an attempt at the run, got another for row ${attempt.runId}`,
  );
}

function recordLateResult(
  database: Database.Database,
  attempt: Attempt,
  run: RunRow,
  series: SeriesBytes,
  now: string,
): Finish {
  const equal = isSameSeries(readSeries(database, attempt.runId), series);
  const reason = equal ? null : "its series differ from those recorded";
  // A result that is sent twice, as messages may be, does not compete with itself.
  if (run.number !== run.winnerAttempt) {
    endAttempt(database, attempt, { state: "duplicate", reason }, now);
  }
  return equal ? "duplicate" : "differs";
}

function recordResult(
  database: Database.Database,
  winner: { readonly runId: number; readonly number: number },
  result: RunResult,
  context: RunContext & { readonly seriesSha256: string },
  now: string,
): void {
  const { series: _, reason = null, penalty = null, constantScores, ...columns } = result;
  prepared(
    database,
    `UPDATE runs SET
       state = @outcome, engine = @engine, finished_at = @now, duration_ms = @durationMs,
       started_at = (SELECT started_at FROM attempts WHERE run_id = id AND number = @number),
       winner_attempt = @number, data_sha256 = @dataSha256,
       initial_weights_sha256 = @initialWeightsSha256,
       initial_predictions_sha256 = @initialPredictionsSha256,
       final_weights_sha256 = @finalWeightsSha256, series_sha256 = @seriesSha256,
       environment_id = @environmentId, error = @reason,
       penalty = @penalty, constant_scores = @constantScores
     WHERE id = @runId`,
  ).run({
    ...columns,
    ...winner,
    reason: shortenReason(reason),
    ...{ penalty, constantScores: constantScores ? canonicalJson(constantScores) : null },
    engine: context.engine,
    dataSha256: context.dataSha256,
    environmentId: recordEnvironment(database, context.environment),
    seriesSha256: context.seriesSha256,
    now,
  });
}

/**
 * Part of a transaction. The epochs are written anew, for an earlier attempt may have left some
 * that are no longer.
 */
export function recordSeries(
  database: Database.Database,
  runId: number,
  series: SeriesBytes,
): void {
  prepared(database, "DELETE FROM epochs WHERE run_id = ?").run(runId);
  const writeSeries = prepared(
    database,
    "INSERT INTO series (run_id, metric, bytes) VALUES (@runId, @metric, @bytes)",
  );
  const writeEpoch = prepareEpoch(database);
  for (const [metric, bytes] of series) {
    writeSeries.run({ runId, metric, bytes });
    decodeSeries(bytes).forEach((value, index) => {
      writeEpoch.run({ runId, epoch: index + 1, metric, value });
    });
  }
}

/** An environment is described once and comes with every result of its host. */
const digested = new WeakMap<Environment, { readonly details: string; readonly sha256: string }>();

/** Part of a transaction. @returns the row of the environment; equal ones share it */
export function recordEnvironment(database: Database.Database, environment: Environment): number {
  const row = digested.get(environment) ?? digestOf(environment);
  digested.set(environment, row);
  return prepared<[object], number>(
    database,
    `INSERT INTO environments (sha256, details) VALUES (@sha256, @details)
     ON CONFLICT (sha256) DO UPDATE SET details = excluded.details
     RETURNING id`,
  )
    .pluck()
    .get(row)!;
}

function digestOf(environment: Environment): { details: string; sha256: string } {
  const details = canonicalJson(environment);
  return { details, sha256: sha256(details) };
}

function findWaiting(database: Database.Database, specSha256: string): number[] {
  return prepared<[string], number>(
    database,
    "SELECT id FROM runs WHERE spec_sha256 = ? AND state = 'pending'",
  )
    .pluck()
    .all(specSha256);
}
