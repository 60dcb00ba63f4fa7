import { requireNumber, requireProbability } from "./require-argument.ts";

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/** Inside, the series about 0; outside, the continued fraction of the tail. */
const SERIES_END = 2.5;
/** Enough of the fraction's levels for the last bit at SERIES_END and beyond. */
const FRACTION_LEVELS = 60;

/**
 * The chance that a standard normal is below z, within 1e-12 of itself in either tail; the chance
 * to be above is `normalCdf(-z)`.
 *
 * @param z any number, infinite ones too
 * @throws RangeError if z is NaN
 * @see NIST Digital Library of Mathematical Functions, 7.6.2 and 7.9.1
 */
export function normalCdf(z: number): number {
  requireNumber("normalCdf: z", z);
  if (Math.abs(z) < SERIES_END) return 0.5 + normalDensity(z) * centreSeries(z);
  return z < 0 ? tail(-z) : 1 - tail(z);
}

/**
 * The number a standard normal is below with chance p.
 *
 * @param p in [0, 1]; the ends give infinities
 * @throws RangeError if p is outside
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions (1964), formula 26.2.23 as a start
 */
export function normalQuantile(p: number): number {
  requireProbability("normalQuantile: p", p);
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return Number.NEGATIVE_INFINITY;
  const t = Math.sqrt(-2 * Math.log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = numerator / denominator - t;
  // Halley's steps cube the error, which starts below 4.5e-4.
  for (let step = 0; step < 2; step++) {
    const excess = (normalCdf(z) - p) / normalDensity(z);
    z -= excess / (1 + (z * excess) / 2);
  }
  return z;
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / ROOT_TWO_PI;
}

/** z + z^3 / 3 + z^5 / 15 + ..., which times the density is the chance to be between 0 and z. */
function centreSeries(z: number): number {
  let [sum, term] = [0, z];
  for (let odd = 1; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (z * z) / (odd + 2);
  }
  return sum;
}

function tail(z: number): number {
  let fraction = z;
  for (let level = FRACTION_LEVELS; level > 0; level--) fraction = z + level / fraction;
  return normalDensity(z) / fraction;
}
