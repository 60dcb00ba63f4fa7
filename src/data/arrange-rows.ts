import type { Dataset } from "./dataset.ts";
import { type DrawnValidation, splitOrder, splitRows } from "./split.ts";
import { standardized } from "./standardize.ts";

/**
 * A copy of rows whose split is drawn, as one run sees them: those that train first, numbers
 * standardized by them where that is asked for.
 *
 * @param splitSeed the run's seed, or 0 where the stream "split" is held
 * @returns rows that keep the digest of those they were made from
 */
export function arrangeRows(
  dataset: Dataset,
  validation: DrawnValidation,
  splitSeed: number,
): Dataset {
  const { unsplit, ...rows } = dataset;
  if (!unsplit) throw new RangeError("arrangeRows: the rows are arranged already");
  const { rowCount } = dataset;
  const order = splitOrder(rowCount, validation, splitSeed);
  const { trainRowCount } = splitRows(rowCount, validation, splitSeed);
  const inputs = inOrder(dataset.inputs, order);
  const width = inputs.length / rowCount;
  const ordered = new Float64Array(rowCount);
  for (const { place, values } of unsplit.numbers) {
    for (let row = 0; row < rowCount; row++) ordered[row] = values[order[row]!]!;
    const scaled = standardized(ordered, trainRowCount);
    for (let row = 0; row < rowCount; row++) inputs[row * width + place] = scaled[row]!;
  }
  return { ...rows, inputs, targets: inOrder(dataset.targets, order) };
}

function inOrder(
  values: Float32Array<SharedArrayBuffer>,
  order: Uint32Array,
): Float32Array<SharedArrayBuffer> {
  const ordered = new Float32Array(new SharedArrayBuffer(values.byteLength));
  const width = values.length / order.length;
  for (const [place, row] of order.entries()) {
    ordered.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return ordered;
}
