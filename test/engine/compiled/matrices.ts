import type { Matrix } from "../../../src/engine/compiled/reference/matrix.ts";

/** Rows of a stride of 16; NaN stands in the padding, which must not matter. */
export function matrix(
  rows: number,
  width: number,
  value: (row: number, column: number) => number,
): Matrix {
  const stride = Math.ceil(width / 16) * 16;
  const values = new Float32Array(rows * stride).fill(Number.NaN);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) values[r * stride + c] = value(r, c);
  }
  return { values, rows, width, stride };
}

export function empty(rows: number, width: number): Matrix {
  return matrix(rows, width, () => Number.NaN);
}

/** Without the padding. */
export function elements(matrix: Matrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, r) =>
    Array.from(matrix.values.subarray(r * matrix.stride, r * matrix.stride + matrix.width)),
  );
}

/** Numbers spread over [-size, size], the same ones in every run. */
export function spread(size: number, start = 0): () => number {
  let index = start;
  return () => Math.fround((((index++ * 0.6180339887498949) % 1) * 2 - 1) * size);
}

/** The largest difference, each relative to the expected number's size or to 1 if that is more. */
export function largestError(
  actual: readonly (readonly number[])[],
  expected: (row: number, column: number) => number,
): number {
  const errors = actual.flatMap((row, r) =>
    row.map((value, c) => {
      const exact = expected(r, c);
      return Math.abs(value - exact) / Math.max(1, Math.abs(exact));
    }),
  );
  return Math.max(...errors);
}
