import type Database from "better-sqlite3";
import type { Store } from "./store.ts";
import { inSnapshot, inTransaction } from "./transaction.ts";

/** A question that was fixed, as schema.sql documents it. */
export interface ClaimRecord {
  /** canonical JSON */
  readonly question: string;
  readonly seeds: readonly number[];
  /** definition_sha256 of the variants it is about */
  readonly definitions: readonly string[];
  /** UTC, ISO 8601 */
  readonly madeAt: string;
  /** runs that could be compared by then: of these definitions and seeds, as schema.sql says */
  readonly endedRunCount: number;
}

export interface LookRecord {
  /** UTC, ISO 8601 */
  readonly at: string;
  readonly command: string;
  /** canonical JSON */
  readonly question: string;
  readonly pairCount: number;
  /** JSON */
  readonly verdicts: string;
}

interface ClaimRow {
  readonly id: number;
  readonly question: string;
  readonly seeds: string;
  readonly definitions: string;
  readonly madeAt: string;
  readonly endedRunCount: number;
}

/** A claim that is about to be made. */
export type NewClaim = Omit<ClaimRecord, "endedRunCount">;

/**
 * Fixes a question before its runs are trained. The first claim about a variant stands; an equal
 * one adds nothing, another one is kept beside it, unless no two runs could be compared yet: then
 * no difference could have been seen, and it takes the other's place.
 */
export function recordClaim(store: Store, sweepId: number, claim: NewClaim): void {
  const { database } = store;
  const definitions = JSON.stringify(claim.definitions);
  const seeds = JSON.stringify(claim.seeds);
  inTransaction(store, () => {
    const known = concerning(claimRows(database, sweepId), claim.definitions);
    const latest = known.at(-1);
    if (latest?.question === claim.question && latest.seeds === seeds) return;
    const endedRuns = countComparableRuns(database, claim);
    if (!doStand(database, known, claim)) removeClaims(database, known);
    database
      .prepare(
        `INSERT INTO claims (sweep_id, made_at, question, seeds, definitions, ended_runs)
         VALUES (@sweepId, @madeAt, @question, @seeds, @definitions, @endedRuns)`,
      )
      .run({ sweepId, ...claim, seeds, definitions, endedRuns });
  });
}

/** Whether `recordClaim` would keep this claim beside an earlier, other one, as a departure. */
export function isAnotherClaim(store: Store, sweepId: number, claim: NewClaim): boolean {
  const { database } = store;
  return inSnapshot(store, () => {
    const known = concerning(claimRows(database, sweepId), claim.definitions);
    const latest = known.at(-1);
    if (latest === undefined || !doStand(database, known, claim)) return false;
    return latest.question !== claim.question || latest.seeds !== JSON.stringify(claim.seeds);
  });
}

/** Whether a difference could have been seen on the seeds of these claims, or of the new one. */
function doStand(
  database: Database.Database,
  known: readonly ClaimRow[],
  { definitions, seeds }: NewClaim,
): boolean {
  const claimed = known.flatMap((row) => JSON.parse(row.seeds) as number[]);
  return countComparableRuns(database, { definitions, seeds: [...claimed, ...seeds] }) > 0;
}

/**
 * Seeds outside the claim that had a result before it was made, of a sweep's variants with these
 * definitions.
 */
export function readEarlierSeeds(
  store: Store,
  sweepId: number,
  definitions: readonly string[],
  { seeds, madeAt }: Pick<ClaimRecord, "seeds" | "madeAt">,
): number[] {
  const [known, claimed] = [definitions, seeds].map((list) => JSON.stringify(list));
  return store.database
    .prepare<[object], number>(
      `SELECT DISTINCT seed FROM variants JOIN runs ON variant_id = variants.id
       WHERE variants.sweep_id = @sweepId AND state IN ('done', 'diverged')
         AND finished_at < @madeAt
         AND definition_sha256 IN (SELECT value FROM json_each(@known))
         AND seed NOT IN (SELECT value FROM json_each(@claimed))
       ORDER BY seed`,
    )
    .pluck()
    .all({ sweepId, madeAt, known, claimed });
}

/** The claims about any of these variants, the earliest first. */
export function readClaims(
  store: Store,
  sweepId: number,
  definitions: readonly string[],
): ClaimRecord[] {
  return inSnapshot(store, () => {
    if (!hasClaims(store.database)) return [];
    const rows = concerning(claimRows(store.database, sweepId), definitions);
    return rows.map(({ id: _, ...row }) => ({
      ...row,
      seeds: JSON.parse(row.seeds) as number[],
      definitions: JSON.parse(row.definitions) as string[],
    }));
  });
}

/** Remembers that a verdict was shown, under the first claim about these variants. */
export function recordLook(
  store: Store,
  sweepId: number,
  definitions: readonly string[],
  look: LookRecord,
): void {
  const { database } = store;
  inTransaction(store, () => {
    const [claim] = concerning(claimRows(database, sweepId), definitions);
    if (claim === undefined) return;
    database
      .prepare(
        `INSERT INTO looks (claim_id, looked_at, command, question, pair_count, verdicts)
         VALUES (@claimId, @at, @command, @question, @pairCount, @verdicts)
         ON CONFLICT (claim_id, question, pair_count) DO NOTHING`,
      )
      .run({ claimId: claim.id, ...look });
  });
}

/** The looks under the first claim about these variants, the earliest first. */
export function readLooks(
  store: Store,
  sweepId: number,
  definitions: readonly string[],
): LookRecord[] {
  return inSnapshot(store, () => {
    if (!hasClaims(store.database)) return [];
    const [claim] = concerning(claimRows(store.database, sweepId), definitions);
    if (claim === undefined) return [];
    return store.database
      .prepare<[number], LookRecord>(
        `SELECT looked_at AS at, command, question, pair_count AS pairCount, verdicts
         FROM looks WHERE claim_id = ? ORDER BY id`,
      )
      .all(claim.id);
  });
}

/** A database of schema version 1 that nobody has written to since has none. */
function hasClaims(database: Database.Database): boolean {
  const table = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'claims'";
  return database.prepare(table).get() !== undefined;
}

function claimRows(database: Database.Database, sweepId: number): ClaimRow[] {
  return database
    .prepare<[number], ClaimRow>(
      `SELECT id, question, seeds, definitions, made_at AS madeAt, ended_runs AS endedRunCount
       FROM claims WHERE sweep_id = ? ORDER BY id`,
    )
    .all(sweepId);
}

function concerning(rows: readonly ClaimRow[], definitions: readonly string[]): ClaimRow[] {
  const known = new Set(definitions);
  return rows.filter((row) =>
    (JSON.parse(row.definitions) as string[]).some((id) => known.has(id)),
  );
}

/**
 * Runs with seeds of the claim that could be compared. One variant alone shows no difference, so
 * runs of the one that has most do not count.
 */
function countComparableRuns(
  database: Database.Database,
  { definitions, seeds }: Pick<ClaimRecord, "definitions" | "seeds">,
): number {
  const count = database
    .prepare<[string, string], number>(
      `SELECT count(*) FROM variants JOIN runs ON variant_id = variants.id
       WHERE definition_sha256 = ? AND state IN ('done', 'diverged')
         AND seed IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const counts = definitions.map((id) => count.get(id, JSON.stringify(seeds))!);
  return counts.reduce((sum, one) => sum + one, 0) - Math.max(0, ...counts);
}

function removeClaims(database: Database.Database, rows: readonly ClaimRow[]): void {
  for (const { id } of rows) {
    database.prepare("DELETE FROM looks WHERE claim_id = ?").run(id);
    database.prepare("DELETE FROM claims WHERE id = ?").run(id);
  }
}
