import { normalQuantile } from "../distribution/normal.ts";
import { countSubsetSums } from "./subset-sums.ts";

/** So many means between a bracket's ends are listed rather than counted once more. */
const LISTED_COUNT_MAX = 256;

/** A bracket as narrow as this share of the values' spread holds one mean, up to rounding. */
const SAME_SHARE = 1e-14;

/** After so many counts placed by the normal curve the bracket is halved: ties make steps. */
const PLACED_COUNT_MAX = 8;

/** Where the k-th mean is: fewer than k means reach up to `low`, at least k up to `high`. */
interface Bracket {
  readonly low: number;
  readonly high: number;
  readonly countToLow: number;
  readonly countToHigh: number;
}

/**
 * The k-th smallest mean of the 2^n - 1 non-empty subsets. The means up to a number can be counted
 * without listing them, as a mean is at most x where the sum of its values minus x is at most 0. A
 * few counts, placed by the normal distribution that such sums nearly have, leave so few means
 * between two numbers that these are listed.
 *
 * @param values finite; shape [n], 1 <= n <= 30
 * @param k in [1, 2^n - 1]
 */
export function kthSubsetMean(values: readonly number[], k: number): number {
  // In one order equal subsets have equal sums to the bit.
  const sorted = [...values].sort((a, b) => a - b);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const countToLow = 2 ** sorted.filter((value) => value === least).length - 1;
  if (countToLow >= k) return least;
  const countToHigh = 2 ** sorted.length - 1;
  const bracket = narrowed(sorted, k, { low: least, high: most, countToLow, countToHigh });
  if (bracket.countToHigh - bracket.countToLow > LISTED_COUNT_MAX) return bracket.high;
  return meansWithin(sorted, bracket).sort()[k - bracket.countToLow - 1]!;
}

function narrowed(values: readonly number[], k: number, all: Bracket): Bracket {
  const slack = SAME_SHARE * (all.high - all.low);
  const score = (count: number) => normalQuantile((count + 0.5) / (all.countToHigh + 1));
  const curve = normalCurve(values);
  const counted: { x: number; excess: number }[] = [];
  let bracket = all;
  for (;;) {
    const { low, high, countToLow, countToHigh } = bracket;
    if (countToHigh - countToLow <= LISTED_COUNT_MAX || high - low <= slack) return bracket;
    // A little to the side, so that the other end of the bracket follows.
    const aside = countToHigh - k > k - countToLow ? 1 : -1;
    const target = Math.max(0, Math.min(all.countToHigh - 1, k + (aside * LISTED_COUNT_MAX) / 4));
    const guess = counted.length < PLACED_COUNT_MAX ? placed(score(target), curve, counted) : low;
    const x = guess > low && guess < high ? guess : low + (high - low) / 2;
    if (x <= low || x >= high) return bracket;
    const count = countMeans(values, x);
    counted.push({ x, excess: score(Math.min(count, all.countToHigh - 1)) - curve.scoreOf(x) });
    bracket =
      count >= k
        ? { ...bracket, high: x, countToHigh: count }
        : { ...bracket, low: x, countToLow: count };
  }
}

/** Where the score is reached, if its excess over the curve goes on as between the last counts. */
function placed(
  score: number,
  curve: NormalCurve,
  counted: readonly { readonly x: number; readonly excess: number }[],
): number {
  const [last, before] = [counted.at(-1), counted.at(-2)];
  if (last === undefined) return curve.at(score);
  const slope = before === undefined ? 0 : (last.excess - before.excess) / (last.x - before.x);
  let x = last.x;
  for (let round = 0; round < 4; round++) x = curve.at(score - last.excess - slope * (x - last.x));
  return x;
}

function countMeans(values: readonly number[], x: number): number {
  const reaching = countSubsetSums(
    values.map((value) => value - x),
    0,
  );
  return reaching - 1;
}

/**
 * The chance that a random subset's mean is at most x, as a normal score: the sum of the values
 * minus x over the subset has mean n (m - x) / 2 and variance n (v + (m - x)^2) / 4.
 */
interface NormalCurve {
  readonly scoreOf: (x: number) => number;
  /** where the score is z; NaN if the curve never reaches it */
  readonly at: (z: number) => number;
}

function normalCurve(values: readonly number[]): NormalCurve {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  return {
    scoreOf: (x) => (Math.sqrt(n) * (x - mean)) / Math.sqrt(variance + (x - mean) ** 2),
    at: (z) => mean + (Math.sign(z) * Math.sqrt(variance)) / Math.sqrt(n / z ** 2 - 1),
  };
}

/** Half of the values, its subsets by the sum of their distances from the bracket's low end. */
interface HalfSubsets {
  /** ascending; shape [2^m] */
  readonly sums: Float64Array;
  /** bit i: the i-th of the half is in; shape [2^m] */
  readonly masks: Uint16Array;
}

/** All means within the bracket, and perhaps a few just above it. */
function meansWithin(values: readonly number[], { low, high }: Bracket): Float64Array {
  const half = values.length >> 1;
  const [first, second] = [values.slice(0, half), values.slice(half)];
  const [left, right] = [halfSubsets(first, low), halfSubsets(second, low)];
  // A subset of s values with a mean of at most `high` is at most s (high - low) above `low`.
  const width = values.length * (high - low) * (1 + 1e-9);
  const means: number[] = [];
  let [from, to] = [right.sums.length, right.sums.length];
  for (let i = 0; i < left.sums.length; i++) {
    const sum = left.sums[i]!;
    while (from > 0 && sum + right.sums[from - 1]! > 0) from--;
    while (to > 0 && sum + right.sums[to - 1]! > width) to--;
    for (let j = from; j < to; j++) {
      means.push(meanOf(first, left.masks[i]!, second, right.masks[j]!));
    }
  }
  return Float64Array.from(means);
}

function halfSubsets(values: readonly number[], origin: number): HalfSubsets {
  let [sums, masks] = [new Float64Array(1), new Uint16Array(1)];
  values.forEach((value, bit) => {
    const step = value - origin;
    const merged = {
      sums: new Float64Array(2 * sums.length),
      masks: new Uint16Array(2 * sums.length),
    };
    let [without, with_] = [0, 0];
    for (let place = 0; place < merged.sums.length; place++) {
      const takesWithout =
        with_ === sums.length || (without < sums.length && sums[without]! <= sums[with_]! + step);
      merged.sums[place] = takesWithout ? sums[without]! : sums[with_]! + step;
      merged.masks[place] = takesWithout ? masks[without++]! : masks[with_++]! | (1 << bit);
    }
    [sums, masks] = [merged.sums, merged.masks];
  });
  return { sums, masks };
}

function meanOf(
  first: readonly number[],
  firstMask: number,
  second: readonly number[],
  secondMask: number,
): number {
  let [sum, size] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    if ((firstMask >>> i) & 1) [sum, size] = [sum + first[i]!, size + 1];
  }
  for (let i = 0; i < second.length; i++) {
    if ((secondMask >>> i) & 1) [sum, size] = [sum + second[i]!, size + 1];
  }
  return sum / size;
}
