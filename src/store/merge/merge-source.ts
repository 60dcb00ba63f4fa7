import type Database from "better-sqlite3";
import { SweepError } from "../../base/error.ts";
import { EXTERNAL_ENGINE } from "../external-engine.ts";
import type { Store } from "../store.ts";
import { inTransaction } from "../transaction.ts";
import {
  type LateClaim,
  type LeftClaims,
  mergeClaims,
  mergeReceipts,
  recountEndedRuns,
} from "./merge-claims.ts";
import { mergeRun } from "./merge-run.ts";
import { insertRow } from "./rows.ts";
import type { SourceRecord, SourceSweep, SourceVariant } from "./source-record.ts";

/** A run that is recorded in both with other bits; nothing of it was changed. */
export interface MergeFinding {
  readonly sweep: string;
  readonly variant: string;
  readonly seed: number;
  /** what differs, a sentence each */
  readonly differs: readonly string[];
}

export interface RunCounts {
  /** new here */
  added: number;
  /** here they were to do, or had failed */
  taken: number;
  /** recorded in both with the same bits */
  equal: number;
  /** failed there, and no better than here */
  kept: number;
  different: number;
  /** not ended there, so left out */
  open: number;
}

export interface SweepMerge {
  readonly name: string;
  readonly isNew: boolean;
  /** the config here is another one, and stays */
  readonly configDiffers: boolean;
  /** runs that came, of variants that the config here does not have */
  readonly unplacedRunCount: number;
  readonly leftClaims: LeftClaims;
}

export interface MergeOutcome {
  readonly file: string;
  readonly runs: Readonly<RunCounts>;
  readonly sweeps: readonly SweepMerge[];
  readonly lateClaims: readonly LateClaim[];
  readonly findings: readonly MergeFinding[];
}

/**
 * Adds another database's record to this one, all of it or nothing. Runs that differ are findings
 * and stay as they are here.
 *
 * @throws SweepError USAGE where one name is that of a trained sweep and of imported results
 */
export function mergeSource(store: Store, source: SourceRecord): MergeOutcome {
  return inTransaction(store, () => {
    const merge = new Merge(store.database, source.file);
    const sweeps = source.sweeps.flatMap((sweep) => merge.sweep(sweep) ?? []);
    const { runs, findings } = merge;
    const lateClaims = runs.added + runs.taken > 0 ? recountEndedRuns(store.database) : [];
    return { file: source.file, runs, sweeps, lateClaims, findings };
  });
}

class Merge {
  readonly runs: RunCounts = { added: 0, taken: 0, equal: 0, kept: 0, different: 0, open: 0 };
  readonly findings: MergeFinding[] = [];
  readonly #database: Database.Database;
  readonly #file: string;

  constructor(database: Database.Database, file: string) {
    this.#database = database;
    this.#file = file;
  }

  /** @returns undefined if there is nothing of it to take */
  sweep(there: SourceSweep): SweepMerge | undefined {
    this.runs.open += there.openRunCount;
    const here = this.#database
      .prepare<[string], { id: number; config_sha256: string }>(
        "SELECT id, config_sha256 FROM sweeps WHERE name = ?",
      )
      .get(there.name);
    const isNew = here === undefined;
    if (isNew && there.variants.every(({ runs }) => runs.length === 0)) return undefined;
    if (!isNew) this.#requireSameKind(here.id, there);
    const { name, config, config_sha256, created_at, last_run_at } = there;
    const row = { name, config, config_sha256, created_at, last_run_at };
    const sweepId = here?.id ?? insertRow(this.#database, "sweeps", row);
    let unplacedRunCount = 0;
    for (const variant of there.variants) {
      if (!isNew && variant.runs.length === 0) continue;
      const { variantId, isPlaced } = this.#variant(sweepId, isNew, variant);
      const taken = this.#runsOf(there.name, variant, { sweepId, variantId });
      if (!isPlaced) unplacedRunCount += taken;
    }
    const leftClaims = mergeClaims(this.#database, sweepId, isNew, there.claims);
    mergeReceipts(this.#database, sweepId, there.receipts);
    const configDiffers = !isNew && here.config_sha256 !== config_sha256;
    return { name, isNew, configDiffers, unplacedRunCount, leftClaims };
  }

  /** Results from elsewhere and trained ones are never of one sweep. */
  #requireSameKind(sweepId: number, there: SourceSweep): void {
    const here = this.#database
      .prepare<[string, number], 0 | 1>("SELECT engine = ? FROM runs WHERE sweep_id = ? GROUP BY 1")
      .pluck()
      .all(EXTERNAL_ENGINE, sweepId);
    const engines = there.variants.flatMap(({ runs }) => runs.map(({ row }) => row.engine));
    const kinds = new Set([...here, ...engines.map((engine) => +(engine === EXTERNAL_ENGINE))]);
    if (kinds.size < 2) return;
    const rule = `sweep ${there.name} must be trained in both or imported in both`;
    const [ours, theirs] = here.includes(1) ? ["imported", "trained"] : ["trained", "imported"];
    const message = `${this.#file}: ${rule}, got ${ours} here, ${theirs} there`;
    throw new SweepError("USAGE", message, "nothing of this file was merged");
  }

  /** A config has a place for each of its variants; imported ones come after one another. */
  #variant(sweepId: number, isNew: boolean, there: SourceVariant) {
    const { name, definition, definition_sha256 } = there;
    const known = this.#database
      .prepare<[number, string, string], { id: number; position: number | null }>(
        `SELECT id, position FROM variants
         WHERE sweep_id = ? AND name = ? AND definition_sha256 = ?`,
      )
      .get(sweepId, name, definition_sha256);
    if (known) return { variantId: known.id, isPlaced: known.position !== null };
    const isExternal = there.runs.some(({ row }) => row.engine === EXTERNAL_ENGINE);
    const position = isNew ? there.position : isExternal ? this.#nextPosition(sweepId) : null;
    const row = { sweep_id: sweepId, name, definition, definition_sha256, position };
    const variantId = insertRow(this.#database, "variants", row);
    return { variantId, isPlaced: isNew || position !== null };
  }

  #nextPosition(sweepId: number): number {
    return this.#database
      .prepare<[number], number>(
        "SELECT coalesce(max(position) + 1, 0) FROM variants WHERE sweep_id = ?",
      )
      .pluck()
      .get(sweepId)!;
  }

  /** @returns how many came */
  #runsOf(
    sweep: string,
    variant: SourceVariant,
    place: { readonly sweepId: number; readonly variantId: number },
  ): number {
    let came = 0;
    for (const run of variant.runs) {
      const result = mergeRun(this.#database, place, run);
      if (typeof result === "string") {
        this.runs[result]++;
        if (result === "added" || result === "taken") came++;
        continue;
      }
      this.runs.different++;
      this.findings.push({ sweep, variant: variant.name, seed: run.row.seed, differs: result });
    }
    return came;
  }
}
