import { expect, test } from "vitest";
import { completeLooks, everySeed, requireLooks } from "../../../src/stats/sequential/looks.ts";

test("every seed is every number from the first to the last", () => {
  expect(everySeed(5, 8)).toEqual([5, 6, 7, 8]);
  expect(everySeed(5, 5)).toEqual([5]);
});

test("an end before the start, a start below 2 and a fraction are refused", () => {
  expect(() => everySeed(5, 4)).toThrow("needs integers 2 <= min <= max, got 5 and 4");
  expect(() => everySeed(1, 4)).toThrow("got 1 and 4");
  expect(() => everySeed(5, 6.5)).toThrow("got 5 and 6.5");
});

test("a look waits for the seeds before it, however many later ones are there", () => {
  expect(completeLooks([2, 3, 4], [true, true, false, true, true])).toEqual([2]);
  expect(completeLooks([2, 3, 4], [true, true, true])).toEqual([2, 3]);
  expect(completeLooks([2, 3], [false, true, true])).toEqual([]);
});

test("looks out of order, doubled, too early or missing are refused", () => {
  for (const looks of [[5, 4], [5, 5], [1, 2], [2.5], []]) {
    expect(() => requireLooks("here", looks)).toThrow("here: looks must be integers from 2");
  }
  expect(() => requireLooks("here", [2, 3, 10])).not.toThrow();
});
