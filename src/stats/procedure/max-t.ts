import { columnShares, flippedMaxima } from "./flipped-maxima.ts";

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
