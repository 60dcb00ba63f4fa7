import { bisect } from "./bisect.ts";
import { regularizedBeta } from "./incomplete-beta.ts";
import {
  requireLevel,
  requireNumber,
  requirePositive,
  requireProbability,
} from "./require-argument.ts";

/**
 * The chance that a Student t is below or at t.
 *
 * @param t any number, infinite ones too
 * @param df degrees of freedom, positive, not only whole ones
 * @throws RangeError if an argument is outside
 */
export function tCdf(t: number, df: number): number {
  return tTail(-t, df);
}

/**
 * The chance that a Student t is above t, within 1e-12 of itself in either tail.
 *
 * @param t any number, infinite ones too
 * @param df degrees of freedom, positive, not only whole ones
 * @throws RangeError if an argument is outside
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions (1964), formula 26.7.1
 */
export function tTail(t: number, df: number): number {
  const half = twoSidedP(t, df) / 2;
  return t < 0 ? 1 - half : half;
}

/**
 * The chance that a Student t is at least as far from 0 as t; 0 for t beyond 1e150, whose square is
 * no number.
 *
 * @param t any number, infinite ones too
 * @param df degrees of freedom, positive, not only whole ones
 * @throws RangeError if an argument is outside
 */
export function twoSidedP(t: number, df: number): number {
  requireNumber("twoSidedP: t", t);
  requirePositive("twoSidedP: df", df);
  const ratio = t * (t / df);
  return regularizedBeta(1 / (1 + ratio), df / 2, 0.5, 1 / (1 + 1 / ratio));
}

/**
 * The number a Student t is below with chance p, if it is within 1e150 of 0; a number beyond that
 * for those farther out.
 *
 * @param p in [0, 1]; the ends give infinities
 * @param df degrees of freedom, positive, not only whole ones
 * @throws RangeError if an argument is outside
 */
export function tQuantile(p: number, df: number): number {
  requireProbability("tQuantile: p", p);
  requirePositive("tQuantile: df", df);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 0.5) return 0;
  // 1 - p is exact here, so that no digit of the tail is lost.
  if (p > 0.5) return -tQuantile(1 - p, df);
  const isNearer = (t: number) => tTail(t, df) > p;
  let far = 1;
  while (isNearer(far)) far *= 2;
  return -bisect(far === 1 ? 0 : far / 2, far, isNearer);
}

/**
 * The number a Student t is within, on both sides of 0, with chance `level`.
 *
 * @param level in (0, 1)
 * @param df degrees of freedom, positive, not only whole ones
 * @throws RangeError if an argument is outside
 */
export function tCritical(level: number, df: number): number {
  requireLevel("tCritical: level", level);
  return -tQuantile((1 - level) / 2, df);
}
