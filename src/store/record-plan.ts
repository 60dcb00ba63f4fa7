import type Database from "better-sqlite3";
import { canonicalJson, type Json, sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { Plan, PlannedVariant, Run } from "../plan/run.ts";
import { copyResult, findResult } from "./copy-result.ts";
import { removeRuns } from "./drop-pending.ts";
import { EXTERNAL_ENGINE } from "./external-engine.ts";
import { prepared } from "./prepared.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

/** A run together with the row that records it. */
export interface RecordedRun extends Run {
  readonly runId: number;
}

export interface RecordedPlan {
  /** in the plan's order, each spec once: its equals get copies when it ends */
  readonly toTrain: readonly RecordedRun[];
  /** runs of the plan that had ended before */
  readonly recorded: number;
  /** runs of the plan that just got the result of an equal spec */
  readonly copied: number;
}

interface RunRow {
  readonly id: number;
  readonly state: "pending" | "done" | "diverged";
}

/**
 * Makes the record hold a plan and says what is left to train; a run that failed is, once more.
 * To be called when no attempt is under way: those still marked as running are taken for the
 * remains of a coordinator that died.
 *
 * @param now UTC, ISO 8601
 * @throws SweepError USAGE if the sweep's name is that of imported results
 */
export function recordPlan(store: Store, plan: Plan, now: string): RecordedPlan {
  const { database } = store;
  return inTransaction(store, () => {
    refuseImported(database, plan.sweep);
    endLostAttempts(database, now);
    const sweepId = recordSweep(database, plan, now);
    const variantIds = recordVariants(database, sweepId, plan.variants);

    const toTrain = new Map<string, RecordedRun>();
    const planned = new Set<number>();
    let recorded = 0;
    let copied = 0;
    for (const run of plan.runs) {
      const row = recordRun(database, sweepId, variantIds.get(run.variant)!, run, plan);
      planned.add(row.id);
      const resultId = findResult(database, run.id);
      if (row.state !== "pending") {
        recorded++;
      } else if (resultId !== undefined) {
        copyResult(database, resultId, row.id);
        copied++;
      } else if (!toTrain.has(run.id)) {
        toTrain.set(run.id, { ...run, runId: row.id });
      }
    }
    forgetUnplanned(database, sweepId, planned);
    return { toTrain: [...toTrain.values()], recorded, copied };
  });
}

/** Runs trained elsewhere would silently become those of an earlier config. */
function refuseImported(database: Database.Database, sweep: string): void {
  const imported = database
    .prepare(
      `SELECT 1 FROM runs JOIN sweeps ON sweeps.id = sweep_id
       WHERE name = ? AND engine = ? LIMIT 1`,
    )
    .get(sweep, EXTERNAL_ENGINE);
  if (imported === undefined) return;
  const rule = "must not be the name of imported results";
  throw new SweepError("USAGE", `name: ${rule}, got ${sweep}`, "choose another name in the config");
}

/** Their epochs stay: they were shown, and the next attempt makes the same ones again. */
function endLostAttempts(database: Database.Database, now: string): void {
  database.prepare("UPDATE runs SET state = 'pending' WHERE state = 'running'").run();
  database
    .prepare(
      `UPDATE attempts SET state = 'lost', reason = 'the coordinator died', ended_at = ?
       WHERE state = 'running'`,
    )
    .run(now);
}

/** Part of a transaction. @returns the sweep's row */
export function recordSweep(
  database: Database.Database,
  plan: Pick<Plan, "sweep" | "configText" | "files">,
  now: string,
): number {
  const row = database
    .prepare<[object], { id: number }>(
      `INSERT INTO sweeps (name, config, config_sha256, created_at, last_run_at, files)
       VALUES (@name, @config, @configSha256, @now, @now, @files)
       ON CONFLICT (name) DO UPDATE SET
         config = excluded.config,
         config_sha256 = excluded.config_sha256,
         last_run_at = excluded.last_run_at,
         files = excluded.files
       RETURNING id`,
    )
    .get({
      name: plan.sweep,
      config: plan.configText,
      configSha256: sha256(plan.configText),
      files: Object.keys(plan.files).length > 0 ? JSON.stringify(plan.files) : null,
      now,
    });
  return row!.id;
}

/** @returns rows by the variants' names */
function recordVariants(
  database: Database.Database,
  sweepId: number,
  variants: readonly PlannedVariant[],
): Map<string, number> {
  database.prepare("UPDATE variants SET position = NULL WHERE sweep_id = ?").run(sweepId);
  const upsert = database.prepare<[object], { id: number }>(
    `INSERT INTO variants (sweep_id, name, definition, definition_sha256, position)
     VALUES (@sweepId, @name, @definition, @definitionSha256, @position)
     ON CONFLICT (sweep_id, name, definition_sha256) DO UPDATE SET position = excluded.position
     RETURNING id`,
  );
  return new Map(
    variants.map(({ name, spec, id }, position) => {
      const definition = canonicalJson(spec as unknown as Json);
      const row = upsert.get({ sweepId, name, definition, definitionSha256: id, position });
      return [name, row!.id];
    }),
  );
}

/** What an earlier plan asked for and nobody finished is not to do unless this plan asks again. */
function forgetUnplanned(
  database: Database.Database,
  sweepId: number,
  planned: ReadonlySet<number>,
): void {
  const pending = database
    .prepare<[number], { id: number }>(
      "SELECT id FROM runs WHERE sweep_id = ? AND state = 'pending'",
    )
    .all(sweepId);
  removeRuns(
    database,
    pending.flatMap(({ id }) => (planned.has(id) ? [] : [id])),
  );
}

function recordRun(
  database: Database.Database,
  sweepId: number,
  variantId: number,
  run: Run,
  { engine }: Plan,
): RunRow {
  return prepared<[object], RunRow>(
    database,
    `INSERT INTO runs (sweep_id, variant_id, seed, spec_sha256, engine)
     VALUES (@sweepId, @variantId, @seed, @specSha256, @engine)
     ON CONFLICT (variant_id, seed) DO UPDATE SET
       error = iif(state = 'failed', NULL, error),
       state = iif(state = 'failed', 'pending', state)
     RETURNING id, state`,
  ).get({ sweepId, variantId, seed: run.seed, specSha256: run.id, engine: engine.numerics })!;
}
