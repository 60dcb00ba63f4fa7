import { roomOf } from "./buffer-plan.ts";
import type { Program, Tensor, TensorId } from "./program.ts";

/** Columns side by side in a panel: the widest tile of a product. */
export const PANEL_COLUMNS = 32;

/** Where element (row, column) of a matrix of so many rows stands in its panels. */
export function panelIndex(rows: number, row: number, column: number): number {
  return ((column >> 5) * rows + row) * PANEL_COLUMNS + (column & 31);
}

/** A weight or slot as a row-major array of its own. */
export function readTensor(program: Program, arena: Float32Array, id: TensorId): Float32Array {
  const tensor = program.tensors[id]!;
  const { layout, rows, width, offset } = tensor;
  if (layout !== "panels") return arena.slice(offset, offset + rows * width);
  const values = new Float32Array(rows * width);
  eachPanelRow(tensor, (from, place, count) => {
    for (let i = 0; i < count; i++) values[place + i] = arena[from + i]!;
  });
  return values;
}

/** Puts row-major values where a weight stands; its padding stays. */
export function writeTensor(
  program: Program,
  arena: Float32Array,
  id: TensorId,
  values: Float32Array,
): void {
  const tensor = program.tensors[id]!;
  if (tensor.layout !== "panels") {
    arena.set(values, tensor.offset);
    return;
  }
  eachPanelRow(tensor, (to, place, count) => arena.set(values.subarray(place, place + count), to));
}

/** How many numbers a program predicts for each sample. */
export function outputSizeOf({ tensors, prediction }: Program): number {
  const { rows, width } = tensors[prediction.evaluate]!;
  return rows * width;
}

/** Goes through a weight in panels by the columns that stand side by side in both layouts. */
function eachPanelRow(
  { rows, width, offset }: Tensor,
  visit: (inArena: number, rowMajor: number, count: number) => void,
): void {
  for (let column = 0; column < width; column += PANEL_COLUMNS) {
    const count = Math.min(PANEL_COLUMNS, width - column);
    for (let row = 0; row < rows; row++) {
      visit(offset + panelIndex(rows, row, column), row * width + column, count);
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
