import { expect, test } from "vitest";
import { learningRateAt } from "../../src/model/learning-rate.ts";

test("a plain number holds at every step", () => {
  expect(learningRateAt(0.1, 0)).toBe(0.1);
  expect(learningRateAt(0.1, 1e6)).toBe(0.1);
});

test("a step schedule drops at every multiple of `every`", () => {
  const rate = { schedule: "step", initial: 1, factor: 0.5, every: 10 } as const;
  expect([0, 9, 10, 25].map((step) => learningRateAt(rate, step))).toEqual([1, 1, 0.5, 0.25]);
});

test("an exponential schedule has fallen by its rate after its steps", () => {
  const rate = { schedule: "exponential", initial: 2, rate: 0.3, steps: 100 } as const;
  expect(learningRateAt(rate, 0)).toBe(2);
  expect(learningRateAt(rate, 100)).toBeCloseTo(0.6, 12);
  expect(learningRateAt(rate, 250)).toBeCloseTo(2 * 0.3 ** 2.5, 12);
});

test("an exponential schedule may grow, to infinity if it has to", () => {
  const rate = { schedule: "exponential", initial: 2, rate: 1.5, steps: 10 } as const;
  expect(learningRateAt(rate, 25)).toBeCloseTo(2 * 1.5 ** 2.5, 12);
  expect(learningRateAt(rate, 1e6)).toBe(Number.POSITIVE_INFINITY);
  expect(learningRateAt({ ...rate, rate: 1e-9 }, 1e6)).toBe(0);
});

test("a cosine schedule goes from initial over the middle to its floor and stays there", () => {
  const rate = { schedule: "cosine", initial: 1, floor: 0.1, steps: 100 } as const;
  expect(learningRateAt(rate, 0)).toBe(1);
  expect(learningRateAt(rate, 50)).toBeCloseTo(0.55, 12);
  expect(learningRateAt(rate, 100)).toBeCloseTo(0.1, 12);
  expect(learningRateAt(rate, 1000)).toBeCloseTo(0.1, 12);
});
