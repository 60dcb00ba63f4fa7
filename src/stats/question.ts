/**
 * Which one value stands for a run's series: that of its last epoch, of its best epoch by the
 * direction, the mean over its epochs (auc), or that of epoch N, counted from 1.
 */
export type At = "last" | "best" | "auc" | `epoch:${number}`;

/** Which end of a metric is the good one. */
export type Direction = "min" | "max";

/**
 * How the number of seeds is chosen. fixed: beforehand; budget: after each look of a schedule, up
 * to a number declared beforehand; open-ended: after any look, without end.
 */
export type Mode = "fixed" | "budget" | "open-ended";

/** log: differences of logarithms, for positive metrics whose spread grows with their size. */
export type Scale = "linear" | "log";

/** The question put to the runs: fixed before them, it is a claim. */
export interface Question {
  readonly metric: string;
  readonly at: At;
  readonly direction: Direction;
  /** null: no variant yet */
  readonly baseline: string | null;
  readonly pairs: "baseline" | "all";
  /** error probability of all comparisons together, in (0, 0.5) */
  readonly alpha: number;
  /** what still counts as no difference, in units of the metric (scale log: as a share), > 0 */
  readonly margin: number | null;
  readonly mode: Mode;
  readonly scale: Scale;
  /** numbers of pairs after which one may look at the verdict, ascending; null: at the end */
  readonly looks: readonly number[] | null;
  /** the value a diverged run counts with; null: none, it has no value */
  readonly failureValue: number | null;
}

/** The margin in the unit of the differences; on the log scale they are of logarithms. */
export function marginOf({ margin, scale }: Question): number | null {
  return margin !== null && scale === "log" ? Math.log1p(margin) : margin;
}
