import fc from "fast-check";
import { expect, test } from "vitest";
import { kthSubsetMean } from "../../../src/stats/procedure/subset-means.ts";
import { countSubsetSums } from "../../../src/stats/procedure/subset-sums.ts";

/** Non-empty subsets with a mean of at most x. */
function countMeans(values: readonly number[], x: number): number {
  return (
    countSubsetSums(
      [...values].sort((a, b) => a - b).map((value) => value - x),
      0,
    ) - 1
  );
}

test("the k-th mean is that of a list of all means", () => {
  const values = fc.oneof(
    fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 10 }),
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 10 }),
  );
  fc.assert(
    fc.property(
      values,
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (list, at) => {
        const means = list
          .reduce<number[][]>((all, v) => all.flatMap((subset) => [subset, [...subset, v]]), [[]])
          .slice(1)
          .map((subset) => subset.reduce((sum, v) => sum + v, 0) / subset.length)
          .sort((a, b) => a - b);
        const k = 1 + Math.floor(at * means.length);
        expect(kthSubsetMean(list, k)).toBeCloseTo(means[k - 1]!, 11);
      },
    ),
  );
});

test.each([
  ["smooth", (i: number) => Math.sin(7 * i * i)],
  ["skewed", (i: number) => Math.exp(3 * Math.sin(5 * i * i))],
  ["one outlier", (i: number) => (i === 4 ? 1e6 : Math.sin(3 * i * i))],
  ["tied", (i: number) => Math.round(2 * Math.sin(7 * i * i)) / 67],
])("of 30 %s values, k means reach up to the k-th and fewer stay clear of it", (_, value) => {
  const values = Array.from({ length: 30 }, (__, i) => value(i));
  const spread = Math.max(...values) - Math.min(...values);
  for (const k of [2 ** 20, Math.floor(0.025 * 2 ** 30), Math.floor(0.4 * 2 ** 30)]) {
    const mean = kthSubsetMean(values, k);
    expect(countMeans(values, mean + 1e-12 * spread)).toBeGreaterThanOrEqual(k);
    expect(countMeans(values, mean - 1e-12 * spread)).toBeLessThan(k);
  }
});
