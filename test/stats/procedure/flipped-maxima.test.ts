import fc from "fast-check";
import { expect, test } from "vitest";
import { moments } from "../../../src/stats/moments.ts";
import { columnShares, flippedMaxima } from "../../../src/stats/procedure/flipped-maxima.ts";

function rowsOf(n: number, epochCount: number): number[][] {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: epochCount }, (_, e) => Math.sin(7 * i * i + e) + 0.2),
  );
}

function squaredT(values: readonly number[]): number {
  const { mean, sd } = moments(values);
  return values.length * (mean! / sd!) ** 2;
}

test("a share is t squared on another scale", () => {
  columnShares(rowsOf(9, 5)).forEach((share, e) => {
    const t = squaredT(rowsOf(9, 5).map((row) => row[e]!));
    expect((8 * share) / (1 - share)).toBeCloseTo(t, 12);
  });
});

test("the maxima are those of all sign vectors whose first sign stays", () => {
  const table = fc.array(
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(table, (rows) => {
      const flips = rows.reduce<number[][]>(
        (all, _, i) =>
          all.flatMap((signs) =>
            i
              ? [
                  [...signs, 1],
                  [...signs, -1],
                ]
              : [[1]],
          ),
        [[]],
      );
      const expected = flips.map((signs) =>
        Math.max(...columnShares(rows.map((row, i) => row.map((value) => signs[i]! * value)))),
      );
      const got = flippedMaxima(rows);
      expect(got[0]).toBeCloseTo(expected[0]!, 12);
      expected
        .sort((p, q) => p - q)
        .forEach((share, index) => {
          expect(got.toSorted()[index]).toBeCloseTo(share, 12);
        });
    }),
    { numRuns: 40 },
  );
});

test("random flips are 9,999 where that is cheap, and never below 999", () => {
  expect(flippedMaxima(rowsOf(17, 4))).toHaveLength(10_000);
  expect(flippedMaxima(rowsOf(300, 40))).toHaveLength(1 + Math.floor(1e8 / 12_000));
  expect(flippedMaxima(rowsOf(3000, 50))).toHaveLength(1000);
});

test("random flips are the same each time and start with the observed signs", () => {
  const rows = rowsOf(20, 4);
  const [first, again] = [flippedMaxima(rows), flippedMaxima(rows)];
  expect(first.every((share, flip) => share === again[flip])).toBe(true);
  expect(first[0]).toBeCloseTo(Math.max(...columnShares(rows)), 12);
});

test("a column of zeros has a share of 0, and tiny or huge ones are not lost", () => {
  const rows = rowsOf(8, 1).map(([value]) => [0, value! * 1e-200, value! * 1e200, value!]);
  const [zero, tiny, huge, plain] = columnShares(rows);
  expect(zero).toBe(0);
  expect(tiny).toBeCloseTo(plain!, 12);
  expect(huge).toBeCloseTo(plain!, 12);
});
