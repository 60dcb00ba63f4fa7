import { normalCdf } from "../distribution/normal.ts";
import { midranks } from "./midranks.ts";

/** Up to so many cross pairs all splits are counted, which takes at most some 0.1 s. */
const EXACT_CROSS_PAIR_COUNT_MAX = 2500;

export interface MannWhitney {
  /** cross pairs in which `a` is larger, ties as half; in [0, length of a times that of b] */
  readonly u: number;
  /** two-sided, in (0, 1]; 1 if a sample is empty or all values are equal */
  readonly pValue: number;
  /** false if the p-value is the normal approximation */
  readonly isExact: boolean;
}

/**
 * Mann and Whitney's test of equal distributions (not of equal means: unequal spreads alone can
 * make it reject). Tied values share their mean rank; up to 2,500 cross pairs the p-value counts
 * all splits of just these ranks and is exact with ties, above that it is `rankSumNormalP`.
 *
 * @param a one sample, not NaN; shape [m]
 * @param b the other; shape [n]
 * @see H. B. Mann, D. R. Whitney, On a Test of Whether One of Two Random Variables is
 *   Stochastically Larger than the Other, Annals of Mathematical Statistics 18 (1947);
 *   for ties E. L. Lehmann, Nonparametrics (1975), section 1.4
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  const ranks = midranks([...a, ...b]);
  const rankSum = ranks.slice(0, a.length).reduce((total, rank) => total + rank, 0);
  const isExact = a.length * b.length <= EXACT_CROSS_PAIR_COUNT_MAX;
  const pValueOf = isExact ? rankSumExactP : rankSumNormalP;
  return {
    u: rankSum - (a.length * (a.length + 1)) / 2,
    pValue: pValueOf(ranks, a.length, rankSum),
    isExact,
  };
}

/**
 * Two-sided p-value of a rank sum by the normal approximation with the variance of the actual
 * ranks, hence corrected for ties, and with continuity correction; 1 if all ranks are equal.
 *
 * @param ranks of both samples together; shape [N]
 * @param size of the sample whose ranks are summed, in [0, N]
 * @param rankSum the sum of its ranks
 * @see E. L. Lehmann, Nonparametrics (1975), section 1.4, formula 1.35
 */
export function rankSumNormalP(ranks: readonly number[], size: number, rankSum: number): number {
  const count = ranks.length;
  const centre = (count + 1) / 2;
  const excess = Math.abs(rankSum - size * centre) - 1 / 2;
  if (excess <= 0) return 1;
  const squares = ranks.reduce((total, rank) => total + (rank - centre) ** 2, 0);
  const variance = (squares * size * (count - size)) / (count * (count - 1));
  return 2 * normalCdf(-excess / Math.sqrt(variance));
}

/** The share of splits whose rank sum is at least as far from its mean. */
function rankSumExactP(ranks: readonly number[], size: number, rankSum: number): number {
  const mean = size * (ranks.length + 1);
  const distance = Math.abs(2 * rankSum - mean);
  // The rank sum of the rest is as far from its own mean, so that the smaller sample will do.
  const isSmaller = 2 * size <= ranks.length;
  const counts = splitCounts(ranks, isSmaller ? size : ranks.length - size);
  const ownMean = isSmaller ? mean : ranks.length * (ranks.length + 1) - mean;
  let [extreme, all] = [0, 0];
  counts.forEach((count, doubledSum) => {
    all += count;
    if (Math.abs(doubledSum - ownMean) >= distance) extreme += count;
  });
  return extreme / all;
}

/** How many subsets of `size` ranks have which sum, by twice the sum, which is an integer. */
function splitCounts(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks.map((rank) => 2 * rank).sort((p, q) => q - p);
  const sumMax = largest.slice(0, size).reduce((total, rank) => total + rank, 0);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(sumMax + 1));
  counts[0]![0] = 1;
  largest.forEach((rank, seen) => {
    for (let taken = Math.min(size, seen + 1); taken >= 1; taken--) {
      const [to, from] = [counts[taken]!, counts[taken - 1]!];
      for (let sum = rank; sum <= sumMax; sum++) to[sum]! += from[sum - rank]!;
    }
  });
  return counts[size]!;
}
