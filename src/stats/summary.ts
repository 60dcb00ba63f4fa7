import type { Comparison } from "./comparison.ts";
import type { Question } from "./question.ts";
import type { RunState } from "./recorded-run.ts";
import type { Warning } from "./warning.ts";

/**
 * A sweep in numbers: what every report shows and what `--json` prints. A number that does not
 * exist is null, never NaN, and so is one that exceeds what a float64 can hold.
 */
export interface Summary extends Question {
  readonly sweep: string;
  readonly engine: string;
  /** as the sweep lists them */
  readonly variants: readonly VariantSummary[];
  readonly comparisons: readonly Comparison[];
  /** comparisons that share alpha; more than are shown where one was picked out */
  readonly comparisonCount: number;
  /** what was fixed before the first run, and what was done besides; null: nothing was fixed */
  readonly claim: ClaimSummary | null;
  /** shares of the spread over seeds, where variants differ in their streams alone; else empty */
  readonly variance: readonly VarianceShare[];
  /** runs that ended without a result, by variant and seed */
  readonly failures: readonly Failure[];
  /** where the runs were trained, most runs first */
  readonly environments: readonly EnvironmentSummary[];
  /** what concerns the sweep or one variant; a pair's own stand in its comparison */
  readonly warnings: readonly Warning[];
}

export interface ClaimSummary {
  /** UTC, ISO 8601 */
  readonly madeAt: string;
  /** the number of seeds claimed; fixed: exactly, budget: at most; null: open-ended */
  readonly seedCount: number | null;
  /**
   * looks outside the schedule, seeds added, a question other than the claimed one: one sentence
   * each, without a full stop; any of them makes the verdicts exploratory
   */
  readonly deviations: readonly string[];
}

/** How much of the spread over seeds one source of randomness makes alone. */
export interface VarianceShare {
  readonly variant: string;
  readonly streams: readonly string[];
  readonly n: number;
  readonly sd: number | null;
  /** of the variance with all streams varied, >= 0; shares need not add up to 1 */
  readonly share: number | null;
}

export interface Failure {
  readonly variant: string;
  readonly seed: number;
  readonly state: "diverged" | "failed";
  readonly reason: string;
}

export interface EnvironmentSummary {
  readonly details: Readonly<Record<string, unknown>>;
  readonly runCount: number;
}

/** The places a variant may have among all, 1 being the best, both included. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
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
  /** of all variants of the sweep together; null where these are fewer than three */
  readonly rank: RankInterval | null;
  /** what the best constant answer scores, mean over runs: of an accuracy, the majority class */
  readonly constant: number | null;
  /** seeds whose runs ended no better than a constant answer, by their training loss */
  readonly collapsed: readonly number[];
  /** that its mean validation curve was better early on; null: it was not */
  readonly overfit: Overfit | null;
  /** in the order of their seeds */
  readonly runs: readonly RunValue[];
  /** done runs only; from epoch 1 to the last one any of them reached */
  readonly curve: readonly CurvePoint[];
  /** the done runs behind it, thinned to the epochs a picture can show; for HTML alone */
  readonly seedCurves?: readonly SeedCurve[];
}

export interface Overfit {
  /** from 1: where the mean curve is best */
  readonly bestEpoch: number;
  readonly best: number;
  /** the mean at the epoch compared */
  readonly compared: number;
}

export interface SeedCurve {
  readonly seed: number;
  /** by epoch, ascending; what is not finite is left out */
  readonly points: readonly { readonly epoch: number; readonly value: number }[];
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
