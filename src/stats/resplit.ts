/** A variant's seeds that each split the same rows, so that their training sets overlap. */
export interface Resplit {
  readonly kind: "random" | "folds";
  /** rows that validate by rows that train, > 0 */
  readonly ratio: number;
}

/**
 * How many times as wide the interval of a mean over such runs ought to be for a claim about new
 * data: the variance of the mean is (1 / n + ratio) of that of one value in place of 1 / n.
 *
 * @param n runs, or pairs of them
 * @see Nadeau and Bengio: Inference for the Generalization Error (2003), section 3.3
 */
export function wideningFor(n: number, { ratio }: Resplit): number {
  return Math.sqrt(1 + n * ratio);
}
