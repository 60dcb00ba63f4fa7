import fc from "fast-check";
import { expect, test } from "vitest";
import { signFlip } from "../../../src/stats/procedure/sign-flip.ts";
import {
  signFlipInterval,
  signFlipIntervals,
} from "../../../src/stats/procedure/sign-flip-interval.ts";

const MANY = Array.from({ length: 40 }, (_, i) => Math.sin(7 * i * i) + 0.3);

test("the ends are the k-th means of the non-empty subsets", () => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 9 });
  fc.assert(
    fc.property(values, (list) => {
      const subsets = list.reduce<number[][]>(
        (all, value) => all.flatMap((subset) => [subset, [...subset, value]]),
        [[]],
      );
      const means = subsets
        .slice(1)
        .map((subset) => subset.reduce((sum, value) => sum + value, 0) / subset.length)
        .sort((p, q) => p - q);
      const k = Math.floor(((1 - 0.9) / 2) * subsets.length);
      const { low, high, level } = signFlipInterval(list, 0.9)!;
      expect(low).toBeCloseTo(means[k - 1]!, 10);
      expect(high).toBeCloseTo(means[means.length - k]!, 10);
      expect(level).toBe(1 - (2 * k) / subsets.length);
    }),
    { numRuns: 40 },
  );
});

test("it excludes 0 just where the flips' p is at most one minus its level", () => {
  const values = fc.array(fc.double({ min: -1, max: 2, noNaN: true }), {
    minLength: 6,
    maxLength: 14,
  });
  fc.assert(
    fc.property(values, fc.constantFrom(0.95, 0.9, 0.5), (list, level) => {
      const interval = signFlipInterval(list, level);
      fc.pre(interval !== null);
      const excludes = interval!.low > 0 || interval!.high < 0;
      const { pValue } = signFlip(list);
      // An end at 0 is a tie, of which the p-value counts both halves.
      if (interval!.low === 0 || interval!.high === 0) return;
      expect(excludes).toBe(pValue <= 1 - interval!.level);
    }),
  );
});

test("several levels are those of one at a time, and a higher level is no narrower", () => {
  for (const values of [MANY.slice(0, 12), MANY]) {
    const levels = [0.95, 0.9, 0.5];
    const together = signFlipIntervals(values, levels);
    expect(together).toEqual(levels.map((level) => signFlipInterval(values, level)));
    together.slice(1).forEach((narrow, index) => {
      expect(narrow!.low).toBeGreaterThanOrEqual(together[index]!.low);
      expect(narrow!.high).toBeLessThanOrEqual(together[index]!.high);
      expect(together[index]!.level).toBeGreaterThanOrEqual(levels[index]!);
    });
  }
});

test("it moves with the values and turns with their sign", () => {
  for (const values of [MANY.slice(0, 10), MANY]) {
    const { low, high } = signFlipInterval(values, 0.95)!;
    const moved = signFlipInterval(
      values.map((value) => 3 * value + 1),
      0.95,
    )!;
    expect(moved.low).toBeCloseTo(3 * low + 1, 12);
    expect(moved.high).toBeCloseTo(3 * high + 1, 12);
    const turned = signFlipInterval(
      values.map((value) => -value),
      0.95,
    )!;
    expect([turned.low, turned.high]).toEqual([-high, -low]);
  }
});

test("random subsets end near the counted ones", () => {
  const [counted, sampled] = [MANY.slice(0, 30), [...MANY.slice(0, 30), 0.3]].map(
    (values) => signFlipInterval(values, 0.95)!,
  );
  // The one value more, near the mean, narrows it by 2 %, and the sample's error is of that size.
  expect(Math.abs(sampled!.low - counted!.low)).toBeLessThan(0.02);
  expect(Math.abs(sampled!.high - counted!.high)).toBeLessThan(0.02);
});

test("there is none at a level that so few seeds cannot reach", () => {
  expect(signFlipInterval([1, 2, 3, 4, 5], 0.95)).toBeNull();
  expect(signFlipInterval([1, 2, 3, 4, 5, 6], 0.95)).not.toBeNull();
  expect(signFlipInterval([], 0.5)).toBeNull();
});

test("a level outside (0, 1) is refused", () => {
  expect(() => signFlipInterval([1, 2, 3], 1)).toThrow("level must be in (0, 1), got 1");
});
