import fc from "fast-check";
import { expect, test } from "vitest";
import { linearAxis } from "../../../src/report/chart/axis.ts";

test("an axis has a round number in every row and as many rows as it may", () => {
  expect(linearAxis(1.7, 22.6, 12)).toEqual({
    low: 2,
    step: 2,
    rowCount: 11,
    labels: ["", "4", "", "8", "", "12", "", "16", "", "20", ""],
  });
});

test("an axis' labels have the decimals their round numbers need, and no more", () => {
  expect(linearAxis(0.5, 3.1, 12).labels.filter(Boolean)).toEqual([
    "0.5",
    "1.0",
    "1.5",
    "2.0",
    "2.5",
    "3.0",
  ]);
  expect(linearAxis(1.3e-9, 1.8e-9, 6).labels.filter(Boolean)).toEqual([
    "1.4e-9",
    "1.6e-9",
    "1.8e-9",
  ]);
  expect(linearAxis(-1, 1, 3).labels).toEqual(["-1", "0", "1"]);
});

test("a constant runs through the middle of its axis, whatever its size", () => {
  for (const value of [0, 1.3, -7, 1e-300, 1e300]) {
    const { low, step, rowCount } = linearAxis(value, value, 12);
    const row = Math.round((value - low) / step);
    expect(Math.abs(row - (rowCount - 1) / 2)).toBeLessThanOrEqual(1);
  }
});

test("an axis ends within its rows for any two numbers, has labels, and holds both", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, fc.integer({ min: 3, max: 20 }), (a, b, rowCountMax) => {
      const axis = linearAxis(Math.min(a, b), Math.max(a, b), rowCountMax);
      expect(axis.rowCount).toBeLessThanOrEqual(rowCountMax);
      expect(axis.labels).toHaveLength(axis.rowCount);
      expect(axis.labels.some((label) => label !== "")).toBe(true);
    }),
  );
});
