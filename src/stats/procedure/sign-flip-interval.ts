import type { Interval } from "../interval.ts";
import { randomSubsets } from "./random-subsets.ts";
import { EXACT_PAIR_COUNT_MAX, tieSlack } from "./sign-flip.ts";
import { kthSubsetMean } from "./subset-means.ts";

/** Values that cut the line into equally probable pieces: the means of the non-empty subsets. */
interface SubsetMeans {
  readonly count: number;
  /** the k-th smallest and the k-th largest, k from 1 */
  readonly ends: (k: number) => readonly [low: number, high: number];
}

/** `signFlipIntervals` for one level. */
export function signFlipInterval(differences: readonly number[], level: number): Interval | null {
  return signFlipIntervals(differences, [level])[0]!;
}

/**
 * The means that `signFlip` does not refute, for each level: between the k-th smallest and the k-th
 * largest mean of a non-empty subset, k = floor((1 - level) / 2 * 2^n). Exact for differences that
 * are symmetric about their mean, whatever their distribution; the level returned is the one
 * reached, 1 - 2 k / 2^n, a little above the one asked for. Above n = 30 the subsets are a random
 * sample of 32,767, for the same n always the same: the level still holds over samples, but another
 * sample would move the ends a little. An end that is 0 up to rounding is exactly 0.
 *
 * @param differences finite, one per shared seed, in any order; shape [n], n >= 0
 * @param levels each in (0, 1)
 * @returns null where k = 0, as no interval has so high a level (at 0.95 below n = 6)
 * @throws RangeError if a level is outside
 * @see J. A. Hartigan, Using subsample values as typical values, Journal of the American
 *   Statistical Association 64 (1969), theorems 1 and 2
 */
export function signFlipIntervals(
  differences: readonly number[],
  levels: readonly number[],
): (Interval | null)[] {
  const isExact = differences.length <= EXACT_PAIR_COUNT_MAX;
  const means = isExact ? allMeans(differences) : randomMeans(differences);
  const slack = tieSlack(differences) / Math.max(1, differences.length);
  const snap = (end: number) => (Math.abs(end) <= slack ? 0 : end);
  return levels.map((level) => {
    if (!(level > 0 && level < 1)) {
      throw new RangeError(`signFlipIntervals: level must be in (0, 1), got ${level}`);
    }
    const pieceCount = means.count + 1;
    const k = Math.floor(((1 - level) / 2) * pieceCount);
    if (k === 0) return null;
    const [low, high] = means.ends(k);
    return { low: snap(low), high: snap(high), level: 1 - (2 * k) / pieceCount };
  });
}

function allMeans(differences: readonly number[]): SubsetMeans {
  const negated = differences.map((difference) => -difference);
  const ends = (k: number) => [kthSubsetMean(differences, k), -kthSubsetMean(negated, k)] as const;
  return { count: 2 ** differences.length - 1, ends };
}

function randomMeans(differences: readonly number[]): SubsetMeans {
  const { sums, sizes } = randomSubsets(differences);
  const means = sums
    .map((sum, subset) => sum / sizes[subset]!)
    .filter(Number.isFinite)
    .sort();
  return { count: means.length, ends: (k) => [means[k - 1]!, means[means.length - k]!] };
}
