import { roomOf } from "./buffer-plan.ts";
import type { Program, TensorId } from "./program.ts";

/** Columns side by side in a panel: the widest tile of a product. */
export const PANEL_COLUMNS = 32;

/** Where element (row, column) of a matrix of so many rows stands in its panels. */
export function panelIndex(rows: number, row: number, column: number): number {
  return ((column >> 5) * rows + row) * PANEL_COLUMNS + (column & 31);
}

/** A weight or slot as a row-major array of its own. */
export function readTensor(program: Program, arena: Float32Array, id: TensorId): Float32Array {
  const { layout, rows, width, offset } = program.tensors[id]!;
  if (layout !== "panels") return arena.slice(offset, offset + rows * width);
  const values = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      values[row * width + column] = arena[offset + panelIndex(rows, row, column)]!;
    }
  }
  return values;
}

/** Puts row-major values where a weight stands; its padding stays. */
export function writeTensor(
  program: Program,
  arena: Float32Array,
  id: TensorId,
  values: Float32Array,
): void {
  const { layout, rows, width, offset } = program.tensors[id]!;
  if (layout !== "panels") {
    arena.set(values, offset);
    return;
  }
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      arena[offset + panelIndex(rows, row, column)] = values[row * width + column]!;
    }
  }
}

/** Fills a weight or slot, its padding included. */
export function fillTensor(
  program: Program,
  arena: Float32Array,
  id: TensorId,
  value: number,
): void {
  const tensor = program.tensors[id]!;
  arena.fill(value, tensor.offset, tensor.offset + roomOf(tensor, 0));
}
