import type { LuckyPair } from "./comparison.ts";

/**
 * What someone could have seen who trained each of two variants once, with whatever seed: the
 * range of all differences of one value of each, and how many of them point the other way than
 * the means do.
 *
 * @param candidate finite; shape [m]
 * @param baseline finite; shape [n]
 * @returns null below two values on either side: then there was no luck to have
 */
export function luckyPair(
  candidate: readonly number[],
  baseline: readonly number[],
): LuckyPair | null {
  if (candidate.length < 2 || baseline.length < 2) return null;
  if (![...candidate, ...baseline].every(Number.isFinite)) return null;
  const [ours, theirs] = [sorted(candidate), sorted(baseline)];
  const pairCount = ours.length * theirs.length;
  const lower = countBelow(ours, theirs) / pairCount;
  const higher = countBelow(theirs, ours) / pairCount;
  const mean = (values: Float64Array) => values.reduce((sum, x) => sum + x, 0) / values.length;
  return {
    low: ours[0]! - theirs.at(-1)!,
    high: ours.at(-1)! - theirs[0]!,
    otherWayShare: mean(ours) < mean(theirs) ? higher : lower,
  };
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** Pairs in which the value of `a` is below that of `b`; both ascending. */
function countBelow(a: Float64Array, b: Float64Array): number {
  let count = 0;
  let below = 0;
  for (const value of b) {
    while (below < a.length && a[below]! < value) below++;
    count += below;
  }
  return count;
}
