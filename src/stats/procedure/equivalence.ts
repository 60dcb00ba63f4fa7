import { requirePositive } from "../distribution/require-argument.ts";
import { tTail } from "../distribution/student-t.ts";
import { moments } from "../moments.ts";
import { welch } from "./welch.ts";

/** Two one-sided tests: is the difference above -margin, and is it below +margin? */
export interface Equivalence {
  /** against a difference of -margin or less */
  readonly pLower: number;
  /** against a difference of +margin or more */
  readonly pUpper: number;
  /** the larger of the two: at most alpha exactly if the 1 - 2 alpha interval is inside */
  readonly pValue: number;
}

/**
 * Equivalence of paired samples, by Student's t.
 *
 * @param differences finite, one per seed; shape [n]
 * @param margin the smallest difference that matters, positive, in the differences' unit
 * @returns null below two differences, and where they are all equal
 * @throws RangeError if margin is not positive
 * @see D. J. Schuirmann, A Comparison of the Two One-Sided Tests Procedure and the Power Approach,
 *   Journal of Pharmacokinetics and Biopharmaceutics 15 (1987)
 */
export function tostPaired(differences: readonly number[], margin: number): Equivalence | null {
  const { mean, sd } = moments(differences);
  requirePositive("tostPaired: margin", margin);
  if (mean === null || !sd) return null;
  const standardError = sd / Math.sqrt(differences.length);
  return oneSidedTests(mean, standardError, differences.length - 1, margin);
}

/**
 * Equivalence of samples that are not paired, by Welch's t; as `tostPaired`.
 *
 * @returns null where `welch` is
 * @throws RangeError if margin is not positive
 */
export function tostWelch(
  a: readonly number[],
  b: readonly number[],
  margin: number,
): Equivalence | null {
  const test = welch(a, b);
  requirePositive("tostWelch: margin", margin);
  return test && oneSidedTests(test.difference, test.standardError, test.df, margin);
}

function oneSidedTests(
  difference: number,
  standardError: number,
  df: number,
  margin: number,
): Equivalence {
  const pLower = tTail((difference + margin) / standardError, df);
  const pUpper = tTail((margin - difference) / standardError, df);
  return { pLower, pUpper, pValue: Math.max(pLower, pUpper) };
}
