import { expect, test } from "vitest";
import {
  activityGradient,
  activityPenalty,
} from "../../../src/engine/compiled/reference/activity.ts";
import { elements, largestError, matrix, spread } from "./matrices.ts";

const [L1, L2, SAMPLES] = [0.01, 0.002, 3];
// two rows a sample, and a zero
const Y = matrix(6, 20, (r, c) => (r + c === 0 ? 0 : ((7 * r + c) % 9) - 4));

test("the penalty is l1 times the sizes and l2 times the squares, a sample", () => {
  const all = elements(Y).flat();
  const sizes = all.reduce((sum, y) => sum + Math.abs(y), 0);
  const squares = all.reduce((sum, y) => sum + y * y, 0);
  expect(activityPenalty(Y, L1, L2, SAMPLES)).toBeCloseTo(
    (L1 * sizes + L2 * squares) / SAMPLES,
    12,
  );
});

test("its gradient is added to what is there; at zero it is zero", () => {
  const before = elements(matrix(6, 20, spread(1)));
  const dy = matrix(6, 20, spread(1));
  activityGradient(Y, L1, L2, SAMPLES, dy);
  const expected = (r: number, c: number) => {
    const y = elements(Y)[r]![c]!;
    return before[r]![c]! + (L1 * Math.sign(y) + 2 * L2 * y) / SAMPLES;
  };
  expect(largestError(elements(dy), expected)).toBeLessThan(1e-7);
  expect(elements(dy)[0]![0]).toBe(before[0]![0]);
});
