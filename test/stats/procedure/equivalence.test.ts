import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tostPaired, tostWelch } from "../../../src/stats/procedure/equivalence.ts";
import { pairedTInterval } from "../../../src/stats/procedure/paired-t.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

describe("equivalence", () => {
  test("within the margin is found exactly where the 90 % interval is inside it", () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 1, max: 500 }), (d, hundredths) => {
        const margin = hundredths / 100;
        const it = tostPaired(d, margin);
        if (it === null || Math.abs(it.pValue - 0.05) < 1e-9) return;
        const { low, high } = pairedTInterval(d, 0.9)!;
        expect(it.pValue < 0.05).toBe(low > -margin && high < margin);
      }),
    );
  });
  test("does not depend on which side is subtracted", () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const [it, other] = [tostWelch(a, b, 1), tostWelch(b, a, 1)];
        expect(other === null).toBe(it === null);
        if (it === null) return;
        expectNear([other!.pLower, other!.pUpper], [it.pUpper, it.pLower]);
        expect(it.pValue).toBe(Math.max(it.pLower, it.pUpper));
      }),
    );
  });
  test("does not exist without a t", () => {
    expect([tostPaired([1], 1), tostPaired([2, 2], 1), tostWelch([1], [2, 3], 1)]).toEqual([
      null,
      null,
      null,
    ]);
  });
  test.each([0, -1, Number.NaN])("within a margin of %d is refused", (margin) => {
    expect(() => tostPaired([1, 2], margin)).toThrow("tostPaired: margin must be positive");
    expect(() => tostWelch([1, 2], [3, 5], margin)).toThrow("tostWelch: margin must be positive");
  });
});
