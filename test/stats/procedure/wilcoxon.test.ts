import fc from "fast-check";
import { expect, test } from "vitest";
import { midranks } from "../../../src/stats/procedure/midranks.ts";
import { signFlip } from "../../../src/stats/procedure/sign-flip.ts";
import { signedRankNormalP, wilcoxon } from "../../../src/stats/procedure/wilcoxon.ts";

const differences = fc.array(fc.integer({ min: -6, max: 6 }), { maxLength: 12 });

test("the p-value is that of flipping the signs of the ranks", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const used = values.filter((value) => value !== 0);
      const ranks = midranks(used.map(Math.abs));
      const flipped = signFlip(ranks.map((rank, i) => rank * Math.sign(used[i]!)));
      expect(wilcoxon(values).pValue).toBeCloseTo(flipped.pValue, 14);
    }),
  );
});

test("negation swaps the sums, and neither scale nor order matters", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const { wPlus, wMinus, pValue } = wilcoxon(values);
      const negated = wilcoxon(values.map((value) => -value));
      expect([negated.wPlus, negated.wMinus, negated.pValue]).toEqual([wMinus, wPlus, pValue]);
      expect(wilcoxon(values.map((value) => value * 1e-3))).toEqual(wilcoxon(values));
      expect(wilcoxon(values.toReversed())).toEqual(wilcoxon(values));
    }),
  );
});

test("without a difference there is no evidence", () => {
  const none = { wPlus: 0, wMinus: 0, usedCount: 0, pValue: 1, isExact: true, rankBiserial: null };
  expect(wilcoxon([])).toEqual(none);
  expect(wilcoxon([0, 0, 0])).toEqual(none);
});

test("the approximation takes over above 200, near to where the exact p ended", () => {
  const values = Array.from({ length: 201 }, (_, i) => Math.sin(7 * i * i) + 0.1);
  const [exact, approximate] = [wilcoxon(values.slice(0, 200)), wilcoxon(values)];
  expect([exact.isExact, approximate.isExact]).toEqual([true, false]);
  const ranks = midranks(values.slice(0, 200).map(Math.abs));
  // The normal's error at n = 200.
  expect(signedRankNormalP(ranks, exact.wPlus) / exact.pValue).toBeCloseTo(1, 1);
  expect(approximate.pValue / exact.pValue).toBeGreaterThan(0.5);
});

test("a rank sum at its mean has an approximate p of 1", () => {
  expect(signedRankNormalP([1, 2, 3], 3)).toBe(1);
  expect(signedRankNormalP([], 0)).toBe(1);
});
