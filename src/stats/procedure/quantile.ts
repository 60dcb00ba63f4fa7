import { requireProbability } from "../distribution/require-argument.ts";

/**
 * The value a share p of the sample is below, by linear interpolation between the order statistics
 * (type 7, the default of R and NumPy).
 *
 * @param values finite, in any order; shape [n], n >= 0
 * @param p in [0, 1]
 * @returns null if there is no value
 * @throws RangeError if p is outside
 * @see R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, The American Statistician
 *   50 (1996), definition 7
 */
export function quantile(values: readonly number[] | Float64Array, p: number): number | null {
  requireProbability("quantile: p", p);
  const sorted = Float64Array.from(values).sort();
  const place = p * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (lower === undefined || upper === undefined) return null;
  return lower + (place - Math.floor(place)) * (upper - lower);
}
