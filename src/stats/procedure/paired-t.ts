import { requireLevel } from "../distribution/require-argument.ts";
import { tCritical, tTail, twoSidedP } from "../distribution/student-t.ts";
import type { Interval } from "../interval.ts";
import { moments } from "../moments.ts";
import { withResolution } from "../resolution.ts";

/** Student's test of whether the mean difference is 0. */
export interface PairedT {
  /** mean / (sd / sqrt(n)) */
  readonly t: number;
  /** n - 1 */
  readonly df: number;
  /** two-sided */
  readonly pValue: number;
  /** against a mean below 0: small if the differences are low */
  readonly pLess: number;
  /** against a mean above 0 */
  readonly pGreater: number;
}

/**
 * The paired t-test: exact for independent differences from one normal distribution.
 *
 * @param differences finite, one per seed; shape [n]
 * @param resolution the step the differences are rounded to, see `resolutionOf`; >= 0
 * @returns null below two differences, and where they are all equal: t does not exist then
 * @see Student, The Probable Error of a Mean, Biometrika 6 (1908)
 */
export function pairedT(differences: readonly number[], resolution = 0): PairedT | null {
  const { mean, sd } = moments(differences);
  if (mean === null || !sd) return null;
  const standardError = withResolution(sd, resolution) / Math.sqrt(differences.length);
  const [t, df] = [mean / standardError, differences.length - 1];
  return { t, df, pValue: twoSidedP(t, df), pLess: tTail(-t, df), pGreater: tTail(t, df) };
}

/**
 * Student's interval for the mean difference.
 *
 * @param differences finite, one per seed; shape [n]
 * @param level in (0, 1)
 * @param resolution the step the differences are rounded to, see `resolutionOf`; >= 0
 * @returns null below two differences; a single point where they are all equal
 * @throws RangeError if level is outside
 */
export function pairedTInterval(
  differences: readonly number[],
  level: number,
  resolution = 0,
): Interval | null {
  requireLevel("pairedTInterval: level", level);
  if (differences.length < 2) return null;
  return meanInterval(differences, tCritical(level, differences.length - 1), level, resolution);
}

/**
 * The mean difference, give or take `critical` standard errors: what every interval for a mean
 * here is, whether one looks once or after each seed.
 *
 * @param differences finite, one per seed; shape [n]
 * @param critical non-negative; Infinity gives the whole line
 * @param level what the caller knows the critical value to reach, in (0, 1)
 * @param resolution the step the differences are rounded to, see `resolutionOf`; >= 0
 * @returns null below two differences
 */
export function meanInterval(
  differences: readonly number[],
  critical: number,
  level: number,
  resolution = 0,
): Interval | null {
  const { mean, sd } = moments(differences);
  if (mean === null || sd === null) return null;
  // An infinite multiple of no spread is still no knowledge: not 0, and not NaN.
  const standardError = withResolution(sd, resolution) / Math.sqrt(differences.length);
  const half = critical === Number.POSITIVE_INFINITY ? critical : critical * standardError;
  return { low: mean - half, high: mean + half, level };
}
