/** A range that holds the true value with the probability `level`, over repetitions. */
export interface Interval {
  /** may be -Infinity */
  readonly low: number;
  /** may be Infinity */
  readonly high: number;
  /** in (0, 1) */
  readonly level: number;
}
