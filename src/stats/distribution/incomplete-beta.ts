import { stirlingCorrection } from "./log-gamma.ts";
import { requirePositive, requireProbability } from "./require-argument.ts";

/** The fraction needs fewer steps than the root of the larger parameter. */
const STEP_COUNT_MAX = 1e5;

/** Beyond, fewer than ten digits are right. */
const PARAMETER_MAX = 1e10;

/** Stands in for a denominator of zero in Lentz's method. */
const TINY = 1e-300;

/**
 * The regularized incomplete beta function I_x(a, b): the chance that a Beta(a, b) is below x. Its
 * complement is `regularizedBeta(1 - x, b, a, x)`, which stays exact where 1 - I_x would cancel.
 *
 * @param x in [0, 1]
 * @param a positive, up to 1e10; to 1e4 the result is within 1e-12 of itself, then digits are lost
 * @param b as a
 * @param complement 1 - x; to be given if the caller knows more of its digits
 * @throws RangeError if an argument is outside
 * @see NIST Digital Library of Mathematical Functions, 8.17.4 and 8.17.22
 */
export function regularizedBeta(x: number, a: number, b: number, complement = 1 - x): number {
  requireProbability("regularizedBeta: x", x);
  requirePositive("regularizedBeta: a", a);
  requirePositive("regularizedBeta: b", b);
  if (Math.max(a, b) > PARAMETER_MAX) {
    throw new RangeError(`regularizedBeta: a and b must be up to 1e10, got ${a} and ${b}`);
  }
  if (x === 0 || complement === 0) return x;
  // The fraction converges fast on the side of the mean where less than about half lies.
  return x > (a + 1) / (a + b + 2)
    ? 1 - lowerBeta(complement, x, b, a)
    : lowerBeta(x, complement, a, b);
}

function lowerBeta(x: number, complement: number, a: number, b: number): number {
  return Math.min(1, (betaPower(x, complement, a, b) * betaFraction(x, a, b)) / a);
}

/**
 * x^a (1 - x)^b / B(a, b), with the powers taken relative to their maximum at x = a / (a + b), so
 * that large parameters do not cost digits.
 *
 * @see C. Loader, Fast and Accurate Computation of Binomial Probabilities (2000), formula 3
 */
function betaPower(x: number, complement: number, a: number, b: number): number {
  const excess = b * x - a * complement;
  const powers =
    a * logRatio((x * (a + b)) / a, excess / a) +
    b * logRatio((complement * (a + b)) / b, -excess / b);
  const correction = stirlingCorrection(a + b) - stirlingCorrection(a) - stirlingCorrection(b);
  return Math.sqrt((a / (a + b)) * (b / (2 * Math.PI))) * Math.exp(powers + correction);
}

/** The logarithm of a ratio from whichever has more digits, the ratio itself or ratio - 1. */
function logRatio(ratio: number, lessOne: number): number {
  return Math.abs(lessOne) < 0.5 ? Math.log1p(lessOne) : Math.log(ratio);
}

/** The continued fraction of I_x(a, b), by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonzero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= STEP_COUNT_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= c * d;
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return fraction;
}

function nonzero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
