import type Database from "better-sqlite3";
import { canonicalJson, digest, sha256 } from "../base/digest.ts";
import { SweepError } from "../base/error.ts";
import type { ImportedRun } from "../external/imported-run.ts";
import { EXTERNAL_ENGINE } from "./external-engine.ts";
import { recordSeries } from "./finish-run.ts";
import { recordSweep } from "./record-plan.ts";
import { encodeSeries, type SeriesBytes, seriesSha256 } from "./series-bytes.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

export interface SweepImport {
  readonly sweep: string;
  readonly configText: string;
  readonly runs: readonly ImportedRun[];
}

export interface ImportOutcome {
  readonly added: number;
  /** runs that had been recorded before, with the same values */
  readonly recorded: number;
  /** whether anything was written */
  readonly changed: boolean;
}

/**
 * Records runs that were trained elsewhere, all or none of them. Those recorded before stay; their
 * sweep must be none that was trained here.
 *
 * @param now UTC, ISO 8601
 * @throws SweepError USAGE where a run is recorded with other values
 */
export function recordImport(store: Store, given: SweepImport, now: string): ImportOutcome {
  const { database } = store;
  return inTransaction(store, () => {
    const known = findRecorded(database, given.sweep);
    const encoded = given.runs.map((run) => encode(given.sweep, run));
    requireSameValues(encoded, known);
    const added = encoded.filter((run) => !known.has(run.specSha256));
    const recorded = encoded.length - added.length;
    if (added.length === 0 && isSameConfig(database, given)) {
      return { added: 0, recorded, changed: false };
    }
    const sweepId = recordSweep(database, { ...given, files: {} }, now);
    const variantIds = recordVariants(database, sweepId, added);
    for (const run of added) recordRun(database, sweepId, variantIds.get(run.variant)!, run, now);
    return { added: added.length, recorded, changed: true };
  });
}

interface EncodedRun extends Omit<ImportedRun, "series"> {
  readonly specSha256: string;
  readonly series: SeriesBytes;
  readonly seriesSha256: string;
}

/** Nobody knows what decided its numbers, so a run is what it is called. */
function encode(sweep: string, run: ImportedRun): EncodedRun {
  const { variant, seed } = run;
  const series = new Map([...run.series].map(([name, values]) => [name, encodeSeries(values)]));
  const specSha256 = digest({ engine: EXTERNAL_ENGINE, sweep, variant, seed });
  return { ...run, series, specSha256, seriesSha256: seriesSha256(series) };
}

/** @returns checksums of the series of a sweep's runs, by the runs' specs */
function findRecorded(database: Database.Database, sweep: string): ReadonlyMap<string, string> {
  const rows = database
    .prepare<[string], { spec: string; series: string }>(
      `SELECT spec_sha256 AS spec, series_sha256 AS series
       FROM sweeps JOIN runs ON sweep_id = sweeps.id WHERE name = ?`,
    )
    .all(sweep);
  return new Map(rows.map(({ spec, series }) => [spec, series]));
}

function requireSameValues(runs: readonly EncodedRun[], known: ReadonlyMap<string, string>): void {
  const others = runs.filter(({ specSha256, seriesSha256 }) => {
    return known.has(specSha256) && known.get(specSha256) !== seriesSha256;
  });
  const [first] = others;
  if (first === undefined) return;
  const more = others.length > 1 ? `, and ${others.length - 1} more` : "";
  throw new SweepError(
    "USAGE",
    `variant ${first.variant}, seed ${first.seed}${more}: must have the metrics and values that ` +
      "are recorded, got others",
    "nothing was recorded; another --name makes another sweep",
  );
}

function isSameConfig(database: Database.Database, { sweep, configText }: SweepImport): boolean {
  const config = database.prepare("SELECT config FROM sweeps WHERE name = ?").pluck().get(sweep);
  return config === configText;
}

/** Those that are new come after those there are. @returns rows by the variants' names */
function recordVariants(
  database: Database.Database,
  sweepId: number,
  runs: readonly EncodedRun[],
): ReadonlyMap<string, number> {
  const upsert = database
    .prepare<[object], number>(
      `INSERT INTO variants (sweep_id, name, definition, definition_sha256, position)
       VALUES (@sweepId, @name, @definition, @definitionSha256,
         (SELECT count(*) FROM variants WHERE sweep_id = @sweepId))
       ON CONFLICT (sweep_id, name, definition_sha256) DO UPDATE SET name = excluded.name
       RETURNING id`,
    )
    .pluck();
  const names = [...new Set(runs.map(({ variant }) => variant))];
  return new Map(
    names.map((name) => {
      const definition = canonicalJson({ external: true, name });
      const definitionSha256 = sha256(definition);
      return [name, upsert.get({ sweepId, name, definition, definitionSha256 })!];
    }),
  );
}

function recordRun(
  database: Database.Database,
  sweepId: number,
  variantId: number,
  { seed, series, divergence, specSha256, seriesSha256 }: EncodedRun,
  now: string,
): void {
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO runs (sweep_id, variant_id, seed, spec_sha256, state, engine, finished_at,
         series_sha256, error)
       VALUES (@sweepId, @variantId, @seed, @specSha256, @state, @engine, @now, @seriesSha256,
         @divergence)`,
    )
    .run({
      ...{ sweepId, variantId, seed, specSha256, seriesSha256, divergence, now },
      state: divergence === null ? "done" : "diverged",
      engine: EXTERNAL_ENGINE,
    });
  recordSeries(database, Number(lastInsertRowid), series);
}
