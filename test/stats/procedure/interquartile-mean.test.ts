import { describe, expect, test } from "vitest";
import { interquartileMean } from "../../../src/stats/procedure/interquartile-mean.ts";

describe("the interquartile mean", () => {
  test("drops a quarter at each end, rounded down", () => {
    expect(interquartileMean([100, 1, 2, 3])).toBe(2.5);
    expect(interquartileMean([9, 1, 2])).toBe(4);
    expect(interquartileMean([8, 7, 6, 5, 4, 3, 2, -100])).toBe(4.5);
    expect(interquartileMean([])).toBeNull();
  });
});
