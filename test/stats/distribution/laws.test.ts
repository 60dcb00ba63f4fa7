import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaQuantile } from "../../../src/stats/distribution/beta.ts";
import { binomialCdf } from "../../../src/stats/distribution/binomial.ts";
import { bisect } from "../../../src/stats/distribution/bisect.ts";
import { regularizedBeta } from "../../../src/stats/distribution/incomplete-beta.ts";
import { logGamma, stirlingCorrection } from "../../../src/stats/distribution/log-gamma.ts";
import { noncentralTCdf, noncentralTTail } from "../../../src/stats/distribution/noncentral-t.ts";
import { normalCdf, normalQuantile } from "../../../src/stats/distribution/normal.ts";
import {
  tCdf,
  tCritical,
  tQuantile,
  tTail,
  twoSidedP,
} from "../../../src/stats/distribution/student-t.ts";
import { expectNear } from "../near.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const parameter = between(-1, 4).map((exponent) => 10 ** exponent);
const chance = between(1e-9, 1 - 1e-9);
const near = { relative: 1e-11, absolute: 1e-13 };

describe("log-gamma", () => {
  test("of 1 and 2 is 0, of 1/2 half the logarithm of pi, of 171 ln 170!", () => {
    expectNear([logGamma(1), logGamma(2)], [0, 0], { relative: 0, absolute: 1e-14 });
    expectNear(logGamma(0.5), Math.log(Math.PI) / 2, { relative: 1e-14, absolute: 0 });
    const factorial = Array.from({ length: 170 }, (_, i) => i + 1).reduce((a, b) => a * b);
    expectNear(logGamma(171), Math.log(factorial), { relative: 1e-14, absolute: 0 });
  });
  test("grows by ln x from x to x + 1", () => {
    fc.assert(
      fc.property(parameter, (x) => expectNear(logGamma(x + 1) - logGamma(x), Math.log(x), near)),
    );
  });
});

describe("the incomplete beta function", () => {
  test("and its mirror image make 1", () => {
    fc.assert(
      fc.property(chance, parameter, parameter, (x, a, b) => {
        expectNear(regularizedBeta(x, a, b) + regularizedBeta(1 - x, b, a, x), 1, near);
      }),
    );
  });
  test("keeps its digits at x = 10^-12, where it is x^a / (a B(a, b)) but for a share of x", () => {
    const [x, a, b] = [1e-12, 2.5, 7];
    const beta = Math.exp(logGamma(a) + logGamma(b) - logGamma(a + b));
    expectNear(regularizedBeta(x, a, b), x ** a / (a * beta), { relative: 2e-11, absolute: 0 });
  });
  test("is 0 at 0 and 1 at 1", () => {
    expect([regularizedBeta(0, 2, 3), regularizedBeta(1, 2, 3)]).toEqual([0, 1]);
  });
  test("of large equal parameters is a half in the middle, within the digits it promises", () => {
    expectNear(regularizedBeta(0.5, 1e4, 1e4), 0.5, { relative: 1e-12, absolute: 0 });
    expectNear(regularizedBeta(0.5, 1e10, 1e10), 0.5, { relative: 1e-9, absolute: 0 });
  });
});

describe("the normal distribution", () => {
  test("has its quantile where its chance is p, in either tail", () => {
    fc.assert(fc.property(chance, (p) => expectNear(normalCdf(normalQuantile(p)), p, near)));
    expectNear(normalCdf(normalQuantile(1e-300)), 1e-300, { relative: 1e-11, absolute: 0 });
  });
  test("ends at 0 and 1", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect([normalCdf(-infinity), normalCdf(infinity)]).toEqual([0, 1]);
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([-infinity, 0, infinity]);
  });
});

describe("Student's t", () => {
  test("has its quantile where its chance is p, for any degrees of freedom", () => {
    fc.assert(
      fc.property(chance, parameter, (p, df) => {
        const t = tQuantile(p, df);
        if (Math.abs(t) < 1e150) expectNear(tCdf(t, df), p, near);
      }),
      { numRuns: 50 },
    );
  });
  test("is symmetric, and its two sides make the two-sided p", () => {
    fc.assert(
      fc.property(between(0, 50), parameter, (t, df) => {
        expect(tTail(-t, df)).toBe(1 - tTail(t, df));
        expect(tCdf(t, df)).toBe(tTail(-t, df));
        expectNear(2 * tTail(t, df), twoSidedP(t, df), near);
        expect(twoSidedP(-t, df)).toBe(twoSidedP(t, df));
      }),
    );
  });
  test("has Cauchy's distribution at df 1, also for the largest and smallest numbers", () => {
    expectNear(tTail(1e10, 1), 1e-10 / Math.PI, { relative: 1e-12, absolute: 0 });
    expectNear(tTail(1e-10, 1), 0.5 - 1e-10 / Math.PI, { relative: 1e-15, absolute: 0 });
    expectNear(tQuantile(1e-140, 1), -1e140 / Math.PI, { relative: 1e-12, absolute: 0 });
    expect([0, 1e-200].map((t) => twoSidedP(t, 1))).toEqual([1, 1]);
    expect(tTail(Number.POSITIVE_INFINITY, 1)).toBe(0);
    expect(tTail(1e200, 1)).toBe(0);
  });
  test("has infinite ends, and 0 in the middle", () => {
    const infinity = Number.POSITIVE_INFINITY;
    expect([0, 0.5, 1].map((p) => tQuantile(p, 200))).toEqual([-infinity, 0, infinity]);
    expect(tQuantile(1e-300, 0.5)).toBeLessThan(-1e150);
  });
  test("is within its critical value with the level's chance", () => {
    expectNear(tCritical(0.95, 9), 2.2621571628540993);
    expectNear(1 - twoSidedP(tCritical(0.9, 4), 4), 0.9);
  });
});

describe("the beta quantile", () => {
  test("is the last number below which the chance is less than p, or beside it", () => {
    fc.assert(
      fc.property(chance, between(0.5, 500), between(0.5, 500), (p, a, b) => {
        const x = betaQuantile(p, a, b);
        const next = Math.min(1, x * (1 + 2 * Number.EPSILON));
        expect(regularizedBeta(x, a, b)).toBeLessThan(p * (1 + 1e-11));
        expect(regularizedBeta(next, a, b)).toBeGreaterThan(p * (1 - 1e-11));
      }),
      { numRuns: 50 },
    );
  });
  test("of 0 and 1 are the ends", () => {
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
  });
});

describe("the binomial distribution", () => {
  test("is the sum of its terms", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), between(0, 1), (n, p) => {
        let [sum, ways] = [0, 1];
        for (let k = 0; k <= n; k++) {
          sum += ways * p ** k * (1 - p) ** (n - k);
          ways = (ways * (n - k)) / (k + 1);
          expectNear(binomialCdf(k, n, p), sum, near);
        }
      }),
    );
  });
  test("is 0 below 0 and 1 from n on, also without any trial", () => {
    expect([binomialCdf(-1, 5, 0.3), binomialCdf(5, 5, 0.3), binomialCdf(0, 0, 0.3)]).toEqual([
      0, 1, 1,
    ]);
  });
});

describe("the noncentral t", () => {
  const [df, shift] = [between(1, 200), between(-6, 6)];
  test("without noncentrality is Student's t", () => {
    fc.assert(
      fc.property(between(-20, 20), df, (t, m) => {
        expectNear(noncentralTTail(t, m, 0), tTail(t, m), near);
      }),
    );
  });
  test("has tails that make 1 and mirror each other", () => {
    fc.assert(
      fc.property(between(-20, 20), df, shift, (t, m, delta) => {
        const tail = noncentralTTail(t, m, delta);
        expectNear(tail + noncentralTCdf(t, m, delta), 1, near);
        expect(noncentralTCdf(-t, m, -delta)).toBe(tail);
      }),
    );
  });
  test("is above 0 as often as a normal around the noncentrality", () => {
    fc.assert(
      fc.property(df, shift, (m, delta) => {
        expectNear(noncentralTTail(0, m, delta), normalCdf(delta), near);
      }),
    );
  });
});

test("bisection ends at the last number for which the condition holds", () => {
  // Between 2 and 4 neighbours are 2^-51 apart.
  expect(bisect(0, 8, (x) => x < 3)).toBe(3 - 2 ** -51);
});

const NAN = Number.NaN;
const INFINITY = Number.POSITIVE_INFINITY;
test.each<[string, () => number]>([
  ["stirlingCorrection: x must be positive and finite, got 0", () => stirlingCorrection(0)],
  ["must be positive and finite, got Infinity", () => logGamma(INFINITY)],
  ["regularizedBeta: x must be in [0, 1], got 1.5", () => regularizedBeta(1.5, 1, 1)],
  ["regularizedBeta: a must be positive", () => regularizedBeta(0.5, 0, 1)],
  ["regularizedBeta: b must be positive", () => regularizedBeta(0.5, 1, -1)],
  ["a and b must be up to 1e10, got 2 and 100000000000", () => regularizedBeta(0.5, 2, 1e11)],
  ["normalCdf: z must be a number, got NaN", () => normalCdf(NAN)],
  ["normalQuantile: p must be in [0, 1], got NaN", () => normalQuantile(NAN)],
  ["betaQuantile: p must be in [0, 1]", () => betaQuantile(-0.1, 1, 1)],
  ["betaQuantile: a must be positive", () => betaQuantile(0.1, 0, 1)],
  ["betaQuantile: b must be positive", () => betaQuantile(0.1, 1, NAN)],
  ["binomialCdf: p must be in [0, 1]", () => binomialCdf(1, 2, 1.1)],
  ["binomialCdf: k and n must be whole numbers", () => binomialCdf(0.5, 2, 0.5)],
  ["binomialCdf: k and n must be whole numbers", () => binomialCdf(0, -1, 0.5)],
  ["twoSidedP: t must be a number, got NaN", () => tTail(NAN, 1)],
  ["twoSidedP: df must be positive and finite", () => tCdf(1, 0)],
  ["tQuantile: p must be in [0, 1]", () => tQuantile(2, 1)],
  ["tQuantile: df must be positive", () => tQuantile(0.2, -1)],
  ["tCritical: level must be in (0, 1), got 1", () => tCritical(1, 3)],
  ["noncentral t: df must be positive", () => noncentralTTail(1, 0, 1)],
  ["noncentral t: t and noncentrality must be finite", () => noncentralTCdf(INFINITY, 1, 1)],
])("RangeError: %s", (message, call) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});
