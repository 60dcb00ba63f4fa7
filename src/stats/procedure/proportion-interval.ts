import { betaQuantile } from "../distribution/beta.ts";
import { normalQuantile } from "../distribution/normal.ts";
import { requireLevel } from "../distribution/require-argument.ts";
import type { Interval } from "../interval.ts";

/**
 * Clopper and Pearson's interval for a proportion: covers with at least `level`, whatever the
 * proportion.
 *
 * @param successes integer in [0, n]
 * @param n integer, at least 1
 * @param level in (0, 1)
 * @throws RangeError if an argument is outside
 * @see C. J. Clopper, E. S. Pearson, The Use of Confidence or Fiducial Limits, Biometrika 26 (1934)
 */
export function clopperPearson(successes: number, n: number, level: number): Interval {
  requireCounts("clopperPearson", successes, n);
  requireLevel("clopperPearson: level", level);
  const failures = n - successes;
  const low = successes === 0 ? 0 : betaQuantile((1 - level) / 2, successes, failures + 1);
  const high = failures === 0 ? 1 : betaQuantile((1 + level) / 2, successes + 1, failures);
  return { low, high, level };
}

/**
 * Wilson's score interval for a proportion: shorter, and covers with `level` on average over
 * proportions only. No continuity correction.
 *
 * @param successes integer in [0, n]
 * @param n integer, at least 1
 * @param level in (0, 1)
 * @throws RangeError if an argument is outside
 * @see E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference,
 *   Journal of the American Statistical Association 22 (1927)
 */
export function wilson(successes: number, n: number, level: number): Interval {
  requireCounts("wilson", successes, n);
  requireLevel("wilson: level", level);
  const square = normalQuantile((1 - level) / 2) ** 2;
  const spread = Math.sqrt(square * (square / 4 + (successes * (n - successes)) / n));
  const sum = successes + square / 2 + spread;
  // The ends are the roots of a quadratic; the small one from their product, lest digits cancel.
  const high = successes === n ? 1 : sum / (n + square);
  return { low: successes ** 2 / n / sum, high, level };
}

function requireCounts(where: string, successes: number, n: number): void {
  const areIntegers = Number.isSafeInteger(successes) && Number.isSafeInteger(n);
  if (!areIntegers || n < 1 || successes < 0 || successes > n) {
    throw new RangeError(`${where}: needs 0 to n of n >= 1 successes, got ${successes} of ${n}`);
  }
}
