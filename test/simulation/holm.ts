import { requireProbability } from "../../src/stats/distribution/require-argument.ts";

/**
 * Holm's adjusted p-values: rejecting those up to alpha keeps the chance of any false rejection at
 * alpha, however the tests depend on each other.
 *
 * @param pValues each in [0, 1]; shape [m], m >= 0
 * @returns shape [m], in the given order
 * @throws RangeError if a p-value is outside
 * @see S. Holm, A Simple Sequentially Rejective Multiple Test Procedure, Scandinavian Journal of
 *   Statistics 6 (1979)
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) requireProbability("holm: each p", p);
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    largest = Math.min(1, Math.max(largest, (pValues.length - rank) * p));
    adjusted[index] = largest;
  }
  return adjusted;
}
