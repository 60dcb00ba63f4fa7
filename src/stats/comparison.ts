import type { Interval } from "./interval.ts";
import type { Warning } from "./warning.ts";

/**
 * What a comparison comes to; it speaks of the candidate. better, worse: a difference, in the
 * metric's direction; negligible: a difference, but smaller than the margin; equivalent: none as
 * large as the margin; undecided: these seeds cannot tell; identical: every series of every metric
 * is equal to the bit on every seed; invalid: there is nothing sound to compare.
 */
export type Verdict =
  | "better"
  | "worse"
  | "negligible"
  | "equivalent"
  | "undecided"
  | "identical"
  | "invalid";

/** What a verdict rests on. */
export type Method =
  | "paired-t"
  | "sign-flip"
  | "max-t" // all comparisons together
  | "welch-t"
  | "repeated-interval"
  | "t-mixture"
  | "divergence" // no seed converged on both sides: which of the two diverges more often
  | "equality"
  | "none";

/** Two variants, seed by seed where they share seeds. Differences are candidate minus baseline. */
export interface Comparison {
  readonly baseline: string;
  readonly candidate: string;
  /** whether values were compared within seeds; else the two have no seed in common */
  readonly paired: boolean;
  /** pairs the verdict rests on; unpaired: values of the smaller side */
  readonly n: number;
  readonly verdict: Verdict;
  /** mean over the pairs, or of means; scale log: of the logarithms */
  readonly difference: number | null;
  /** of the per-seed differences; divides by n - 1; null: unpaired */
  readonly differenceSd: number | null;
  /** mean in units of the metric, whatever the scale; equal to `difference` on the linear one */
  readonly linearDifference: number | null;
  /** share of the baseline's mean, signed; null where that is 0; scale log: mean ratio minus 1 */
  readonly relativeDifference: number | null;
  /**
   * of the difference; it excludes 0 where one is shown. Method max-t: holds with its level for all
   * comparisons together; else for this one alone, and at a stricter level where there are several
   */
  readonly interval: Interval | null;
  /** of level 1 - 2 alpha: within the margin where the two are equivalent; null: no margin */
  readonly equivalence: Interval | null;
  /** two-sided; null where it would not hold, as in the adaptive modes */
  readonly pValue: number | null;
  /** for all comparisons of the summary; at most alpha where the interval excludes 0 */
  readonly adjustedPValue: number | null;
  readonly method: Method;
  readonly effect: EffectSizes;
  /** seeds on which the candidate is better, worse, equal; by the direction; unpaired: 0 */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** seeds that ended on both sides and diverged on one alone, without a failureValue */
  readonly divergedAlone: { readonly candidate: number; readonly baseline: number };
  /** Pearson's, of the two variants' values over those seeds, in [-1, 1] */
  readonly correlation: number | null;
  /** undecided: about so many more seeds at this spread; null: none, or more than the budget */
  readonly moreSeeds: number | null;
  /** other tests of the same pairs; they do not change the verdict */
  readonly companions: readonly Companion[];
  /** what one run of each, with whatever seeds, could have shown; null below two runs a side */
  readonly luckyPair: LuckyPair | null;
  readonly warnings: readonly Warning[];
  /** for `compare`, HTML and JSON */
  readonly detail?: ComparisonDetail;
}

export interface EffectSizes {
  /** mean by standard deviation of the paired differences */
  readonly dz: number | null;
  /** mean difference by pooled standard deviation, bias corrected; paired: of the differences */
  readonly hedgesG: number | null;
  /** share of cross pairs with the candidate's value higher minus that with it lower, [-1, 1] */
  readonly cliffsDelta: number | null;
  /** chance that a run of the candidate is better than one of the baseline, ties half */
  readonly probabilityOfImprovement: number | null;
}

export interface Companion {
  readonly test:
    | "paired-t"
    | "sign-flip"
    | "sign"
    | "wilcoxon"
    | "mann-whitney"
    | "symmetric-bet"
    | "sign-bet";
  readonly pValue: number;
  /** whether it holds although one looks after every seed */
  readonly anytime: boolean;
}

export interface LuckyPair {
  /** smallest and largest difference of any run of the candidate and any of the baseline */
  readonly low: number;
  readonly high: number;
  /** share of those pairs that point the other way than the mean difference */
  readonly otherWayShare: number;
}

export interface ComparisonDetail {
  /** by seed; all that either side has */
  readonly pairs: readonly PairValue[];
  /**
   * what the first n pairs say; fixed: each n as if it had been fixed beforehand; adaptive: the
   * looks that were taken, up to the one that decided. The last one is the comparison itself
   */
  readonly byCount: readonly CountedVerdict[];
  /** the difference epoch by epoch; empty where there are fewer than two pairs or epochs */
  readonly curve: readonly DifferencePoint[];
  /** chance that the band around the curve holds all of it; null where there is no band */
  readonly bandLevel: number | null;
  /** that no epoch differs, by sign flips of whole runs; null where that cannot be tested */
  readonly curvePValue: number | null;
  /** that the difference is as large as the margin, by two one-sided tests; null: no margin */
  readonly equivalencePValue: number | null;
  /** share of the seeds that differ on which the candidate is better; null where none differ */
  readonly betterShare: Proportion | null;
  /** how often each diverged; null where neither did */
  readonly divergence: DivergenceRates | null;
  /** difference of the interquartile means, which outliers do not move; unpaired: null */
  readonly robust: RobustDifference | null;
}

/** A share of a number of things, with the range of shares that would explain it. */
export interface Proportion {
  readonly count: number;
  readonly of: number;
  readonly interval: Interval;
}

export interface DivergenceRates {
  readonly candidate: Proportion;
  readonly baseline: Proportion;
  /** that both diverge as often, from the seeds on which only one did */
  readonly pValue: number;
}

export interface RobustDifference {
  readonly interquartileMean: number;
  /** bootstrap: approximate, too narrow below 20 seeds */
  readonly interval: Interval | null;
}

export interface PairValue {
  readonly seed: number;
  readonly baseline: number | null;
  readonly candidate: number | null;
  readonly difference: number | null;
}

export interface CountedVerdict {
  readonly n: number;
  readonly difference: number;
  /** of the interval that the verdict rests on */
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  readonly verdict: Verdict;
}

export interface DifferencePoint {
  /** from 1 */
  readonly epoch: number;
  readonly n: number;
  readonly difference: number;
  /** a band that holds the whole curve with probability bandLevel */
  readonly low: number | null;
  readonly high: number | null;
  /** adjusted for all epochs */
  readonly pValue: number | null;
}
