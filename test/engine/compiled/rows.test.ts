import { expect, test } from "vitest";
import { laneSum } from "../../../src/engine/compiled/reference/rows.ts";

// 2^24 + 1 is 2^24 in float32, and 2^24 + 2 is exact: the order of a sum shows.

const sumOf = (ones: readonly number[]) =>
  laneSum(40, (c) => (c === 0 ? 2 ** 24 : ones.includes(c) ? 1 : 0));

test("a lane sum first adds every sixteenth element", () => {
  expect(sumOf([1, 17])).toBe(2 ** 24 + 2);
  expect(sumOf([1, 18])).toBe(2 ** 24);
});

test("then it adds the sixteen partial sums in their order", () => {
  expect(sumOf([16, 1, 2, 3])).toBe(2 ** 24);
  expect(sumOf([15, 31])).toBe(2 ** 24 + 2);
});
