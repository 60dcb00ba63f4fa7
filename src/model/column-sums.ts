/**
 * A float64 sum over a matrix in an order that is quick on every machine: down each column, then
 * over the columns.
 *
 * @param values row-major
 * @param term of one value
 */
export function sumByColumns(
  values: Float32Array,
  columnCount: number,
  term: (value: number) => number,
): number {
  let sum = 0;
  for (let column = 0; column < columnCount; column++) {
    sum += sumOfColumn(values, columnCount, column, term);
  }
  return sum;
}

/** A matrix has its last side; a vector is one column, so that its norm is that of all of it. */
export function columnCountOf(shape: readonly number[]): number {
  return shape.length === 1 ? 1 : shape.at(-1)!;
}

/** The part of one column, rows in order. */
export function sumOfColumn(
  values: Float32Array,
  columnCount: number,
  column: number,
  term: (value: number) => number,
): number {
  let sum = 0;
  for (let i = column; i < values.length; i += columnCount) sum += term(values[i]!);
  return sum;
}

export function square(value: number): number {
  return value * value;
}
