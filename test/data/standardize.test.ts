import { expect, test } from "vitest";
import { standardized } from "../../src/data/standardize.ts";

test("mean and deviation are those of the training rows, the population's", () => {
  // Mean 5 and standard deviation 2 of the first eight.
  const values = Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9, 15);
  expect([...standardized(values, 8)]).toEqual([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2, 5]);
});

test("a column that is constant where it trains becomes zeros, in all rows", () => {
  // The mean of three 0.1 is not 0.1: rounding would make a deviation of it.
  expect([...standardized(Float64Array.of(0.1, 0.1, 0.1, 7), 3)]).toEqual([0, 0, 0, 0]);
  expect([...standardized(Float64Array.of(7), 1)]).toEqual([0]);
});

test("deviations too small to be squared become zeros, not infinities", () => {
  expect([...standardized(Float64Array.of(0, 1e-200, 1), 2)]).toEqual([0, 0, 0]);
});

test("a spread that another row is too far from for a float32 is none", () => {
  expect([...standardized(Float64Array.of(1e-300, 3e-300, 1e30), 2)]).toEqual([0, 0, 0]);
  expect([
    ...standardized(
      Float64Array.of(1, 3, 5).map((n) => n * 2 ** -100),
      2,
    ),
  ]).toEqual([-1, 1, 3]);
});
