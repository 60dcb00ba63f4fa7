import type { RunState } from "./recorded-run.ts";

/**
 * Which one value stands for a run's series: that of its last epoch, of its best epoch by the
 * direction, the mean over its epochs (auc), or that of epoch N, counted from 1.
 */
export type At = "last" | "best" | "auc" | `epoch:${number}`;

/** Which end of a metric is the good one. */
export type Direction = "min" | "max";

/**
 * A sweep in numbers: what every report shows and what `--json` prints. A number that does not
 * exist is null, never NaN or infinite, and so is one that exceeds what a float64 can hold.
 */
export interface Summary {
  readonly sweep: string;
  readonly engine: string;
  readonly metric: string;
  readonly at: At;
  readonly direction: Direction;
  /** level of the test to come, in (0, 1) */
  readonly alpha: number;
  /** what still counts as no difference, in units of the metric, > 0; null: none was given */
  readonly margin: number | null;
  /** as the sweep lists them */
  readonly variants: readonly VariantSummary[];
  /** the verdict's fields (verdict, interval, pValue, ...) will join each of these */
  readonly comparisons: readonly Comparison[];
  /** what concerns the sweep or one variant; a pair's own stand in its comparison */
  readonly warnings: readonly Warning[];
}

/** One variant's runs, each reduced to one value of the metric, in its units. */
export interface VariantSummary extends Spread {
  readonly name: string;
  /** runs that are done and have a value: those that mean, sd ... speak of */
  readonly n: number;
  readonly diverged: number;
  readonly failed: number;
  /** runs still to do, the running ones included */
  readonly pending: number;
  readonly median: number | null;
  /** in the order of their seeds */
  readonly runs: readonly RunValue[];
  /** done runs only; from epoch 1 to the last one any of them reached */
  readonly curve: readonly CurvePoint[];
}

export interface RunValue {
  readonly seed: number;
  readonly state: RunState;
  /** finite; null unless the run is done and reached the epoch asked for */
  readonly value: number | null;
}

/** Spread over seeds; null where there are too few values (mean, min, max: 1; sd: 2). */
export interface Spread {
  readonly mean: number | null;
  /** divides by n - 1 */
  readonly sd: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface CurvePoint extends Spread {
  /** from 1 */
  readonly epoch: number;
  /** runs with a finite value in this epoch */
  readonly n: number;
}

/** Two variants, seed by seed. */
export interface Comparison {
  readonly baseline: string;
  readonly candidate: string;
  /** whether values were compared within seeds; so far they always are */
  readonly paired: boolean;
  /** seeds for which both have a value */
  readonly n: number;
  /** mean over those seeds of candidate minus baseline */
  readonly difference: number | null;
  /** of the per-seed differences; divides by n - 1 */
  readonly differenceSd: number | null;
  /** seeds on which the candidate is better, worse, equal; by the direction */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Pearson's, of the two variants' values over those seeds, in [-1, 1] */
  readonly correlation: number | null;
  readonly warnings: readonly Warning[];
}

/** Not an error: something the reader must know beside the number. */
export interface Warning {
  readonly code: WarningCode;
  /** one sentence without a full stop */
  readonly text: string;
}

export type WarningCode =
  | "diverged" // runs of a variant have no final value because they diverged
  | "failed" // runs of a variant could not be trained
  | "pending" // runs are still to do
  | "no-value" // done runs lack the metric, the epoch, or a finite value there
  | "unequal-epochs" // runs stopped at different epochs
  | "best-epoch" // each run's best epoch was chosen after the fact
  | "older-runs" // runs of earlier configs are left out
  | "identical" // two variants' runs are equal to the bit
  | "no-pairs" // no seed has a value on both sides
  | "too-few-pairs" // too few for a test that assumes no distribution
  | "missing-seeds" // some seeds have a value on one side only, or on none
  | "diverged-pairs"; // the same, because runs diverged
