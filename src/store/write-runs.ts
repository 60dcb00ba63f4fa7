import { randomUUID } from "node:crypto";
import type Database from "better-sqlite3";
import type { EpochValues, RunResult } from "../plan/run.ts";
import { prepared } from "./prepared.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

/** One try at a run; whoever trains it shows the token with everything it sends back. */
export interface Attempt {
  readonly runId: number;
  readonly token: string;
}

/** An attempt that is on record. */
export interface BegunAttempt extends Attempt {
  /** from 1 within the run */
  readonly number: number;
}

/** How an attempt ended; schema.sql says what each means. */
export interface AttemptEnd {
  readonly state: RunResult["outcome"] | "failed" | "stopped" | "duplicate";
  readonly reason: string | null;
}

/** An error's text may come from anywhere; no more than this is kept of it. */
const REASON_LENGTH_MAX = 4000;

/** A try at a run of `recordPlan`, not on record yet. */
export function newAttempt({ runId }: { readonly runId: number }): Attempt {
  return { runId, token: randomUUID() };
}

/**
 * Begins a try at a run. Tries can be counted whatever dies after it.
 *
 * @param run of `recordPlan`, or a new attempt at it; one whose earlier attempt is under way may
 *   be begun again
 * @param host where it is sent
 * @param now UTC, ISO 8601
 * @throws RangeError if the run has ended, for there is nothing left to try
 */
export function beginAttempt(
  store: Store,
  { runId, token = randomUUID() }: Pick<Attempt, "runId"> & Partial<Attempt>,
  host: string,
  now: string,
): BegunAttempt {
  const { database } = store;
  return inTransaction(store, () => {
    const number = prepared<[object], number>(
      database,
      `UPDATE runs SET state = 'running', attempts = attempts + 1, started_at = @now,
         finished_at = NULL, error = NULL
       WHERE id = @runId AND state NOT IN ('done', 'diverged')
       RETURNING attempts`,
    )
      .pluck()
      .get({ runId, now });
    if (number === undefined) {
      throw new RangeError(`beginAttempt: needs a run that has not ended, got row ${runId}`);
    }
    prepared(
      database,
      `INSERT INTO attempts (run_id, number, token, host, started_at)
       VALUES (@runId, @number, @token, @host, @now)`,
    ).run({ runId, number, token, host, now });
    return { runId, number, token };
  });
}

/**
 * Records epochs of an attempt, all at once.
 *
 * @returns false, with nothing recorded, if the attempt was ended or another one replaced it
 */
export function recordEpochs(
  store: Store,
  attempt: Attempt,
  epochs: readonly EpochValues[],
): boolean {
  const { database } = store;
  return inTransaction(store, () => {
    if (!isCurrent(database, attempt)) return false;
    const write = prepareEpoch(database);
    for (const { epoch, values } of epochs) {
      for (const [metric, value] of Object.entries(values)) {
        write.run({ runId: attempt.runId, epoch, metric, value });
      }
    }
    return true;
  });
}

/**
 * Records that an attempt ended with an error: the run is failed until it is tried again. If the
 * attempt was ended before or another one replaced it, the run stays as it is.
 *
 * @param now UTC, ISO 8601
 */
export function failRun(store: Store, attempt: Attempt, reason: string, now: string): void {
  const { database } = store;
  inTransaction(store, () => {
    const current = isCurrent(database, attempt);
    endAttempt(database, attempt, { state: "failed", reason }, now);
    if (!current) return;
    prepared(
      database,
      "UPDATE runs SET state = 'failed', error = ?, finished_at = ? WHERE id = ?",
    ).run(shortenReason(reason), now, attempt.runId);
  });
}

/**
 * Records that the user stopped an attempt: the run is to do again, from its start. If the attempt
 * was ended before or another one replaced it, the run stays as it is.
 *
 * @param now UTC, ISO 8601
 */
export function releaseRun(store: Store, attempt: Attempt, reason: string, now: string): void {
  const { database } = store;
  inTransaction(store, () => {
    const current = isCurrent(database, attempt);
    endAttempt(database, attempt, { state: "stopped", reason }, now);
    if (!current) return;
    prepared(database, "UPDATE runs SET state = 'pending' WHERE id = ?").run(attempt.runId);
    prepared(database, "DELETE FROM epochs WHERE run_id = ?").run(attempt.runId);
  });
}

/** Part of a transaction. A late result still counts, a late failure does not. */
export function endAttempt(
  database: Database.Database,
  attempt: Attempt,
  { state, reason }: AttemptEnd,
  now: string,
): void {
  prepared(
    database,
    `UPDATE attempts SET state = @state, reason = @reason, ended_at = @now
     WHERE run_id = @runId AND token = @token
       AND (state = 'running' OR @state IN ('done', 'diverged', 'duplicate'))`,
  ).run({ ...attempt, state, reason: shortenReason(reason), now });
}

/** Part of a transaction. SQLite itself turns a value that is not a number into NULL. */
export function prepareEpoch(database: Database.Database): Database.Statement<[object]> {
  return prepared(
    database,
    `INSERT INTO epochs (run_id, epoch, metric, value) VALUES (@runId, @epoch, @metric, @value)
     ON CONFLICT (run_id, metric, epoch) DO UPDATE SET value = excluded.value`,
  );
}

/** What is kept of a reason. */
export function shortenReason(reason: string | null): string | null {
  return reason?.slice(0, REASON_LENGTH_MAX) ?? null;
}

/** Whether the run waits for this attempt and no other. */
function isCurrent(database: Database.Database, attempt: Attempt): boolean {
  const row = prepared<[Attempt]>(
    database,
    `SELECT 1 FROM runs JOIN attempts ON run_id = id AND number = attempts
     WHERE id = @runId AND token = @token AND runs.state = 'running'`,
  ).get(attempt);
  return row !== undefined;
}
