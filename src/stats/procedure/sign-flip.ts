import { RANDOM_SUBSET_COUNT, randomSubsets } from "./random-subsets.ts";
import { countSubsetSums } from "./subset-sums.ts";

/** Up to here all 2^n sign vectors are counted, which takes some milliseconds. */
export const EXACT_PAIR_COUNT_MAX = 30;

/** Sums that differ by less than this share of the sum of all |d| differ by rounding only. */
const TIE_SHARE = 1e-9;

export interface SignFlip {
  /** against a mean of 0: the share of sign vectors whose sum is as far from 0; in (0, 1] */
  readonly pValue: number;
  /** small if the mean is below 0: the share whose sum is as low; in (0, 1] */
  readonly pLess: number;
  /** small if the mean is above 0: the share whose sum is as high; in (0, 1] */
  readonly pGreater: number;
  /** false if the sign vectors are a random sample: still valid, but with Monte Carlo error */
  readonly isExact: boolean;
  /** sign vectors that were counted, the observed one among them */
  readonly flipCount: number;
}

/** How many sign vectors have a sum at least as far out as the observed one. */
interface FlipCounts {
  readonly low: number;
  readonly high: number;
  readonly either: number;
}

/**
 * Fisher's paired randomization test of the mean. The p-values are exact for differences that are
 * symmetric about 0, hence wherever the two variants could be exchanged: all 2^n sign vectors up to
 * n = 30, above that (count + 1) / (M + 1) of M = 32,767 random ones, for the same n the same ones.
 *
 * @param differences finite, one per shared seed, in any order; shape [n], n >= 0
 * @see R. A. Fisher, The Design of Experiments (1935), section 21; for random sign vectors:
 *   B. Phipson, G. K. Smyth, Permutation P-values Should Never Be Zero (2010), section 4
 */
export function signFlip(differences: readonly number[]): SignFlip {
  const isExact = differences.length <= EXACT_PAIR_COUNT_MAX;
  const flipCount = isExact ? 2 ** differences.length : RANDOM_SUBSET_COUNT + 1;
  const slack = tieSlack(differences);
  const counts = isExact ? countAll(differences, slack) : countRandom(differences, slack);
  return {
    pValue: counts.either / flipCount,
    pLess: counts.low / flipCount,
    pGreater: counts.high / flipCount,
    isExact,
    flipCount,
  };
}

/** What sums of these differences may deviate by and still be tied, in the differences' unit. */
export function tieSlack(differences: readonly number[]): number {
  return TIE_SHARE * differences.reduce((sum, difference) => sum + Math.abs(difference), 0);
}

/** Flipping a subset of sum s takes 2 s off the total: the new sum is as high where s <= 0. */
function countAll(differences: readonly number[], slack: number): FlipCounts {
  const high = countSubsetSums(differences, slack / 2);
  const low = countSubsetSums(
    differences.map((difference) => -difference),
    slack / 2,
  );
  const either = eitherOf({ low, high }, totalOf(differences), slack, 2 ** differences.length);
  return { low, high, either };
}

/** Twice the smaller side, so that p is at most alpha exactly where the interval leaves out 0. */
function eitherOf(
  { low, high }: Omit<FlipCounts, "either">,
  total: number,
  slack: number,
  flipCount: number,
): number {
  return Math.abs(total) <= slack ? flipCount : Math.min(flipCount, 2 * Math.min(low, high));
}

function countRandom(differences: readonly number[], slack: number): FlipCounts {
  const total = totalOf(differences);
  const flipped = randomSubsets(differences).sums.map((sum) => total - 2 * sum);
  const count = (isOut: (sum: number) => boolean) => 1 + flipped.filter(isOut).length;
  const low = count((sum) => sum <= total + slack);
  const high = count((sum) => sum >= total - slack);
  return { low, high, either: eitherOf({ low, high }, total, slack, RANDOM_SUBSET_COUNT + 1) };
}

function totalOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
