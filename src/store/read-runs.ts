import type Database from "better-sqlite3";
import { SweepError } from "../base/error.ts";
import { columnOrNull } from "./column-or-null.ts";
import type { SweepRecord } from "./find-sweep.ts";
import { readSeries } from "./read-series.ts";
import { decodeSeries, type SeriesBytes, seriesSha256 } from "./series-bytes.ts";
import type { Store } from "./store.ts";
import { inSnapshot } from "./transaction.ts";

export type RunState = "pending" | "running" | "done" | "diverged" | "failed";

/** All that reports and comparisons read of a sweep. */
export interface SweepRuns {
  /** those of the last config, in its order */
  readonly variants: readonly VariantRecord[];
  /** ended runs that the last config no longer means and `variants` leaves out */
  readonly olderRunCount: number;
  /** where runs were trained, by RunRecord.environmentId */
  readonly environments: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
}

export interface VariantRecord {
  readonly name: string;
  /** canonical JSON of its VariantSpec */
  readonly definition: string;
  readonly definitionSha256: string;
  /** by seed */
  readonly runs: readonly RunRecord[];
}

/** Members are null until the run has ended by itself. */
export interface RunRecord {
  readonly seed: number;
  readonly state: RunState;
  readonly engine: string;
  readonly specSha256: string;
  /** one value per epoch trained, by metric; empty until the run is done or diverged */
  readonly series: Readonly<Record<string, Float64Array>>;
  /** diverged or failed: the reason */
  readonly error: string | null;
  readonly durationMs: number | null;
  /** the row of environments, where it was trained */
  readonly environmentId: number | null;
  readonly dataSha256: string | null;
  readonly initialWeightsSha256: string | null;
  readonly initialPredictionsSha256: string | null;
  readonly finalWeightsSha256: string | null;
  /** what the L1 and L2 of its last weights add to its loss; null: not known */
  readonly penalty: number | null;
  /** by metric what the best constant answer scores on its rows; null: nobody counted */
  readonly constantScores: Readonly<Record<string, number>> | null;
}

/**
 * Reads a sweep's runs, and checks each series against its checksum.
 *
 * @throws SweepError STORE_DAMAGED, naming the first run whose series are not as they were written
 */
export function readSweep(store: Store, sweep: SweepRecord): SweepRuns {
  const { database } = store;
  return inSnapshot(store, () => {
    const runs = readRuns(database, sweep);
    const variants = readVariants(database, sweep).map(({ id, ...variant }) => ({
      ...variant,
      runs: runs
        .filter((run) => run.variantId === id)
        .map(({ id: runId, variantId: _, seriesSha256: expected, ...row }): RunRecord => {
          const { constant_scores: scores, ...run } = row;
          const series = readSeries(database, runId);
          requireUndamaged(series, expected, () => {
            return `${store.file}: sweep ${sweep.name}, variant ${variant.name}, seed ${run.seed}`;
          });
          return { ...run, series: decodeAll(series), constantScores: scoresOf(scores) };
        }),
    }));
    const olderRunCount = countOlderRuns(database, sweep);
    return { variants, olderRunCount, environments: readEnvironments(database) };
  });
}

type VariantRow = Omit<VariantRecord, "runs"> & { readonly id: number };

function readVariants(database: Database.Database, { id }: SweepRecord): VariantRow[] {
  return database
    .prepare<[number], VariantRow>(
      `SELECT id, name, definition, definition_sha256 AS definitionSha256
       FROM variants WHERE sweep_id = ? AND position IS NOT NULL ORDER BY position`,
    )
    .all(id);
}

type RunRow = Omit<RunRecord, "series" | "constantScores"> & {
  readonly constant_scores: string | null;
  readonly id: number;
  readonly variantId: number;
  readonly seriesSha256: string | null;
};

function readRuns(database: Database.Database, { id }: SweepRecord): RunRow[] {
  return database
    .prepare<[number], RunRow>(
      `SELECT runs.id, variant_id AS variantId, seed, state, engine, spec_sha256 AS specSha256,
         error, duration_ms AS durationMs, environment_id AS environmentId,
         data_sha256 AS dataSha256,
         initial_weights_sha256 AS initialWeightsSha256,
         initial_predictions_sha256 AS initialPredictionsSha256,
         final_weights_sha256 AS finalWeightsSha256, series_sha256 AS seriesSha256,
         ${columnOrNull(database, "runs", "penalty")},
         ${columnOrNull(database, "runs", "constant_scores")}
       FROM variants JOIN runs ON variant_id = variants.id
       WHERE variants.sweep_id = ? AND position IS NOT NULL ORDER BY seed`,
    )
    .all(id);
}

function requireUndamaged(series: SeriesBytes, expected: string | null, where: () => string): void {
  if (expected === null) return;
  const actual = seriesSha256(series);
  if (actual === expected) return;
  throw new SweepError(
    "STORE_DAMAGED",
    `${where()}: the series must have the checksum ${expected.slice(0, 12)}, ` +
      `got ${actual.slice(0, 12)}`,
    "restore a copy of the database, or name another with --db and train again",
  );
}

function decodeAll(series: SeriesBytes): Record<string, Float64Array> {
  return Object.fromEntries([...series].map(([metric, bytes]) => [metric, decodeSeries(bytes)]));
}

/** Nothing holds them against a checksum: what is none of them is as if nobody had counted. */
function scoresOf(text: string | null): RunRecord["constantScores"] {
  try {
    const scores: unknown = JSON.parse(text ?? "null");
    if (typeof scores !== "object" || scores === null) return null;
    const areNumbers = Object.values(scores).every((score) => typeof score === "number");
    return areNumbers ? (scores as RunRecord["constantScores"]) : null;
  } catch {
    return null;
  }
}

function readEnvironments(database: Database.Database): SweepRuns["environments"] {
  const rows = database
    .prepare<[], { id: number; details: string }>("SELECT id, details FROM environments")
    .all();
  return new Map(rows.map(({ id, details }) => [id, JSON.parse(details)]));
}

function countOlderRuns(database: Database.Database, { id }: SweepRecord): number {
  return database
    .prepare<[number], number>(
      `SELECT count(*) FROM variants JOIN runs ON variant_id = variants.id
       WHERE variants.sweep_id = ? AND position IS NULL
         AND state IN ('done', 'diverged', 'failed')`,
    )
    .pluck()
    .get(id)!;
}
