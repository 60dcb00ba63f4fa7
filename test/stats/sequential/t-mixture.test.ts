import fc from "fast-check";
import { expect, test } from "vitest";
import {
  tMixtureCritical,
  tMixtureInterval,
  tMixtureLogE,
} from "../../../src/stats/sequential/t-mixture.ts";

const VALUES = Array.from({ length: 30 }, (_, i) => Math.sin(7 * i * i) + 0.2);

test("at the interval's ends the e-process is just one over one minus the level", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 30 }),
      fc.constantFrom(0.9, 0.95, 0.99),
      fc.constantFrom(0.5, 1, 2),
      (n, level, tau) => {
        const seen = VALUES.slice(0, n);
        const interval = tMixtureInterval(seen, level, tau)!;
        if (interval.high === Infinity) return;
        for (const end of [interval.low, interval.high]) {
          const logE = tMixtureLogE(
            seen.map((value) => value - end),
            tau,
          ).at(-1)!;
          expect(logE).toBeCloseTo(-Math.log(1 - level), 10);
        }
      },
    ),
  );
});

test("a mean over 95 % of normal likelihoods needs five seeds, and then narrows", () => {
  expect(tMixtureCritical(1, 0.95)).toBe(Infinity);
  expect(tMixtureCritical(4, 0.95)).toBe(Infinity);
  const reach = [5, 8, 20, 100, 1000].map((n) => tMixtureCritical(n, 0.95) / Math.sqrt(n));
  expect(reach.every((r, index) => r < (reach[index - 1] ?? Infinity))).toBe(true);
  expect(tMixtureCritical(50, 0.99)).toBeGreaterThan(tMixtureCritical(50, 0.95));
});

test("scale and negation do not matter to the evidence", () => {
  const plain = tMixtureLogE(VALUES);
  tMixtureLogE(VALUES.map((value) => -1e6 * value)).forEach((logE, index) => {
    expect(logE).toBeCloseTo(plain[index]!, 10);
  });
});

test("without a spread there is no interval, and before five seeds no bound", () => {
  expect(tMixtureInterval([2, 2, 2, 2, 2], 0.95)).toBeNull();
  expect(tMixtureInterval([2, 2], 0.95)).toEqual({ low: -Infinity, high: Infinity, level: 0.95 });
});

test("a level outside (0, 1) is refused", () => {
  expect(() => tMixtureInterval([1, 2], 1)).toThrow("level must be in (0, 1), got 1");
});
