import { expect, test } from "vitest";
import { copyBlocks } from "../../../src/engine/compiled/reference/copy-blocks.ts";
import { elements, empty, matrix } from "./matrices.ts";

test("one block of a whole sample is a reshape", () => {
  // two samples of [3, 4] become two of [2, 6]
  const y = empty(4, 6);
  copyBlocks(
    matrix(6, 4, (r, c) => 4 * r + c),
    y,
    2,
    1,
    12,
    0,
    0,
    0,
    0,
  );
  expect(elements(y).flat()).toEqual(Array.from({ length: 24 }, (_, i) => i));
});

test("blocks with steps are a concatenation of columns, and back", () => {
  // samples of [2, 3] beside samples of [2, 2]
  const a = matrix(4, 3, (r, c) => 10 * r + c);
  const b = matrix(4, 2, (r, c) => 100 + 10 * r + c);
  const y = empty(4, 5);
  copyBlocks(a, y, 2, 2, 3, 0, 3, 0, 5);
  copyBlocks(b, y, 2, 2, 2, 0, 2, 3, 5);
  expect(elements(y)).toEqual(elements(a).map((row, r) => [...row, ...elements(b)[r]!]));
  const back = empty(4, 2);
  copyBlocks(y, back, 2, 2, 2, 3, 5, 0, 2);
  expect(elements(back)).toEqual(elements(b));
});

test("places that no block reaches are left alone", () => {
  const y = matrix(2, 5, () => 9);
  copyBlocks(
    matrix(2, 3, () => 1),
    y,
    2,
    1,
    2,
    1,
    0,
    2,
    0,
  );
  expect(elements(y)).toEqual([
    [9, 9, 1, 1, 9],
    [9, 9, 1, 1, 9],
  ]);
});

test("no samples are no copy", () => {
  const y = matrix(2, 2, () => 9);
  copyBlocks({ ...y, rows: 0 }, { ...y, rows: 0 }, 0, 1, 4, 0, 0, 0, 0);
  expect(elements(y).flat()).toEqual([9, 9, 9, 9]);
});
