/** Sums of subsets, ascending; equal ones that are sure to be equal stand once. */
export interface SubsetSums {
  readonly sums: Float64Array;
  /** subsets behind each sum; shape of `sums` */
  readonly counts: Float64Array;
}

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
  const left = subsetSums(values.slice(0, half));
  const right = subsetSums(values.slice(half));
  let fitting = right.counts.reduce((sum, count) => sum + count, 0);
  let place = right.sums.length - 1;
  let count = 0;
  for (let i = 0; i < left.sums.length; i++) {
    const sum = left.sums[i]!;
    while (place >= 0 && sum + right.sums[place]! > limit) fitting -= right.counts[place--]!;
    count += left.counts[i]! * fitting;
  }
  return count;
}

/** Each value merges the sums without it and the sums with it, both ascending already. */
function subsetSums(values: readonly number[]): SubsetSums {
  let from: SubsetSums = { sums: new Float64Array(1), counts: new Float64Array([1]) };
  let length = 1;
  for (const value of values) {
    const sums = new Float64Array(2 * length);
    const counts = new Float64Array(2 * length);
    length = mergeWith(value, from, { sums, counts });
    from = { sums: sums.subarray(0, length), counts: counts.subarray(0, length) };
  }
  return from;
}

/** @returns how many different sums came out */
function mergeWith(value: number, { sums, counts }: SubsetSums, into: SubsetSums): number {
  let [without, with_, end] = [0, 0, 0];
  for (let taken = 0; taken < 2 * sums.length; taken++) {
    const takesWithout =
      with_ === sums.length || (without < sums.length && sums[without]! <= sums[with_]! + value);
    const sum = takesWithout ? sums[without]! : sums[with_]! + value;
    const count = takesWithout ? counts[without++]! : counts[with_++]!;
    const isNew = end === 0 || into.sums[end - 1] !== sum;
    if (isNew) {
      into.sums[end] = sum;
      into.counts[end++] = count;
    } else {
      into.counts[end - 1]! += count;
    }
  }
  return end;
}
