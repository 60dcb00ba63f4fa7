import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf } from "../../../src/stats/distribution/binomial.ts";
import { clopperPearson, wilson } from "../../../src/stats/procedure/proportion-interval.ts";
import { expectNear } from "../near.ts";

const counts = fc
  .integer({ min: 1, max: 60 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe.each([
  ["Clopper and Pearson's", clopperPearson],
  ["Wilson's", wilson],
])("%s interval", (name, interval) => {
  test("holds the share and mirrors when failures are counted", () => {
    fc.assert(
      fc.property(counts, fc.constantFrom(0.5, 0.9, 0.999), ([successes, n], level) => {
        const [it, mirrored] = [interval(successes, n, level), interval(n - successes, n, level)];
        expect(it.low).toBeLessThanOrEqual(successes / n);
        expect(it.high).toBeGreaterThanOrEqual(successes / n);
        expect(it.level).toBe(level);
        expectNear([1 - mirrored.high, 1 - mirrored.low], [it.low, it.high]);
      }),
    );
  });
  test("ends at exactly 0 and 1", () => {
    expect([interval(0, 9, 0.95).low, interval(9, 9, 0.95).high]).toEqual([0, 1]);
  });
  test("keeps its digits for one success in a million", () => {
    // Poisson's interval for one, and Wilson's as its expansion in 1 / n.
    const [low, high] = name.startsWith("W") ? [0.1765, 5.6649] : [0.02532, 5.5716];
    const it = interval(1, 1_000_000, 0.95);
    const share = { relative: 1e-4, absolute: 0 };
    expectNear([it.low * 1e6, it.high * 1e6], [low, high], { ...share, relative: 1e-3 });
  });
  test.each([
    [1, 0],
    [-1, 3],
    [4, 3],
    [0.5, 3],
  ])("of %d out of %d is refused", (successes, n) => {
    expect(() => interval(successes, n, 0.9)).toThrow(`got ${successes} of ${n}`);
  });
  test("at level 0 is refused", () => {
    expect(() => interval(1, 2, 0)).toThrow("level must be in (0, 1), got 0");
  });
});

test("Clopper and Pearson's interval covers every proportion with its level at least", () => {
  const [n, level] = [12, 0.9];
  const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, level));
  for (let p = 0.01; p < 1; p += 0.01) {
    const covered = intervals.reduce((sum, { low, high }, k) => {
      const chance = binomialCdf(k, n, p) - binomialCdf(k - 1, n, p);
      return low <= p && p <= high ? sum + chance : sum;
    }, 0);
    expect(covered).toBeGreaterThanOrEqual(level);
  }
});
