import { moments } from "../moments.ts";
import { monteCarlo } from "../monte-carlo.ts";

/** Up to so many rows all sign vectors are taken. */
export const EXACT_ROW_COUNT_MAX = 16;

/** Random sign vectors: as many as this much work allows, within bounds. */
const WORK_MAX = 1e8;
const RANDOM_FLIP_COUNT_MIN = 999;
const RANDOM_FLIP_COUNT_MAX = 9999;

/**
 * How far out a column is under sign flips of whole rows: x = S^2 / (n Q) for its sum S and its sum
 * of squares Q, which no flip changes; in [0, 1], and 0 for a column of zeros. It grows with the
 * column's |t|: t^2 = (n - 1) x / (1 - x).
 *
 * @param rows shape [n][E]
 * @returns shape [E]
 */
export function columnShares(rows: readonly (readonly number[])[]): number[] {
  const columns = toColumns(rows);
  const sums = columns.scaled.reduce(addRow, new Float64Array(columns.count));
  return Array.from(sums, (sum) => sum ** 2);
}

/**
 * The largest of the `columnShares` for each sign vector, a sign holding for a whole row, so that
 * whatever binds the columns together stays. Up to n = 16 they are all sign vectors, but for the
 * common sign, which changes nothing; above that the observed one and random ones, for the same n
 * always the same: 9,999, but fewer, down to 999, if n E is above 10,000, to bound the time.
 *
 * @param rows finite; shape [n][E], n >= 1
 * @returns the observed one first; shape [flipCountOf(n, E)]
 * @see P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), section 2.3
 */
export function flippedMaxima(rows: readonly (readonly number[])[]): Float64Array {
  const columns = toColumns(rows);
  return rows.length <= EXACT_ROW_COUNT_MAX ? allMaxima(columns) : randomMaxima(columns);
}

/** Each value minus the mean of its column. */
export function centredRows(rows: readonly (readonly number[])[]): number[][] {
  const means = rows[0]!.map((_, column) => moments(rows.map((row) => row[column]!)).mean!);
  return rows.map((row) => row.map((value, column) => value - means[column]!));
}

/** How many there are, the observed one among them. */
export function flipCountOf(rowCount: number, columnCount: number): number {
  if (rowCount <= EXACT_ROW_COUNT_MAX) return 2 ** (rowCount - 1);
  const affordable = Math.floor(WORK_MAX / (rowCount * Math.max(1, columnCount)));
  return 1 + Math.max(RANDOM_FLIP_COUNT_MIN, Math.min(RANDOM_FLIP_COUNT_MAX, affordable));
}

interface Columns {
  readonly count: number;
  /** rows in which each column has sum of squares 1 / n; shape [n][E] */
  readonly scaled: readonly Float64Array[];
}

function toColumns(rows: readonly (readonly number[])[]): Columns {
  const count = rows[0]!.length;
  const largest = new Float64Array(count);
  for (const row of rows) {
    row.forEach((value, column) => {
      largest[column] = Math.max(largest[column]!, Math.abs(value));
    });
  }
  const scale = largest.map((size, column) => {
    const squares = rows.reduce((sum, row) => sum + (row[column]! / (size || 1)) ** 2, 0);
    return size * Math.sqrt(rows.length * squares) || 1;
  });
  const scaled = rows.map((row) => Float64Array.from(row, (value, e) => value / scale[e]!));
  return { count, scaled };
}

/** In the order of a Gray code: each sign vector differs from the last in one row. */
function allMaxima({ count, scaled }: Columns): Float64Array {
  const sums = scaled.reduce(addRow, new Float64Array(count));
  const isFlipped = scaled.map(() => false);
  const maxima = new Float64Array(flipCountOf(scaled.length, count));
  maxima[0] = largestSquare(sums);
  for (let step = 1; step < maxima.length; step++) {
    const row = 31 - Math.clz32(step & -step);
    const change = isFlipped[row] ? 2 : -2;
    isFlipped[row] = !isFlipped[row];
    const values = scaled[row]!;
    for (let e = 0; e < count; e++) sums[e]! += change * values[e]!;
    maxima[step] = largestSquare(sums);
  }
  return maxima;
}

function randomMaxima({ count, scaled }: Columns): Float64Array {
  const maxima = new Float64Array(flipCountOf(scaled.length, count));
  const wordCount = Math.ceil(scaled.length / 32);
  const words = monteCarlo("row-flips").words((maxima.length - 1) * wordCount);
  const total = scaled.reduce(addRow, new Float64Array(count));
  maxima[0] = largestSquare(total);
  // Half of each sum, so that to flip a row is to subtract it.
  const half = total.map((sum) => sum / 2);
  const sums = new Float64Array(count);
  for (let flip = 0; flip < maxima.length - 1; flip++) {
    sums.set(half);
    for (let i = 0; i < scaled.length; i++) {
      if (((words[flip * wordCount + (i >>> 5)]! >>> (i & 31)) & 1) === 0) continue;
      const row = scaled[i]!;
      for (let e = 0; e < count; e++) sums[e]! -= row[e]!;
    }
    maxima[flip + 1] = 4 * largestSquare(sums);
  }
  return maxima;
}

function addRow(sums: Float64Array, row: Float64Array): Float64Array {
  for (let e = 0; e < sums.length; e++) sums[e]! += row[e]!;
  return sums;
}

function largestSquare(sums: Float64Array): number {
  let largest = 0;
  for (let e = 0; e < sums.length; e++) {
    const square = sums[e]! * sums[e]!;
    if (square > largest) largest = square;
  }
  return largest;
}
