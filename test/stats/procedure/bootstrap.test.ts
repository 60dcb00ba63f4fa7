import { describe, expect, test } from "vitest";
import { median } from "../../../src/stats/median.ts";
import { moments } from "../../../src/stats/moments.ts";
import { bcaInterval } from "../../../src/stats/procedure/bootstrap.ts";
import { expectNear } from "../near.ts";

describe("the bootstrap interval", () => {
  const values = [1.3, 0.2, 2.9, 1.1, 0.7, 5.5, 1.9, 0.4, 2.2, 1.6];
  const mean = (sampled: readonly number[]) => moments(sampled).mean!;
  test("is the same for the same seed and another for another", () => {
    const it = bcaInterval(values, mean, 0.95);
    expect(bcaInterval(values, mean, 0.95, 0)).toEqual(it);
    expect(bcaInterval(values, mean, 0.95, 1)).not.toEqual(it);
  });
  test("of a statistic without a formula holds it and grows with the level", () => {
    const [narrow, wide] = [0.8, 0.99].map(
      (level) => bcaInterval(values, (v) => median(v)!, level)!,
    );
    expect(wide!.low <= narrow!.low && narrow!.low < median(values)!).toBe(true);
    expect(median(values)! < narrow!.high && narrow!.high <= wide!.high).toBe(true);
    expect(wide!.level).toBe(0.99);
  });
  test("follows skewness: of the mean it reaches farther to the long side", () => {
    const { low, high } = bcaInterval(values, mean, 0.95)!;
    expect(high - mean(values)).toBeGreaterThan(1.1 * (mean(values) - low));
  });
  test("turns with the sign", () => {
    const { low, high } = bcaInterval(values, mean, 0.9)!;
    const turned = bcaInterval(
      values.map((value) => -value),
      mean,
      0.9,
    )!;
    expectNear([-turned.high, -turned.low], [low, high]);
  });
  test("does not exist for one value, for equal ones, nor beside an estimate at the edge", () => {
    expect([bcaInterval([1], mean, 0.9), bcaInterval([2, 2, 2], mean, 0.9)]).toEqual([null, null]);
    // A resample of 30 different values never holds all of them: every count is lower.
    const count = (sampled: readonly number[]) => new Set(sampled).size;
    const many = Array.from({ length: 30 }, (_, i) => i);
    expect(bcaInterval(many, count, 0.9)).toBeNull();
  });
  test("at level 1 and for seed 0.5 is refused", () => {
    expect(() => bcaInterval(values, mean, 1)).toThrow("bcaInterval: level must be in (0, 1)");
    expect(() => bcaInterval(values, mean, 0.9, 0.5)).toThrow("seed must be");
  });
});
