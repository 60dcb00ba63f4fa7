/** Not an error: something the reader must know beside the number. docs/report.md lists them. */
export type Warning = OverfittedWarning | CollapsedWarning | PlainWarning;

interface Told {
  /** one sentence without a full stop */
  readonly text: string;
  /** those it speaks of, where it does not speak of all */
  readonly seeds?: readonly number[];
}

interface PlainWarning extends Told {
  readonly code: Exclude<WarningCode, "overfitted" | "collapsed">;
  /** the numbers behind the text, by names that docs/report.md explains */
  readonly values?: Readonly<Record<string, WarningValue>>;
}

export type WarningValue =
  | number
  | string
  | readonly WarningValue[]
  | { readonly [name: string]: WarningValue };

/** Verdicts are words of `Comparison.verdict`, and speak of the candidate. */
export interface OverfittedWarning extends Told {
  readonly code: "overfitted";
  readonly values: {
    /** the comparison's own */
    readonly verdict: string;
    /** that of the same comparison at each run's best epoch */
    readonly atBest: string;
    /** those that overfit */
    readonly variants: readonly OverfitVariant[];
  };
}

export interface OverfitVariant {
  readonly variant: string;
  /** of the mean curve, from 1, and the mean there */
  readonly bestEpoch: number;
  readonly best: number;
  /** the mean at the epoch compared */
  readonly compared: number;
}

export interface CollapsedWarning extends Told {
  readonly code: "collapsed";
  readonly values: {
    readonly verdict: string;
    /** that of the seeds on which neither side collapsed */
    readonly amongLive: string;
    /** pairs that `amongLive` rests on */
    readonly livePairs: number;
    readonly pairs: number;
    readonly variants: readonly CollapsedVariant[];
  };
}

export interface CollapsedVariant {
  readonly variant: string;
  /** its collapsed runs */
  readonly seeds: readonly number[];
  /** runs that are done */
  readonly of: number;
}

export type WarningCode =
  | "overfitted" // the verdict is another one at each run's best epoch
  | "collapsed" // the verdict is another one among the runs that beat a constant answer
  | "diverged" // runs of a variant have no final value because they diverged
  | "failed" // runs of a variant could not be trained
  | "pending" // runs are still to do
  | "no-value" // done runs lack the metric, the epoch, or a finite value there
  | "unequal-epochs" // runs stopped at different epochs
  | "best-epoch" // each run's best epoch was chosen after the fact
  | "older-runs" // runs of earlier configs are left out
  | "identical" // two variants' runs are equal to the bit
  | "no-pairs" // no seed has a value on both sides
  | "too-few-pairs" // too few for a test that assumes no distribution, or to see a skew
  | "missing-seeds" // some seeds have a value on one side only, or on none
  | "diverged-pairs" // the same, because runs diverged
  | "diverged-more" // a verdict is withheld: what looks better diverged more often
  | "no-margin" // nothing says which difference would not matter
  | "no-spread" // all differences are equal: no spread to judge them by
  | "tied" // the compared value is equal on every seed, though the runs are not known to be
  | "partly-tied" // the same on a third of the seeds at least
  | "outlier" // the mean says undecided, a test of ranks or signs does not
  | "skewed" // the interval of the mean may be too narrow
  | "penalties" // the compared loss holds L1 and L2 penalties, in which the two differ
  | "majority-class" // an accuracy is not above that of a constant answer
  | "shared-rows" // every seed splits the same rows anew, so training sets overlap
  | "monte-carlo" // p and interval rest on random flips, of which the text tells how many
  | "unpaired" // no seed in common: compared as two samples
  | "log-scale" // values that are not positive have no logarithm
  | "opposite-means" // ratios point one way, the difference of the means the other
  | "unused-seeds" // recorded after the look that decided
  | "coupled" // initial kernels are drawn by position, so that variants begin alike
  | "held-stream" // a source of randomness is the same with every seed
  | "unclaimed"; // nobody knows what was asked before the results were known
