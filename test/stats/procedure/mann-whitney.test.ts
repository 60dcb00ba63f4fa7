import fc from "fast-check";
import { expect, test } from "vitest";
import { mannWhitney, rankSumNormalP } from "../../../src/stats/procedure/mann-whitney.ts";
import { midranks } from "../../../src/stats/procedure/midranks.ts";

const sample = fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 6 });

test("u counts the pairs in which a is larger, ties as half", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const halves = a.flatMap((x) => b.map((y) => (Math.sign(x - y) + 1) / 2));
      expect(mannWhitney(a, b).u).toBe(halves.reduce((sum, half) => sum + half, 0));
    }),
  );
});

test("the p-value is the share of splits one would count one by one", () => {
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const ranks = midranks([...a, ...b]);
      const splits = ranks.reduce<[number, number][]>(
        (all, rank) =>
          all.flatMap(([n, s]): [number, number][] => [
            [n, s],
            [n + 1, s + rank],
          ]),
        [[0, 0]],
      );
      const sums = splits.filter(([size]) => size === a.length).map(([, sum]) => sum);
      const mean = (a.length * (ranks.length + 1)) / 2;
      const observed = ranks.slice(0, a.length).reduce((sum, rank) => sum + rank, 0);
      const extreme = sums.filter((s) => Math.abs(s - mean) >= Math.abs(observed - mean));
      expect(mannWhitney(a, b).pValue).toBeCloseTo(extreme.length / sums.length, 14);
    }),
    { numRuns: 60 },
  );
});

test("which sample comes first does not matter to p", () => {
  const [a, b] = [
    [1, 5, 2, 9],
    [4, 4, 8, 12, 7, 1],
  ];
  expect(mannWhitney(a, b).pValue).toBe(mannWhitney(b, a).pValue);
  expect(mannWhitney(a, b).u + mannWhitney(b, a).u).toBe(24);
});

test("the approximation takes over above 2,500 pairs, near to where the exact p ended", () => {
  const a = Array.from({ length: 50 }, (_, i) => Math.sin(7 * i * i) + 0.25);
  const b = Array.from({ length: 51 }, (_, i) => Math.sin(5 * i * i));
  const exact = mannWhitney(a, b.slice(1));
  expect([exact.isExact, mannWhitney(a, b).isExact]).toEqual([true, false]);
  const rankSum = exact.u + (50 * 51) / 2;
  // The normal's error with 50 values on each side.
  const approximate = rankSumNormalP(midranks([...a, ...b.slice(1)]), 50, rankSum);
  expect(approximate / exact.pValue).toBeCloseTo(1, 1);
});

test("equal values, however many, have a p of 1", () => {
  expect(mannWhitney([3, 3], [3, 3, 3]).pValue).toBe(1);
  expect(mannWhitney(Array(60).fill(3), Array(60).fill(3)).pValue).toBe(1);
});
