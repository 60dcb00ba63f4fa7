import type Database from "better-sqlite3";
import { digest, type Json, sha256 } from "../base/digest.ts";
import { EXTERNAL_ENGINE } from "./external-engine.ts";
import type { SweepRecord } from "./find-sweep.ts";
import { readSeries } from "./read-series.ts";
import { decodeSeries, seriesSha256 } from "./series-bytes.ts";
import type { Store } from "./store.ts";
import { inSnapshot } from "./transaction.ts";

/** A run that ended by itself, as it is recorded. Digests are null where it was imported. */
export interface EndedRun {
  readonly variant: string;
  readonly seed: number;
  readonly state: "done" | "diverged";
  /** whether the last config means it */
  readonly isCurrent: boolean;
  /** canonical JSON of its VariantSpec */
  readonly definition: string;
  readonly engine: string;
  readonly series: Readonly<Record<string, Float64Array>>;
  readonly environment: Readonly<Record<string, unknown>> | null;
  readonly dataSha256: string | null;
  readonly initialWeightsSha256: string | null;
  readonly initialPredictionsSha256: string | null;
  readonly finalWeightsSha256: string | null;
  /** what of it does not hold, a sentence each */
  readonly damages: readonly string[];
}

/**
 * Reads every run of a sweep that ended by itself, those of older configs too, and holds each
 * against its checksums: series, the epochs that are a copy of them, definition and spec.
 */
export function checkRecord(store: Store, { id }: SweepRecord): EndedRun[] {
  const { database } = store;
  return inSnapshot(store, () => {
    const readEpochs = database.prepare<[number], EpochRow>(
      "SELECT metric, epoch, value FROM epochs WHERE run_id = ? ORDER BY metric, epoch",
    );
    return readRuns(database, id).map(({ runId, isCurrent, environment, ...row }): EndedRun => {
      const bytes = readSeries(database, runId);
      const { specSha256, definitionSha256, seriesSha256: expected, ...run } = row;
      const series = Object.fromEntries(
        [...bytes].map(([metric, values]) => [metric, decodeSeries(values)]),
      );
      return {
        ...run,
        isCurrent: isCurrent === 1,
        series,
        environment: environment === null ? null : JSON.parse(environment),
        damages: [
          ...heldAgainst("series", expected, seriesSha256(bytes)),
          ...differingEpochs(series, readEpochs.all(runId)),
          ...heldAgainst("definition", definitionSha256, sha256(run.definition)),
          ...(run.engine === EXTERNAL_ENGINE
            ? []
            : heldAgainst("spec", specSha256, specDigest(run.definition, run.seed))),
        ],
      };
    });
  });
}

interface EpochRow {
  readonly metric: string;
  readonly epoch: number;
  readonly value: number | null;
}

type RunRow = Omit<EndedRun, "isCurrent" | "series" | "environment" | "damages"> & {
  readonly runId: number;
  readonly isCurrent: 0 | 1;
  readonly environment: string | null;
  readonly specSha256: string;
  readonly seriesSha256: string;
  readonly definitionSha256: string;
};

function readRuns(database: Database.Database, sweepId: number): RunRow[] {
  return database
    .prepare<[number], RunRow>(
      `SELECT runs.id AS runId, name AS variant, seed, state, engine, definition,
         position IS NOT NULL AS isCurrent, details AS environment,
         spec_sha256 AS specSha256, series_sha256 AS seriesSha256,
         definition_sha256 AS definitionSha256, data_sha256 AS dataSha256,
         initial_weights_sha256 AS initialWeightsSha256,
         initial_predictions_sha256 AS initialPredictionsSha256,
         final_weights_sha256 AS finalWeightsSha256
       FROM variants JOIN runs ON variant_id = variants.id
         LEFT JOIN environments ON environments.id = environment_id
       WHERE variants.sweep_id = ? AND state IN ('done', 'diverged')
       ORDER BY position IS NULL, position, variants.id, seed`,
    )
    .all(sweepId);
}

function heldAgainst(what: string, expected: string, actual: string): string[] {
  if (expected === actual) return [];
  return [`${what}: must have the checksum ${expected.slice(0, 12)}, got ${actual.slice(0, 12)}`];
}

/** A definition that is not JSON any more has no spec to speak of. */
function specDigest(definition: string, seed: number): string {
  try {
    return digest({ ...(JSON.parse(definition) as { [key: string]: Json }), seed });
  } catch {
    return sha256("");
  }
}

/** The first epoch that does not say what the series does: what views and queries read. */
function differingEpochs(series: EndedRun["series"], epochs: readonly EpochRow[]): string[] {
  const read = new Map(epochs.map(({ metric, epoch, value }) => [keyOf(metric, epoch), value]));
  let count = 0;
  for (const [metric, values] of Object.entries(series)) {
    for (const [index, value] of values.entries()) {
      count++;
      const expected = Number.isNaN(value) ? null : value;
      const got = read.get(keyOf(metric, index + 1));
      if (Object.is(got, expected) || got === expected) continue;
      const shown = got === undefined ? "nothing" : String(got);
      return [
        `epochs: ${metric} of epoch ${index + 1} must be ${value} as in its series, got ${shown}`,
      ];
    }
  }
  if (count === epochs.length) return [];
  return [`epochs: must be ${count} as in the series, got ${epochs.length}`];
}

function keyOf(metric: string, epoch: number): string {
  return `${metric}\0${epoch}`;
}
