import type { Dataset } from "../../data/dataset.ts";
import { sizeOf } from "../../model/model-shapes.ts";

/** Some rows of a data set, side by side. */
export interface Rows {
  readonly rowCount: number;
  /** [rowCount, ...inputShape]; valid until the next but one reading */
  readonly inputs: Float32Array;
  /** [rowCount, ...targetShape]; likewise */
  readonly targets: Float32Array;
}

export interface RowReader {
  /** Rows start to end - 1 as they stand, without a copy. */
  inPlace(start: number, end: number): Rows;
  /** The rows that an order puts at places start to end - 1. */
  inOrder(order: Uint32Array, start: number, end: number): Rows;
}

/** @param rowCountMax the most rows ever gathered at once */
export function rowReader(dataset: Dataset, rowCountMax: number): RowReader {
  const inputs = { values: dataset.inputs, width: sizeOf(dataset.inputShape) };
  const targets = { values: dataset.targets, width: sizeOf(dataset.targetShape) };
  const room = ({ width }: Column) => new Float32Array(rowCountMax * width);
  // tfjs-node reads an array only when an operation needs it, so one batch must outlive the next.
  const rooms = [0, 1].map(() => ({ inputs: room(inputs), targets: room(targets) }));
  let turn = 0;
  return {
    inPlace: (start, end) => ({
      rowCount: end - start,
      inputs: inputs.values.subarray(start * inputs.width, end * inputs.width),
      targets: targets.values.subarray(start * targets.width, end * targets.width),
    }),
    inOrder(order, start, end) {
      const into = rooms[turn++ % 2]!;
      return {
        rowCount: end - start,
        inputs: gather(inputs, order.subarray(start, end), into.inputs),
        targets: gather(targets, order.subarray(start, end), into.targets),
      };
    },
  };
}

interface Column {
  readonly values: Float32Array;
  readonly width: number;
}

function gather({ values, width }: Column, rows: Uint32Array, into: Float32Array): Float32Array {
  for (const [place, row] of rows.entries()) {
    into.set(values.subarray(row * width, (row + 1) * width), place * width);
  }
  return into.subarray(0, rows.length * width);
}
