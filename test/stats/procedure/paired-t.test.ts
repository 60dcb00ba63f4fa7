import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tCritical } from "../../../src/stats/distribution/student-t.ts";
import { meanInterval, pairedT, pairedTInterval } from "../../../src/stats/procedure/paired-t.ts";
import { expectNear } from "../near.ts";
import { sample } from "./samples.ts";

// Student's own data: additional hours of sleep, dextro- against laevo-hyoscyamine.
const SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

describe("the paired t-test", () => {
  test("has Student's t of 4.0621 and p of 0.00283 for his sleep data", () => {
    const { t, df, pValue } = pairedT(SLEEP)!;
    expect([t.toFixed(4), df, pValue.toFixed(5)]).toEqual(["4.0621", 9, "0.00283"]);
    const { low, high } = pairedTInterval(SLEEP, 0.95)!;
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.7001", "2.4599"]);
  });
  test("does not exist for one difference, nor for equal ones", () => {
    expect([[], [1], [0, 0], [2, 2, 2]].map(pairedT)).toEqual([null, null, null, null]);
  });
  test("changes sides with the sign of the differences, and not with their unit", () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(-8, -1, 0.25, 1024), (d, unit) => {
        const [plain, scaled] = [pairedT(d), pairedT(d.map((value) => value * unit))];
        expect(scaled === null).toBe(plain === null);
        if (plain === null) return;
        expectNear(scaled!.t, plain.t * Math.sign(unit));
        expectNear(scaled!.pValue, plain.pValue);
        expectNear(scaled!.pLess, unit > 0 ? plain.pLess : plain.pGreater);
      }),
    );
  });
  test("has one-sided p-values that make 1, the smaller half of the two-sided", () => {
    fc.assert(
      fc.property(sample, (d) => {
        const it = pairedT(d);
        if (it === null) return;
        expectNear(it.pLess + it.pGreater, 1);
        expectNear(2 * Math.min(it.pLess, it.pGreater), it.pValue);
      }),
    );
  });
  test("finds a difference exactly where its interval leaves 0 out", () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(0.5, 0.9, 0.95), (d, level) => {
        const it = pairedT(d);
        // On the boundary itself rounding decides.
        if (it === null || Math.abs(it.pValue - (1 - level)) < 1e-9) return;
        const { low, high } = pairedTInterval(d, level)!;
        expect(low > 0 || high < 0).toBe(it.pValue < 1 - level);
      }),
    );
  });
});

describe("the interval for a mean", () => {
  test("is a point for equal differences and does not exist for one", () => {
    expect(pairedTInterval([2, 2, 2], 0.9)).toEqual({ low: 2, high: 2, level: 0.9 });
    expect([pairedTInterval([1], 0.9), meanInterval([1], 2, 0.9)]).toEqual([null, null]);
  });
  test("is the mean and that many standard errors", () => {
    expect(meanInterval([1, 3], 2, 0.7)).toEqual({ low: 0, high: 4, level: 0.7 });
    expect(meanInterval(SLEEP, tCritical(0.95, 9), 0.95)).toEqual(pairedTInterval(SLEEP, 0.95));
  });
  test.each([[[1, 3]], [[2, 2]]])("of infinitely many is the whole line, also for %j", (d) => {
    const infinity = Number.POSITIVE_INFINITY;
    const everything = { low: -infinity, high: infinity, level: 0.95 };
    expect(meanInterval(d, infinity, 0.95)).toEqual(everything);
  });
  test.each([0, 1, Number.NaN])("at level %d is refused", (level) => {
    expect(() => pairedTInterval([1, 2], level)).toThrow("level must be in (0, 1)");
  });
});
