import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { median } from "../../../src/stats/median.ts";
import { quantile } from "../../../src/stats/procedure/quantile.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

describe("a quantile", () => {
  test("lies between the order statistics, whatever the order of the values", () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((p) => quantile([10, 9, 100, 2, 1], p))).toEqual([
      1, 2, 9, 64, 100,
    ]);
    expect([quantile([], 0.5), quantile([7], 0.3)]).toEqual([null, 7]);
  });
  test("at one half is the median", () => {
    fc.assert(fc.property(sample, (values) => expectNear(quantile(values, 0.5), median(values))));
  });
  test("outside [0, 1] is refused", () => {
    expect(() => quantile([1], 1.1)).toThrow("quantile: p must be in [0, 1], got 1.1");
  });
});
