import { expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import { rowReader } from "../../src/engine/tfjs/row-reader.ts";

const dataset = sineWindows({ rows: 10, seed: 1 });
const order = Uint32Array.of(7, 3, 9, 0, 5);

test("rows in order are those rows, side by side", () => {
  const { rowCount, inputs, targets } = rowReader(dataset, 4).inOrder(order, 1, 4);
  expect(rowCount).toBe(3);
  expect([...targets]).toEqual([3, 9, 0].map((row) => dataset.targets[row]));
  expect(inputs.subarray(1001, 2002)).toEqual(dataset.inputs.slice(9 * 1001, 10 * 1001));
});

test("a batch outlives the next one, as a backend may read it late", () => {
  const reader = rowReader(dataset, 4);
  const first = reader.inOrder(order, 0, 2);
  const before = [...first.targets];
  reader.inOrder(order, 2, 4);
  expect([...first.targets]).toEqual(before);
});

test("rows in place are the data set's own memory", () => {
  const { inputs } = rowReader(dataset, 4).inPlace(2, 4);
  expect(inputs.buffer).toBe(dataset.inputs.buffer);
  expect(inputs.byteOffset).toBe(4 * 2 * 1001);
});
