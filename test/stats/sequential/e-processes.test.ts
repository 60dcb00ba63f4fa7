import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logGamma } from "../../../src/stats/distribution/log-gamma.ts";
import { anytimeP } from "../../../src/stats/sequential/anytime-p.ts";
import { signLogE } from "../../../src/stats/sequential/sign-e-process.ts";
import { symmetricBetLogE } from "../../../src/stats/sequential/symmetric-bet.ts";
import { tMixtureLogE } from "../../../src/stats/sequential/t-mixture.ts";

const differences = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 12 });

const logBeta = (p: number, q: number) => logGamma(p) + logGamma(q) - logGamma(p + q);

test("the sign bets are the Beta mixture of the signs' likelihood", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const p = values.filter((value) => value > 0).length;
      const q = values.filter((value) => value < 0).length;
      const mixture = logBeta(p + 0.5, q + 0.5) - logBeta(0.5, 0.5) + (p + q) * Math.LN2;
      expect(signLogE(values).at(-1)).toBeCloseTo(mixture, 12);
    }),
  );
});

test("the symmetric bets are the mean of the products that define them", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const rms = values.map((_, i) => Math.hypot(...values.slice(0, i + 1)) / Math.sqrt(i + 1));
      const products = [0.25, 0.5, 1, 2, 4, -0.25, -0.5, -1, -2, -4].map((g) =>
        values.reduce(
          (e, d, i) => (rms[i] ? (2 * e) / (1 + Math.exp((-2 * g * d) / rms[i])) : e),
          1,
        ),
      );
      const mean = products.reduce((sum, product) => sum + product, 0) / products.length;
      expect(symmetricBetLogE(values).at(-1)).toBeCloseTo(Math.log(mean), 10);
    }),
  );
});

describe.each([
  ["sign", signLogE],
  ["symmetric", symmetricBetLogE],
] as const)("the %s bets", (_, logE) => {
  test("are worth 1 on average, whatever the sizes of symmetric differences", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }), (sizes) => {
        const flips = sizes.reduce<number[][]>(
          (all, size) =>
            all.flatMap((row) => [
              [...row, size],
              [...row, -size],
            ]),
          [[]],
        );
        const values = flips.map((row) => Math.exp(logE(row).at(-1) ?? 0));
        expect(values.reduce((sum, e) => sum + e, 0) / values.length).toBeCloseTo(1, 12);
      }),
      { numRuns: 40 },
    );
  });

  test("see no later difference, no sign of all and no unit", () => {
    fc.assert(
      fc.property(differences, fc.constantFrom(-1, 1e-200, 1e200), (values, factor) => {
        const whole = logE(values);
        expect(logE(values.slice(0, -1))).toEqual(whole.slice(0, -1));
        logE(values.map((value) => factor * value)).forEach((got, index) => {
          expect(got).toBeCloseTo(whole[index]!, 12);
        });
      }),
    );
  });

  test("can decide at seven seeds that agree, and not at six", () => {
    const same = (n: number) => anytimeP(logE(Array(n).fill(-0.3)));
    expect(same(6)).toBeGreaterThan(0.05);
    expect(same(7)).toBeLessThan(0.05);
  });
});

test("leading zeros leave every e-process at 1", () => {
  expect(signLogE([0, 0])).toEqual([0, 0]);
  expect(symmetricBetLogE([0, 0])).toEqual([0, 0]);
  expect(tMixtureLogE([0, 0])).toEqual([0, null]);
});

test("the anytime p is one over the largest E so far, and at most 1", () => {
  expect(anytimeP([])).toBe(1);
  expect(anytimeP([-3, null])).toBe(1);
  expect(anytimeP([0, Math.log(20), null, Math.log(5)])).toBeCloseTo(0.05, 15);
});
