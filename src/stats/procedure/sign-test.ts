import { binomialCdf } from "../distribution/binomial.ts";

/** How often the sign went either way, and how likely a split as uneven is by chance. */
export interface SignTest {
  /** differences above 0 */
  readonly positive: number;
  /** differences below 0 */
  readonly negative: number;
  /** exact and two-sided; 1 if nothing but ties is left */
  readonly pValue: number;
}

/**
 * The sign test: assumes nothing of the differences but that either sign is as likely. Zeros are
 * dropped.
 *
 * @param differences one per seed; infinite ones count as signs; shape [n], n >= 0
 * @see W. J. Conover, Practical Nonparametric Statistics (3rd edition, 1999), section 3.4
 */
export function signTest(differences: readonly number[]): SignTest {
  const positive = differences.filter((difference) => difference > 0).length;
  const negative = differences.filter((difference) => difference < 0).length;
  return { positive, negative, pValue: fairSplitP(positive, negative) };
}

/**
 * Two-sided chance that a fair coin splits at least as unevenly: in [0, 1].
 *
 * @param heads a non-negative integer
 * @param tails a non-negative integer
 */
export function fairSplitP(heads: number, tails: number): number {
  return Math.min(1, 2 * binomialCdf(Math.min(heads, tails), heads + tails, 0.5));
}
