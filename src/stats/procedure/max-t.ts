import type { Interval } from "../interval.ts";
import { moments } from "../moments.ts";
import { resolutionOf, withResolution } from "../resolution.ts";
import { centredRows, columnShares, flippedMaxima } from "./flipped-maxima.ts";

/** Below so many rows no two-sided p-value reaches 0.05: the least is 2 / 2^n. */
const ROW_COUNT_MIN = 6;

/** Roots of shares, all in [0, 1], that differ by less than this differ by rounding only. */
const TIE_SLACK = 1e-9;

export interface MaxT {
  /** against "no epoch differs"; in (0, 1]; the smallest of `adjustedP` */
  readonly globalP: number;
  /** per epoch, adjusted for all of them; in (0, 1]; shape [E] */
  readonly adjustedP: readonly number[];
}

/**
 * In which epochs do two learning curves differ? Signs of whole rows are flipped, and each epoch's
 * |t| is compared with the largest |t| over all epochs: the probability of a single false finding
 * is at most alpha where rows are symmetric about 0 as wholes. Exact up to n = 16; above that with
 * 9,999 random flips, or as few as 999 for many rows (`flippedMaxima`), and (count + 1) / (M + 1).
 *
 * @param rows per seed the differences in each epoch, finite; shape [n][E], E >= 1
 * @returns null below n = 6, where no p-value can reach 0.05
 * @see P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), section 2.3
 *   (single-step maxT); T. E. Nichols, A. P. Holmes, Nonparametric Permutation Tests for
 *   Functional Neuroimaging, Human Brain Mapping 15 (2002), section "Single threshold test"
 */
export function maxT(rows: readonly (readonly number[])[]): MaxT | null {
  if (rows.length < ROW_COUNT_MIN) return null;
  const maxima = flippedMaxima(rows).sort();
  const adjustedP = columnShares(rows).map((share) => {
    const limit = Math.max(0, Math.sqrt(share) - TIE_SLACK) ** 2;
    return (maxima.length - countBelow(maxima, limit)) / maxima.length;
  });
  return { globalP: Math.min(...adjustedP), adjustedP };
}

/** One column's mean among those of all columns. */
export interface JointMean {
  /** against a mean of 0; in (0, 1]; at most an alpha exactly where its interval excludes 0 */
  readonly adjustedP: number;
  /** for each alpha; null where all values of the column are equal, or alpha is below 1 / M */
  readonly intervals: readonly (Interval | null)[];
}

/**
 * Intervals that hold the means of all columns at once, and the p-values that invert them: mean ± c
 * sd / sqrt(n), with one c for all columns. The signs of whole rows are flipped, each value taken
 * about its column's mean, and c is the k-th largest of the M flips' largest |t|, k = floor(alpha
 * M); p is the share of flips whose largest |t| is as far out as the column's own. The flip that
 * changes no sign would have t = 0 everywhere; what was observed counts in its place.
 *
 * About their means the values do not depend on the true ones: the intervals are as good whichever
 * columns differ. Flips about 0 are exact where none does, but where all of 9 do, their intervals
 * miss in 13 of 100 cases in place of 5 (simulated, n = 12). These here are approximate: simulated,
 * those of 2 to 19 columns that share a baseline miss in 2 to 5 of 100, least for heavy tails.
 *
 * @param rows finite; shape [n][E], n >= 2, E >= 1; from n = 17 on the flips are a random sample,
 *   as in `flippedMaxima`
 * @param alphas each in (0, 1); intervals have level 1 - k / M, at least 1 - alpha
 * @returns shape [E]
 * @see P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), sections 2.3 and 2.4
 *   (single-step maxT, residuals); B. Phipson, G. K. Smyth, Permutation P-values Should Never Be
 *   Zero (2010), for the observed one among the flips
 */
export function jointMeans(
  rows: readonly (readonly number[])[],
  alphas: readonly number[],
): JointMean[] {
  // All but the flip that changes nothing.
  const maxima = flippedMaxima(centredRows(rows)).subarray(1).sort();
  const criticals = alphas.map((alpha) => criticalShare(maxima, alpha));
  return rows[0]!.map((_, column) => {
    const values = rows.map((row) => row[column]!);
    const adjustedP = pValueOf(rootShare(values), maxima);
    const intervals = criticals.map((critical, index) => {
      return critical && around(values, critical, adjustedP <= alphas[index]!);
    });
    return { adjustedP, intervals };
  });
}

interface Critical {
  /** a `columnShares` value */
  readonly share: number;
  /** reached, at least 1 - alpha */
  readonly level: number;
}

/** Null where not even the largest of all flips would do. */
function criticalShare(maxima: Float64Array, alpha: number): Critical | null {
  const flipCount = maxima.length + 1;
  // p = k / M <= alpha has to hold for this k and for no larger one, whatever rounding does.
  let k = Math.ceil(alpha * flipCount);
  while (k / flipCount > alpha) k--;
  return k === 0 ? null : { share: maxima[maxima.length - k]!, level: 1 - k / flipCount };
}

/** The root of a column's share: |t| / sqrt(n - 1 + t^2), 1 for values that are all equal. */
function rootShare(values: readonly number[]): number {
  const { mean, sd } = coarseMoments(values);
  if (mean === 0) return 0;
  const t = mean / (sd / Math.sqrt(values.length));
  return Number.isFinite(t) ? Math.abs(t) / Math.sqrt(values.length - 1 + t * t) : 1;
}

/** With what rounding hides of the spread, where many values are tied. */
function coarseMoments(values: readonly number[]): { mean: number; sd: number } {
  const { mean, sd } = moments(values);
  return { mean: mean!, sd: withResolution(sd!, resolutionOf(values)) };
}

/** The observed one is as far out as itself. */
function pValueOf(root: number, maxima: Float64Array): number {
  const limit = Math.max(0, root - TIE_SLACK) ** 2;
  return (1 + maxima.length - countBelow(maxima, limit)) / (maxima.length + 1);
}

/** Null without spread; else rounding is not let decide on which side of 0 an end lies. */
function around(
  values: readonly number[],
  { share, level }: Critical,
  excludesZero: boolean,
): Interval | null {
  const { mean, sd } = coarseMoments(values);
  if (sd === 0) return null;
  const t = Math.sqrt(((values.length - 1) * share) / Math.max(0, 1 - share));
  const reach = (t * sd) / Math.sqrt(values.length);
  const [low, high] = [mean - reach, mean + reach];
  if (excludesZero) return { low, high, level };
  return { low: Math.min(0, low), high: Math.max(0, high), level };
}

/** How many of the ascending values are below the limit. */
function countBelow(sorted: Float64Array, limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
