/** Rows of targets, one after another. */
export interface Targets {
  /** row-major, [count, size] */
  readonly values: Float32Array;
  /** rows; 1 at least */
  readonly count: number;
  /** numbers of a row */
  readonly size: number;
}

/** The mean of a score over a row's places, each `width` numbers wide. */
export function meanOverPlaces(
  { size }: Targets,
  width: number,
  scoreAt: (place: number) => number,
): number {
  let sum = 0;
  for (let place = 0; place < size; place += width) sum += scoreAt(place);
  return (sum * width) / size;
}

/** What stands in one place of each row. */
export function column({ values, count, size }: Targets, place: number): Float64Array {
  const column = new Float64Array(count);
  for (let row = 0; row < count; row++) column[row] = values[row * size + place]!;
  return column;
}

/** The means of a place's numbers over the rows, [width]. */
export function columnMeans(
  { values, count, size }: Targets,
  place: number,
  width: number,
): number[] {
  const sums = new Array<number>(width).fill(0);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < width; i++) sums[i]! += values[row * size + place + i]!;
  }
  return sums.map((sum) => sum / count);
}

/** Shares of the rows, by what each is called. */
export function sharesOf(count: number, nameOf: (row: number) => number): number[] {
  const counts = new Map<number, number>();
  for (let row = 0; row < count; row++) {
    const name = nameOf(row);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Array.from(counts.values(), (rows) => rows / count);
}
