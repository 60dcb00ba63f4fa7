import { regularizedBeta } from "./incomplete-beta.ts";
import { requireProbability } from "./require-argument.ts";

/**
 * The chance of at most k successes in n independent trials, within 1e-12 of itself.
 *
 * @param k an integer; below 0 the chance is 0, from n on 1
 * @param n a non-negative integer
 * @param p the chance of one success, in [0, 1]
 * @throws RangeError if an argument is outside
 * @see NIST Digital Library of Mathematical Functions, 8.17.5
 */
export function binomialCdf(k: number, n: number, p: number): number {
  requireProbability("binomialCdf: p", p);
  if (!Number.isSafeInteger(k) || !Number.isSafeInteger(n) || n < 0) {
    throw new RangeError(`binomialCdf: k and n must be whole numbers, n >= 0, got ${k} and ${n}`);
  }
  if (k < 0) return 0;
  return k >= n ? 1 : regularizedBeta(1 - p, n - k, k + 1, p);
}
