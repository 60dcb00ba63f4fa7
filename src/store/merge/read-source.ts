import type Database from "better-sqlite3";
import { sha256 } from "../../base/digest.ts";
import { SweepError } from "../../base/error.ts";
import { checkRecord } from "../check-record.ts";
import { listSweeps, type SweepRecord } from "../find-sweep.ts";
import { openStore } from "../open-store.ts";
import type { Store } from "../store.ts";
import { inSnapshot } from "../transaction.ts";
import {
  type AttemptRow,
  type ClaimRow,
  type EnvironmentRow,
  type EpochRow,
  type LookRow,
  type ReceiptRow,
  type RunRow,
  runColumnList,
} from "./rows.ts";
import type {
  SourceClaim,
  SourceReceipt,
  SourceRecord,
  SourceRun,
  SourceSweep,
  SourceVariant,
} from "./source-record.ts";

/**
 * Reads all of a database that another can take over, at one moment of it: a sweep may run beside.
 *
 * @throws SweepError STORE_DAMAGED, naming what is not as it was written; USAGE if nothing is
 *   recorded there
 */
export function readSource(file: string): SourceRecord {
  const store = openStore(file, "read");
  try {
    return inSnapshot(store, () => {
      const environments = readEnvironments(store);
      const sweeps = listSweeps(store);
      for (const sweep of sweeps) requireWhole(store, sweep);
      const reader = new SourceReader(store, environments);
      const ordered = [...sweeps].sort((a, b) => a.id - b.id);
      return { file, sweeps: ordered.map((sweep) => reader.sweep(sweep)) };
    });
  } finally {
    store.close();
  }
}

const HINT = "nothing was merged; restore a copy of it, or leave it out";

function damaged(file: string, text: string): SweepError {
  return new SweepError("STORE_DAMAGED", `${file}: ${text}`, HINT);
}

/** By their rows. Details that are not as they were written may not even be JSON. */
function readEnvironments({ database, file }: Store): ReadonlyMap<number, EnvironmentRow> {
  const rows = database
    .prepare<[], EnvironmentRow & { id: number }>("SELECT id, sha256, details FROM environments")
    .all();
  for (const { id, sha256: expected, details } of rows) {
    const actual = sha256(details);
    if (actual === expected) continue;
    const rule = `must have the checksum ${expected.slice(0, 12)}`;
    throw damaged(file, `environment ${id}: ${rule}, got ${actual.slice(0, 12)}`);
  }
  return new Map(rows.map(({ id, ...row }) => [id, row]));
}

function requireWhole(store: Store, sweep: SweepRecord): void {
  if (sha256(sweep.config) !== sweep.configSha256) {
    throw damaged(
      store.file,
      `sweep ${sweep.name}: the config must have its checksum, got another`,
    );
  }
  const runs = checkRecord(store, sweep).filter(({ damages }) => damages.length > 0);
  const [first] = runs;
  if (first === undefined) return;
  const more = runs.length > 1 ? `, and ${runs.length - 1} more` : "";
  const where = `sweep ${sweep.name}, variant ${first.variant}, seed ${first.seed}${more}`;
  throw damaged(store.file, `${where}: ${first.damages[0]}`);
}

class SourceReader {
  readonly #store: Store;
  readonly #environments: ReadonlyMap<number, EnvironmentRow>;
  readonly #tables: ReadonlySet<string>;
  readonly #statements = new Map<string, Database.Statement<[number]>>();

  constructor(store: Store, environments: ReadonlyMap<number, EnvironmentRow>) {
    this.#store = store;
    this.#environments = environments;
    const tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    this.#tables = new Set(store.database.prepare<[], string>(tables).pluck().all());
  }

  sweep({ id, ...sweep }: SweepRecord): SourceSweep {
    return {
      ...{ name: sweep.name, config: sweep.config, config_sha256: sweep.configSha256 },
      ...{ created_at: sweep.createdAt, last_run_at: sweep.lastRunAt },
      variants: this.#variants(id),
      openRunCount: this.#all(
        "SELECT 1 FROM runs WHERE sweep_id = ? AND state IN ('pending', 'running')",
        id,
      ).length,
      claims: this.#claims(id),
      receipts: this.#receipts(id),
    };
  }

  #variants(sweepId: number): SourceVariant[] {
    return this.#all<Omit<SourceVariant, "runs"> & { id: number }>(
      `SELECT id, name, definition, definition_sha256, position FROM variants
       WHERE sweep_id = ? ORDER BY position IS NULL, position, id`,
      sweepId,
    ).map(({ id, ...variant }) => {
      const { name, definition, definition_sha256: expected } = variant;
      if (sha256(definition) === expected) return { ...variant, runs: this.#runs(id) };
      const rule = `must have the checksum ${expected.slice(0, 12)}`;
      throw damaged(this.#store.file, `variant ${name}: ${rule}, got ${sha256(definition)}`);
    });
  }

  #runs(variantId: number): SourceRun[] {
    return this.#all<RunRow & { environment_id: number | null }>(
      `SELECT id, ${runColumnList(this.#store.database)}, environment_id FROM runs
       WHERE variant_id = ? AND state IN ('done', 'diverged', 'failed') ORDER BY seed`,
      variantId,
    ).map(({ environment_id, ...row }) => ({
      row,
      environment: environment_id === null ? null : this.#environments.get(environment_id)!,
      attempts: this.#all<AttemptRow>(
        `SELECT number, token, host, state, reason, started_at, ended_at FROM attempts
         WHERE run_id = ? ORDER BY number`,
        row.id,
      ),
      series: new Map(
        this.#all<{ metric: string; bytes: Buffer }>(
          "SELECT metric, bytes FROM series WHERE run_id = ? ORDER BY metric",
          row.id,
        ).map(({ metric, bytes }) => [metric, bytes]),
      ),
      epochs:
        row.state !== "failed"
          ? []
          : this.#all<EpochRow>("SELECT epoch, metric, value FROM epochs WHERE run_id = ?", row.id),
    }));
  }

  /** A database of schema version 1 has none. */
  #claims(sweepId: number): SourceClaim[] {
    if (!this.#tables.has("claims")) return [];
    return this.#all<ClaimRow & { id: number }>(
      `SELECT id, made_at, question, seeds, definitions, ended_runs FROM claims
       WHERE sweep_id = ? ORDER BY id`,
      sweepId,
    ).map(({ id, ...row }) => ({
      row,
      looks: this.#all<LookRow>(
        `SELECT looked_at, command, question, pair_count, verdicts FROM looks
         WHERE claim_id = ? ORDER BY id`,
        id,
      ),
    }));
  }

  /** A database of schema version 2 or older has none. */
  #receipts(sweepId: number): SourceReceipt[] {
    if (!this.#tables.has("receipts")) return [];
    return this.#all<ReceiptRow & { environment_id: number }>(
      `SELECT verified_at, host, environment_id, checked_runs, repeated_runs, findings, outcome
       FROM receipts WHERE sweep_id = ? ORDER BY id`,
      sweepId,
    ).map(({ environment_id, ...row }) => ({
      ...{ row, environment: this.#environments.get(environment_id)! },
    }));
  }

  #all<Row>(sql: string, id: number): Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#store.database.prepare<[number]>(sql);
      this.#statements.set(sql, statement);
    }
    return statement.all(id) as Row[];
  }
}
