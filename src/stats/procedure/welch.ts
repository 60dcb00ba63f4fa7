import { requireLevel } from "../distribution/require-argument.ts";
import { tCritical, twoSidedP } from "../distribution/student-t.ts";
import type { Interval } from "../interval.ts";
import { moments } from "../moments.ts";

/** Welch's test of whether two means are equal, in the samples' own unit where it has one. */
export interface Welch {
  /** difference / standardError */
  readonly t: number;
  /** Satterthwaite's degrees of freedom, rarely a whole number */
  readonly df: number;
  /** two-sided */
  readonly pValue: number;
  /** mean of a minus mean of b */
  readonly difference: number;
  readonly standardError: number;
}

/**
 * Welch's t-test for samples that are not paired, of any sizes and variances: nearly exact for
 * normal values.
 *
 * @param a finite; shape [n]
 * @param b finite; shape [m]
 * @returns null where either has fewer than two values or neither varies
 * @see B. L. Welch, The Generalization of Student's Problem, Biometrika 34 (1947)
 */
export function welch(a: readonly number[], b: readonly number[]): Welch | null {
  const [ofA, ofB] = [moments(a), moments(b)];
  if (ofA.sd === null || ofB.sd === null || (ofA.sd === 0 && ofB.sd === 0)) return null;
  const [errorA, errorB] = [ofA.sd / Math.sqrt(a.length), ofB.sd / Math.sqrt(b.length)];
  const standardError = Math.hypot(errorA, errorB);
  const difference = ofA.mean! - ofB.mean!;
  // Shares of the variance: their squares stay in range where those of the errors would not.
  const [shareA, shareB] = [(errorA / standardError) ** 2, (errorB / standardError) ** 2];
  const df = 1 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const t = difference / standardError;
  return { t, df, pValue: twoSidedP(t, df), difference, standardError };
}

/**
 * Welch's interval for mean of a minus mean of b.
 *
 * @param level in (0, 1)
 * @returns null where `welch` is
 * @throws RangeError if level is outside
 */
export function welchInterval(
  a: readonly number[],
  b: readonly number[],
  level: number,
): Interval | null {
  requireLevel("welchInterval: level", level);
  const test = welch(a, b);
  if (test === null) return null;
  const half = tCritical(level, test.df) * test.standardError;
  return { low: test.difference - half, high: test.difference + half, level };
}
