import { fairSplitP } from "./sign-test.ts";

/**
 * McNemar's exact test: is something as likely on one side of a pair as on the other? Only pairs
 * in which the sides differ say anything of it.
 *
 * @param onlyA pairs in which it happened on side a alone, a non-negative integer
 * @param onlyB pairs in which it happened on side b alone, a non-negative integer
 * @returns two-sided p; 1 if there is no such pair
 * @throws RangeError if a count is not such an integer
 * @see Q. McNemar, Note on the Sampling Error of the Difference between Correlated Proportions,
 *   Psychometrika 12 (1947); exact in A. Agresti, Categorical Data Analysis, section 10.1
 */
export function mcnemar(onlyA: number, onlyB: number): number {
  if (![onlyA, onlyB].every((count) => Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`mcnemar: counts must be integers from 0, got ${onlyA} and ${onlyB}`);
  }
  return fairSplitP(onlyA, onlyB);
}
