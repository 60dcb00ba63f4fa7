import { expect, test } from "vitest";
import { copyRows } from "../../../src/engine/compiled/copy-rows.ts";

test.each([1, 5, 100])("rows %i wide arrive in their order, shared or not", (width) => {
  const shared = new Float32Array(new SharedArrayBuffer(4 * 7 * width));
  for (const source of [shared, new Float32Array(7 * width)]) {
    source.set(source.map((_, index) => index));
    const target = new Float32Array(4 * width).fill(-1);
    copyRows(source, width, Uint32Array.of(0, 6, 2, 2, 5), 1, 4, target);
    const expected = [6, 2, 2].flatMap((row) => [
      ...source.subarray(row * width, (row + 1) * width),
    ]);
    expect([...target]).toEqual([...expected, ...Array<number>(width).fill(-1)]);
  }
});

test("without an order rows are copied as they stand", () => {
  const target = new Float32Array(4);
  copyRows(Float32Array.of(0, 1, 2, 3, 4, 5), 2, undefined, 1, 3, target);
  expect([...target]).toEqual([2, 3, 4, 5]);
});
