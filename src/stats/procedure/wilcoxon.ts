import { normalCdf } from "../distribution/normal.ts";
import { midranks } from "./midranks.ts";

/** Up to here the distribution of the rank sum is computed, which takes some milliseconds. */
const EXACT_COUNT_MAX = 200;

export interface Wilcoxon {
  /** sum of the ranks of positive differences, a multiple of 1/2 */
  readonly wPlus: number;
  /** sum of the ranks of negative differences, a multiple of 1/2 */
  readonly wMinus: number;
  /** differences other than 0 */
  readonly usedCount: number;
  /** two-sided, in (0, 1]; 1 if all differences are 0 */
  readonly pValue: number;
  /** false if the p-value is the normal approximation */
  readonly isExact: boolean;
  /** (wPlus - wMinus) / (wPlus + wMinus), in [-1, 1]; null if all differences are 0 */
  readonly rankBiserial: number | null;
}

/**
 * Wilcoxon's signed-rank test against symmetry about 0. Differences of 0 are dropped, tied sizes
 * share their mean rank; up to 200 others the p-value counts all sign vectors of just these ranks
 * and is exact with ties, above that it is `signedRankNormalP`.
 *
 * @param differences not NaN, one per shared seed, infinite ones are allowed; shape [n]
 * @see F. Wilcoxon, Individual Comparisons by Ranking Methods, Biometrics Bulletin 1 (1945);
 *   for ties E. L. Lehmann, Nonparametrics (1975), section 3.2; for the effect size
 *   D. S. Kerby, The Simple Difference Formula (2014)
 */
export function wilcoxon(differences: readonly number[]): Wilcoxon {
  const used = differences.filter((difference) => difference !== 0);
  const ranks = midranks(used.map(Math.abs));
  const wPlus = sum(ranks.filter((_, index) => used[index]! > 0));
  const total = sum(ranks);
  const wMinus = total - wPlus;
  const isExact = used.length <= EXACT_COUNT_MAX;
  const tail = () => lowerTail(ranks, Math.min(wPlus, wMinus));
  return {
    wPlus,
    wMinus,
    usedCount: used.length,
    pValue: isExact ? Math.min(1, 2 * tail()) : signedRankNormalP(ranks, wPlus),
    isExact,
    rankBiserial: total > 0 ? (wPlus - wMinus) / total : null,
  };
}

/**
 * Two-sided p-value of a signed-rank sum by the normal approximation with the variance of the
 * actual ranks, hence corrected for ties, and with continuity correction; 1 without a rank.
 *
 * @param ranks of the absolute differences; shape [n]
 * @param wPlus sum of the ranks of positive differences
 * @see E. L. Lehmann, Nonparametrics (1975), section 3.2
 */
export function signedRankNormalP(ranks: readonly number[], wPlus: number): number {
  const excess = Math.abs(wPlus - sum(ranks) / 2) - 1 / 2;
  if (excess <= 0) return 1;
  return 2 * normalCdf(-excess / Math.sqrt(sum(ranks.map((rank) => rank ** 2)) / 4));
}

/** P(sum of the ranks with a plus sign <= limit), each sign having probability 1/2. */
function lowerTail(ranks: readonly number[], limit: number): number {
  // Twice a mid-rank is an integer: chances[w] is that of a doubled rank sum of w.
  const chances = new Float64Array(2 * limit + 1);
  chances[0] = 1;
  for (const rank of ranks) {
    const step = 2 * rank;
    for (let w = 2 * limit; w >= 0; w--) {
      chances[w] = (chances[w]! + (w >= step ? chances[w - step]! : 0)) / 2;
    }
  }
  return chances.reduce((total, chance) => total + chance, 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
