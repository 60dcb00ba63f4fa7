import { expect, test } from "vitest";
import { embed, embedGradient } from "../../../src/engine/compiled/reference/embedding.ts";
import { elements, empty, matrix } from "./matrices.ts";

const TABLE = matrix(4, 3, (r, c) => 10 * r + c);
const NAN_ROW = [Number.NaN, Number.NaN, Number.NaN];

test("each number selects a row of the table, by rows and columns", () => {
  const y = empty(6, 3);
  embed(numbers([3, 0], [1, 1], [2, 3]), TABLE, y);
  expect(elements(y).map((row) => row[0])).toEqual([30, 0, 10, 10, 20, 30]);
  expect(elements(y)[0]).toEqual([30, 31, 32]);
});

test("a number outside the table, NaN and infinity give a row of NaN", () => {
  const y = empty(6, 3);
  embed(numbers([4, -1], [Number.NaN, Number.POSITIVE_INFINITY], [-0.5, 1e30]), TABLE, y);
  expect(elements(y)).toEqual(Array(6).fill(NAN_ROW));
});

test("the gradient of a row is the sum over the elements that select it, in their order", () => {
  const dtable = matrix(4, 3, () => 9);
  // 2^24 + 1 + 1 is 2^24 in float32, 1 + 1 + 2^24 would not be
  const dys = [2 ** 24, 1, 1, 5, 6, 7];
  embedGradient(
    numbers([2, 2], [2, 0], [4, -3]),
    matrix(6, 3, (r) => dys[r]!),
    dtable,
  );
  expect(elements(dtable).map((row) => row[0])).toEqual([5, 0, 2 ** 24, 0]);
  expect(elements(dtable)[0]).toEqual([5, 5, 5]);
});

function numbers(...rows: readonly (readonly number[])[]) {
  return matrix(rows.length, 2, (r, c) => rows[r]![c]!);
}
