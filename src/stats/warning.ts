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
  | "diverged-pairs" // the same, because runs diverged
  | "diverged-more" // a verdict is withheld: what looks better diverged more often
  | "no-margin" // nothing says which difference would not matter
  | "no-spread" // all differences are equal: no spread to judge them by
  | "tied" // the compared value is equal on every seed, though the runs are not known to be
  | "outlier" // the mean says undecided, a test of ranks or signs does not
  | "skewed" // the interval of the mean may be too narrow
  | "shared-rows" // every seed splits the same rows anew, so training sets overlap
  | "monte-carlo" // p and interval rest on random flips, of which the text tells how many
  | "unpaired" // no seed in common: compared as two samples
  | "log-scale" // values that are not positive have no logarithm
  | "opposite-means" // ratios point one way, the difference of the means the other
  | "unused-seeds" // recorded after the look that decided
  | "coupled" // initial kernels are drawn by position, so that variants begin alike
  | "held-stream" // a source of randomness is the same with every seed
  | "unclaimed"; // nobody knows what was asked before the results were known
