/**
 * How many of the 2^n subsets, the empty one included, have a sum of at most `limit`. Each half of
 * the values has only 2^(n/2) subsets; one walk through both sorted lists counts all pairs.
 *
 * @param values finite; shape [n], 0 <= n <= 30
 * @see E. Horowitz, S. Sahni, Computing Partitions with Applications to the Knapsack Problem,
 *   Journal of the ACM 21 (1974), section 3
 */
export function countSubsetSums(values: readonly number[], limit: number): number {
  const half = values.length >> 1;
  const left = sortedSubsetSums(values.slice(0, half));
  const right = sortedSubsetSums(values.slice(half));
  let count = 0;
  let fitting = right.length;
  for (const sum of left) {
    while (fitting > 0 && sum + right[fitting - 1]! > limit) fitting--;
    count += fitting;
  }
  return count;
}

/** Ascending: each value merges the sums without it and the sums with it, both sorted already. */
function sortedSubsetSums(values: readonly number[]): Float64Array {
  let sums = new Float64Array(1);
  for (const value of values) {
    const merged = new Float64Array(2 * sums.length);
    let [without, with_] = [0, 0];
    for (let place = 0; place < merged.length; place++) {
      const takesWithout =
        with_ === sums.length || (without < sums.length && sums[without]! <= sums[with_]! + value);
      merged[place] = takesWithout ? sums[without++]! : sums[with_++]! + value;
    }
    sums = merged;
  }
  return sums;
}
