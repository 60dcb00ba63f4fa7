import type { Matrix } from "./matrix.ts";

/**
 * Copies numbers by their places in a sample; this is reshape, flatten, concatenate and the
 * gradients of these. x and y hold `samples` samples each, a sample being equally many rows one
 * after the other; a place is row-major over a sample's rows and columns, whatever the stride. For
 * o < count and i < length, place fromStart + o fromStep + i of x's sample goes to place
 * toStart + o toStep + i of y's. x and y must not overlap.
 */
export function copyBlocks(
  x: Matrix,
  y: Matrix,
  samples: number,
  count: number,
  length: number,
  fromStart: number,
  fromStep: number,
  toStart: number,
  toStep: number,
): void {
  for (let s = 0; s < samples; s++) {
    for (let o = 0; o < count; o++) {
      for (let i = 0; i < length; i++) {
        const from = placeOf(x, (s * x.rows) / samples, fromStart + o * fromStep + i);
        y.values[placeOf(y, (s * y.rows) / samples, toStart + o * toStep + i)] = x.values[from]!;
      }
    }
  }
}

/** Where in a matrix's values a number of the sample stands that begins at a row. */
function placeOf(matrix: Matrix, row: number, place: number): number {
  const column = place % matrix.width;
  return (row + (place - column) / matrix.width) * matrix.stride + column;
}
