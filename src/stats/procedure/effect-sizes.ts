import { stirlingCorrection } from "../distribution/log-gamma.ts";
import { moments } from "../moments.ts";

/**
 * Cohen's d: mean of a minus mean of b, in pooled standard deviations.
 *
 * @param a finite; shape [n]
 * @param b finite; shape [m]
 * @returns null where either has fewer than two values or neither varies
 * @see J. Cohen, Statistical Power Analysis for the Behavioral Sciences (2nd edition, 1988), 2.5.1
 */
export function cohenD(a: readonly number[], b: readonly number[]): number | null {
  const [ofA, ofB] = [moments(a), moments(b)];
  if (ofA.sd === null || ofB.sd === null) return null;
  const [sumA, sumB] = [Math.sqrt(a.length - 1) * ofA.sd, Math.sqrt(b.length - 1) * ofB.sd];
  const pooled = Math.hypot(sumA, sumB) / Math.sqrt(a.length + b.length - 2);
  return pooled === 0 ? null : (ofA.mean! - ofB.mean!) / pooled;
}

/**
 * Hedges' g: Cohen's d without its bias for small samples.
 *
 * @returns null where `cohenD` is
 * @see L. V. Hedges, Distribution Theory for Glass's Estimator of Effect Size, Journal of
 *   Educational Statistics 6 (1981), formula 6e
 */
export function hedgesG(a: readonly number[], b: readonly number[]): number | null {
  const d = cohenD(a, b);
  return d === null ? null : d * hedgesCorrection(a.length + b.length - 2);
}

/**
 * The mean difference in standard deviations of the differences: what the power of a paired test
 * depends on.
 *
 * @param differences finite, one per seed; shape [n]
 * @returns null below two differences, and where they are all equal
 */
export function cohenDz(differences: readonly number[]): number | null {
  const { mean, sd } = moments(differences);
  return mean === null || !sd ? null : mean / sd;
}

/** `cohenDz` without its bias for small samples; null where that is and below three differences. */
export function hedgesGz(differences: readonly number[]): number | null {
  const dz = cohenDz(differences);
  return dz === null || differences.length < 3
    ? null
    : dz * hedgesCorrection(differences.length - 1);
}

/**
 * The factor that takes the bias from an effect size in estimated standard deviations, exactly:
 * gamma(m / 2) / (sqrt(m / 2) gamma((m - 1) / 2)), in (0, 1).
 *
 * @param df degrees of freedom m of the standard deviation, above 1: at 1 the mean is infinite
 * @throws RangeError if df is not
 * @see Hedges (1981), as `hedgesG`
 */
export function hedgesCorrection(df: number): number {
  if (!(df > 1)) throw new RangeError(`hedgesCorrection: df must be above 1, got ${df}`);
  // Stirling's formula for both, so that no large logarithms are subtracted.
  const powers = ((df - 2) / 2) * Math.log1p(-1 / df);
  const corrections = stirlingCorrection(df / 2) - stirlingCorrection((df - 1) / 2);
  return Math.exp(corrections - powers - 0.5);
}

/**
 * Cliff's delta: the share of cross pairs in which a is above b, less the share in which it is
 * below; in [-1, 1]. O((n + m) log (n + m)).
 *
 * @param a shape [n], n >= 1
 * @param b shape [m], m >= 1
 * @returns null where either is empty
 * @see N. Cliff, Dominance Statistics, Psychological Bulletin 114 (1993)
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const sorted = Float64Array.from(b).sort();
  let excess = 0;
  for (const value of a) {
    const below = countWhile(sorted, (other) => other < value);
    const notAbove = countWhile(sorted, (other) => other <= value);
    excess += below - (sorted.length - notAbove);
  }
  return excess / (a.length * b.length);
}

/**
 * The chance that a value of a is below one of b, ties counting half: the probability of
 * improvement where lower is better, in [0, 1]. One less Vargha and Delaney's A12.
 *
 * @returns null where either is empty
 * @see A. Vargha, H. D. Delaney, A Critique and Improvement of the CL Common Language Effect Size
 *   Statistics, Journal of Educational and Behavioral Statistics 25 (2000)
 */
export function probabilityLower(a: readonly number[], b: readonly number[]): number | null {
  const delta = cliffsDelta(a, b);
  return delta === null ? null : (1 - delta) / 2;
}

/** How many of the first values a condition holds for that holds for no later one. */
function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
