import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mcnemar } from "../../../src/stats/procedure/mcnemar.ts";
import { fairSplitP } from "../../../src/stats/procedure/sign-test.ts";
import { expectNear } from "../near.ts";

describe("McNemar's test", () => {
  test("of 8 against 1 is 20/512", () => {
    expectNear(mcnemar(8, 1), 20 / 512);
    expect([mcnemar(1, 8), mcnemar(0, 0), mcnemar(4, 4)]).toEqual([mcnemar(8, 1), 1, 1]);
  });
  test("counts every split that is as uneven", () => {
    const ways = (n: number, k: number): number =>
      k === 0 ? 1 : (ways(n, k - 1) * (n - k + 1)) / k;
    const fair = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fair, ([heads, tails]) => {
        const n = heads + tails;
        const uneven = Array.from({ length: n + 1 }, (_, k) => k)
          .filter((k) => Math.abs(2 * k - n) >= Math.abs(heads - tails))
          .reduce((sum, k) => sum + ways(n, k), 0);
        expectNear(fairSplitP(heads, tails), uneven / 2 ** n);
      }),
    );
  });
  test.each([
    [-1, 2],
    [1, 0.5],
    [Number.NaN, 1],
  ])("of counts %d and %d is refused", (a, b) => {
    expect(() => mcnemar(a, b)).toThrow("mcnemar: counts must be integers from 0");
  });
});
