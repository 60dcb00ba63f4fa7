import type { Matrix } from "./matrix.ts";

/**
 * y's rows are those rows of the table that x's numbers select, x being read row-major. A number
 * outside [0, table.rows) and NaN give a row of NaN; a fraction is cut off.
 *
 * @param x [rows, width] of whole numbers
 * @param table [inputDim, outputDim]
 * @param y [x.rows * x.width, outputDim]
 */
export function embed(x: Matrix, table: Matrix, y: Matrix): void {
  forEachNumber(x, table.rows, (element, row) => {
    for (let i = 0; i < y.width; i++) {
      const value = row === undefined ? Number.NaN : table.values[row * table.stride + i]!;
      y.values[element * y.stride + i] = value;
    }
  });
}

/**
 * dtable's rows are the sums, from +0, of those rows of dy whose numbers select them, in the order
 * of the elements, each addition rounded to float32. Numbers that select nothing are left out.
 */
export function embedGradient(x: Matrix, dy: Matrix, dtable: Matrix): void {
  for (let r = 0; r < dtable.rows; r++) {
    dtable.values.fill(0, r * dtable.stride, r * dtable.stride + dtable.width);
  }
  forEachNumber(x, dtable.rows, (element, row) => {
    if (row === undefined) return;
    for (let i = 0; i < dtable.width; i++) {
      const at = row * dtable.stride + i;
      dtable.values[at] = dtable.values[at]! + dy.values[element * dy.stride + i]!;
    }
  });
}

function forEachNumber(
  x: Matrix,
  tableRows: number,
  use: (element: number, row: number | undefined) => void,
): void {
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      const number = x.values[r * x.stride + c]!;
      const known = number >= 0 && number < tableRows;
      use(r * x.width + c, known ? Math.trunc(number) : undefined);
    }
  }
}
