import fc from "fast-check";
import { expect, test } from "vitest";
import { twoSidedP } from "../../../src/stats/distribution/student-t.ts";
import { everySeed } from "../../../src/stats/sequential/looks.ts";
import {
  repeatedCritical,
  repeatedThreshold,
} from "../../../src/stats/sequential/repeated-interval.ts";
import {
  EVERY_SEED_THRESHOLDS,
  LISTED_THRESHOLDS,
  TABLE_ALPHAS,
} from "../../../src/stats/sequential/repeated-thresholds.ts";

const schedules = [
  ...Object.entries(EVERY_SEED_THRESHOLDS).flatMap(([min, rows]) =>
    Object.keys(rows).map((max) => everySeed(Number(min), Number(max))),
  ),
  ...Object.keys(LISTED_THRESHOLDS).map((key) => key.split(",").map(Number)),
];

test("the table has 55 schedules, and every one of them is found in it", () => {
  expect(schedules).toHaveLength(55);
  for (const looks of schedules) {
    expect(repeatedThreshold(looks, 0.05).source).toBe("table");
    expect(repeatedThreshold(looks, 1 - 0.95).source).toBe("table");
  }
});

test("each threshold is between Bonferroni's and the one of a single look", () => {
  for (const looks of schedules) {
    for (const alpha of TABLE_ALPHAS) {
      const { threshold } = repeatedThreshold(looks, alpha);
      expect(threshold).toBeLessThan(alpha);
      expect(threshold).toBeGreaterThan(alpha / looks.length);
    }
  }
});

test("more looks need a lower threshold, and a larger alpha allows a higher one", () => {
  const maxima = [10, 12, 15, 20, 25, 30, 40, 50];
  for (const min of [3, 4, 5, 6, 8]) {
    const thresholds = maxima.map((max) => repeatedThreshold(everySeed(min, max), 0.05).threshold);
    expect(thresholds).toEqual(thresholds.toSorted((p, q) => q - p));
  }
  const alphas = fc.double({ min: 0.0025, max: 0.1, noNaN: true });
  fc.assert(
    fc.property(alphas, alphas, fc.constantFrom(...schedules), (p, q, looks) => {
      const [low, high] = [Math.min(p, q), Math.max(p, q)];
      const [a, b] = [low, high].map((alpha) => repeatedThreshold(looks, alpha).threshold);
      expect(a).toBeLessThanOrEqual(b!);
    }),
  );
});

test("between two alphas of the table the threshold goes with a power of alpha", () => {
  const looks = everySeed(5, 30);
  const [low, middle, high] = [0.05, Math.sqrt(0.05 * 0.1), 0.1].map((alpha) =>
    repeatedThreshold(looks, alpha),
  );
  expect(middle!.source).toBe("interpolated");
  expect(middle!.threshold).toBeCloseTo(Math.sqrt(low!.threshold * high!.threshold), 12);
});

test("a schedule of every seed takes the next larger maximum", () => {
  const larger = repeatedThreshold(everySeed(5, 30), 0.05);
  const { threshold, source } = repeatedThreshold(everySeed(5, 26), 0.05);
  expect([threshold, source]).toEqual([larger.threshold, "larger schedule"]);
  expect(repeatedThreshold(everySeed(5, 6), 0.05).threshold).toBe(
    repeatedThreshold(everySeed(5, 10), 0.05).threshold,
  );
});

test("looks that are in no table are simulated, once", () => {
  const looks = [2, 4];
  const { threshold, source } = repeatedThreshold(looks, 0.05);
  expect(source).toBe("simulated");
  expect(threshold).toBeGreaterThan(0.025);
  expect(threshold).toBeLessThan(0.05);
  const started = performance.now();
  expect(repeatedThreshold(looks, 0.05).threshold).toBe(threshold);
  expect(performance.now() - started).toBeLessThan(20);
});

test("a single look has alpha itself", () => {
  expect(repeatedThreshold([12], 0.03)).toEqual({ threshold: 0.03, source: "simulated" });
});

test("the critical value is the t whose p is the threshold", () => {
  for (const n of [2, 5, 30]) {
    for (const p of [1e-9, 0.0077, 0.05]) {
      expect(twoSidedP(repeatedCritical(n, p), n - 1) / p).toBeCloseTo(1, 11);
    }
  }
});

test("an alpha outside (0, 1) and looks out of order are refused", () => {
  expect(() => repeatedThreshold([5, 6], 0)).toThrow("alpha must be in (0, 1), got 0");
  expect(() => repeatedThreshold([6, 5], 0.05)).toThrow("ascending, got [6,5]");
});
