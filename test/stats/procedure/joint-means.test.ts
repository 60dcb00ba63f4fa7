import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moments } from "../../../src/stats/moments.ts";
import { type JointMean, jointMeans } from "../../../src/stats/procedure/max-t.ts";
import { pairedT, pairedTInterval } from "../../../src/stats/procedure/paired-t.ts";
import { NORMAL, normalsOf, sample } from "../../simulation/laws.ts";

/** Small whole numbers tie often, as accuracies do; the others never. */
const cell = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.double({ min: 1e-12, max: 2, noNaN: true }).map((value) => value - 0.7),
);

/** Rows of up to three columns; shape [n][E]. */
const tables = fc
  .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 3 }))
  .chain(([n, E]) =>
    fc.array(fc.array(cell, { minLength: E, maxLength: E }), { minLength: n, maxLength: n }),
  );

const ALPHAS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.9];

function noise(n: number, count: number, shift = 0): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: count }, (_, e) => Math.sin(7 * i * i + 3 * e * i + e) + shift),
  );
}

function sizeOfT(values: readonly number[]): number {
  const { mean, sd } = moments(values);
  if (mean === 0 || sd === null) return 0;
  return sd === 0 ? Number.POSITIVE_INFINITY : Math.abs(mean! / sd) * Math.sqrt(values.length);
}

const columnOf = (rows: readonly (readonly number[])[], e: number) => rows.map((row) => row[e]!);

describe("means of all columns together", () => {
  test("p is the share of sign vectors with a column as far out, the observed among them", () => {
    const rows = noise(6, 3, 0.6);
    const means = rows[0]!.map((_, e) => moments(columnOf(rows, e)).mean!);
    const vectors = Array.from({ length: 31 }, (_, index) =>
      rows.map((_, i) => (((index + 1) >> i) & 1 ? -1 : 1)),
    );
    const largest = vectors.map((signs) => {
      const flipped = rows.map((row, i) => row.map((value, e) => signs[i]! * (value - means[e]!)));
      return Math.max(...means.map((_, e) => sizeOfT(columnOf(flipped, e))));
    });
    jointMeans(rows, []).forEach(({ adjustedP }, e) => {
      const size = sizeOfT(columnOf(rows, e));
      expect(adjustedP).toBe((1 + largest.filter((other) => other >= size).length) / 32);
    });
  });

  test("p is at most alpha exactly where the interval of level 1 - alpha excludes 0", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        for (const { adjustedP, intervals } of jointMeans(rows, ALPHAS)) {
          for (const [index, interval] of intervals.entries()) {
            if (interval === null) continue;
            expect(adjustedP <= ALPHAS[index]!).toBe(interval.low > 0 || interval.high < 0);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("an interval of a lower level lies within that of a higher one", () => {
    fc.assert(
      fc.property(tables, (rows) => {
        for (const { intervals } of jointMeans(rows, ALPHAS)) {
          const there = intervals.filter((interval) => interval !== null);
          for (const [index, inner] of there.slice(1).entries()) {
            expect(inner.low).toBeGreaterThanOrEqual(there[index]!.low);
            expect(inner.high).toBeLessThanOrEqual(there[index]!.high);
          }
        }
      }),
    );
  });

  test("a level is the one reached: at least 1 - alpha, and a whole number of flips", () => {
    const levels = (n: number) =>
      jointMeans(noise(n, 2), [0.05, 0.1])[0]!.intervals.map((interval) => interval?.level);
    expect(levels(8)).toEqual([1 - 6 / 128, 1 - 12 / 128]);
    expect(levels(12)).toEqual([1 - 102 / 2048, 1 - 204 / 2048]);
    expect(levels(20)).toEqual([1 - 500 / 10_000, 1 - 1000 / 10_000]);
    expect(levels(5)).toEqual([undefined, 1 - 1 / 16]);
  });

  test("a column's interval does not depend on where the other means are", () => {
    const rows = noise(9, 3);
    const shifted = rows.map(([a, b, c]) => [a!, b! + 5, c! - 1e3]);
    const [plain, moved] = [jointMeans(rows, [0.05]), jointMeans(shifted, [0.05])];
    const [at, before] = [moved[0]!.intervals[0]!, plain[0]!.intervals[0]!];
    expect(at.low).toBeCloseTo(before.low, 9);
    expect(moved[1]!.intervals[0]!.low).toBeCloseTo(plain[1]!.intervals[0]!.low + 5, 9);
  });

  test("more columns never narrow an interval, nor lower p", () => {
    const rows = noise(10, 8, 0.4);
    const few = jointMeans(
      rows.map((row) => row.slice(0, 3)),
      [0.05],
    );
    const many = jointMeans(rows, [0.05]);
    few.forEach(({ adjustedP, intervals }, e) => {
      expect(many[e]!.adjustedP).toBeGreaterThanOrEqual(adjustedP);
      expect(many[e]!.intervals[0]!.high).toBeGreaterThanOrEqual(intervals[0]!.high);
    });
  });

  test("a column's unit, the order of the rows and the common sign do not matter", () => {
    const rows = noise(9, 3, 0.5);
    const scaled = rows.map((row) => row.map((value, e) => -value * 10 ** (40 * e))).toReversed();
    const ps = (table: number[][]) => jointMeans(table, []).map(({ adjustedP }) => adjustedP);
    expect(ps(scaled)).toEqual(ps(rows));
  });

  test("a column of equal values has no interval and the least p, one of zeros p = 1", () => {
    const rows = noise(8, 1).map(([value]) => [value!, 2, 0]);
    const [, constant, zeros] = jointMeans(rows, [0.05]);
    expect(constant).toEqual({ adjustedP: 1 / 128, intervals: [null] });
    expect(zeros).toEqual({ adjustedP: 1, intervals: [null] });
  });

  test("one column of normal values has about Student's interval and p, by any flips", () => {
    const normal = normalsOf("joint means");
    for (const n of [14, 20, 40]) {
      const values = sample(NORMAL, n, normal, 0.4);
      const [{ adjustedP, intervals }] = jointMeans(
        values.map((value) => [value]),
        [0.05],
      ) as [JointMean];
      const student = pairedTInterval(values, 0.95)!;
      const width = student.high - student.low;
      expect(Math.abs(intervals[0]!.low - student.low)).toBeLessThan(0.05 * width);
      expect(Math.abs(adjustedP - pairedT(values)!.pValue)).toBeLessThan(0.02);
    }
  });
});
