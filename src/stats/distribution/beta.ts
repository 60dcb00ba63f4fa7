import { bisect } from "./bisect.ts";
import { regularizedBeta } from "./incomplete-beta.ts";
import { requirePositive, requireProbability } from "./require-argument.ts";

/**
 * The number a Beta(a, b) is below with chance p.
 *
 * @param p in [0, 1]
 * @param a positive
 * @param b positive
 * @throws RangeError if an argument is outside
 */
export function betaQuantile(p: number, a: number, b: number): number {
  requireProbability("betaQuantile: p", p);
  requirePositive("betaQuantile: a", a);
  requirePositive("betaQuantile: b", b);
  if (p === 0 || p === 1) return p;
  return bisect(0, 1, (x) => regularizedBeta(x, a, b) < p);
}
