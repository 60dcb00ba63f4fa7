import type Database from "better-sqlite3";
import { type ClaimRow, environmentId, insertRow } from "./rows.ts";
import type { SourceClaim, SourceReceipt } from "./source-record.ts";

/** What was not taken, as what is fixed here stays. */
export interface LeftClaims {
  readonly claims: number;
  readonly looks: number;
}

/**
 * Part of a transaction. Claims of a sweep that is new here come along with their looks; else those
 * that are fixed here stay, and only looks at these very claims come.
 *
 * @returns those that did not come
 */
export function mergeClaims(
  database: Database.Database,
  sweepId: number,
  isNew: boolean,
  claims: readonly SourceClaim[],
): LeftClaims {
  const left = { claims: 0, looks: 0 };
  const find = database
    .prepare<[object], number>(
      `SELECT id FROM claims WHERE sweep_id = @sweepId AND made_at = @made_at
         AND question = @question AND seeds = @seeds AND definitions = @definitions`,
    )
    .pluck();
  const addLook = database.prepare(
    `INSERT INTO looks (claim_id, looked_at, command, question, pair_count, verdicts)
     VALUES (@claimId, @looked_at, @command, @question, @pair_count, @verdicts)
     ON CONFLICT (claim_id, question, pair_count) DO NOTHING`,
  );
  for (const { row, looks } of claims) {
    const claimId = isNew
      ? insertRow(database, "claims", { sweep_id: sweepId, ...row })
      : find.get({ sweepId, ...row });
    if (claimId === undefined) {
      left.claims++;
      left.looks += looks.length;
      continue;
    }
    for (const look of looks) addLook.run({ claimId, ...look });
  }
  return left;
}

/** Part of a transaction. */
export function mergeReceipts(
  database: Database.Database,
  sweepId: number,
  receipts: readonly SourceReceipt[],
): void {
  for (const { row, environment } of receipts) {
    const environment_id = environmentId(database, environment);
    const whole = { sweep_id: sweepId, environment_id, ...row };
    const same = Object.keys(whole).map((column) => `${column} = @${column}`);
    const known = database.prepare(`SELECT 1 FROM receipts WHERE ${same.join(" AND ")}`).get(whole);
    if (known === undefined) insertRow(database, "receipts", whole);
  }
}

/** A claim of which more runs had ended when it was made than was known here. */
export interface LateClaim {
  readonly sweep: string;
  /** as claims.ended_runs */
  readonly endedRunCount: number;
}

/**
 * Part of a transaction. A claim is as old as it says: what ended elsewhere before it was made
 * could have been seen, so it counts from now on.
 */
export function recountEndedRuns(database: Database.Database): LateClaim[] {
  const claims = database
    .prepare<[], ClaimRow & { id: number; sweep: string }>(
      `SELECT claims.id, name AS sweep, made_at, ended_runs, definitions, seeds
       FROM claims JOIN sweeps ON sweeps.id = sweep_id ORDER BY claims.id`,
    )
    .all();
  const count = database
    .prepare<[string, string, string], number>(
      `SELECT count(DISTINCT seed) FROM variants JOIN runs ON variant_id = variants.id
       WHERE definition_sha256 = ? AND state IN ('done', 'diverged') AND finished_at < ?
         AND seed IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const update = database.prepare("UPDATE claims SET ended_runs = ? WHERE id = ?");
  return claims.flatMap(({ id, sweep, made_at, ended_runs, definitions, seeds }) => {
    const ids = JSON.parse(definitions) as string[];
    const counts = ids.map((sha256) => count.get(sha256, made_at, seeds)!);
    const endedRunCount = counts.reduce((sum, one) => sum + one, 0) - Math.max(0, ...counts);
    if (endedRunCount <= ended_runs) return [];
    update.run(endedRunCount, id);
    return [{ sweep, endedRunCount }];
  });
}
