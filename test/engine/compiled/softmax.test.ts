import { expect, test } from "vitest";
import { softmax, softmaxGradient } from "../../../src/engine/compiled/reference/softmax.ts";
import { elements, empty, largestError, matrix, spread } from "./matrices.ts";

test.each([1, 2, 10, 16, 17, 70])("softmax of %i columns is its definition in float64", (width) => {
  const x = matrix(5, width, spread(40));
  const y = empty(5, width);
  softmax(x, y);
  const exact = elements(x).map(shares);
  expect(largestError(elements(y), (r, c) => exact[r]![c]!)).toBeLessThan(4e-7);
  softmax(x, x);
  expect(elements(x)).toEqual(elements(y));
});

test("its gradient is that of central differences", () => {
  const x = matrix(4, 20, spread(3));
  const dy = matrix(4, 20, spread(2, 500));
  const y = empty(4, 20);
  softmax(x, y);
  const dx = empty(4, 20);
  softmaxGradient(y, dy, dx);
  const loss = (r: number, row: readonly number[]) =>
    shares(row).reduce((sum, share, c) => sum + share * elements(dy)[r]![c]!, 0);
  const expected = (r: number, c: number) => {
    const moved = (by: number) =>
      loss(
        r,
        elements(x)[r]!.map((v, i) => (i === c ? v + by : v)),
      );
    return (moved(1e-4) - moved(-1e-4)) / 2e-4;
  };
  expect(largestError(elements(dx), expected)).toBeLessThan(1e-6);
  softmaxGradient(y, dy, dy);
  expect(elements(dy)).toEqual(elements(dx));
});

test("a row with NaN or infinity becomes NaN, and no other row does", () => {
  const rows = [
    [1, Number.NaN, 2],
    [Number.NaN, 1, 2],
    [1, 2, Number.POSITIVE_INFINITY],
    [1, 1, Number.NEGATIVE_INFINITY],
  ];
  const y = empty(4, 3);
  softmax(
    matrix(4, 3, (r, c) => rows[r]![c]!),
    y,
  );
  const nan = [Number.NaN, Number.NaN, Number.NaN];
  expect(elements(y)).toEqual([nan, nan, nan, [0.5, 0.5, 0]]);
});

function shares(row: readonly number[]): number[] {
  const max = Math.max(...row);
  const exponentials = row.map((x) => Math.exp(x - max));
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((value) => value / sum);
}
