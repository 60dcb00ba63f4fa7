import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectNear } from "../stats/near.ts";
import { holm } from "./holm.ts";

describe("Holm's procedure", () => {
  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
  test("multiplies by how many are left, and never lets a larger p come out smaller", () => {
    expectNear(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
    expect([holm([]), holm([0.3]), holm([0.6, 0.7])]).toEqual([[], [0.3], [1, 1]]);
  });
  test("keeps order, stays within 1, and lies between p and Bonferroni's", () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const adjusted = holm(p);
        for (const [i, value] of adjusted.entries()) {
          expect(value).toBeGreaterThanOrEqual(p[i]!);
          expect(value).toBeLessThanOrEqual(Math.min(1, p.length * p[i]!));
          for (const [j, other] of adjusted.entries())
            if (p[i]! < p[j]!) expect(value <= other).toBe(true);
        }
      }),
    );
  });
  test("refuses what is no p-value", () => {
    expect(() => holm([0.5, 1.2])).toThrow("holm: each p must be in [0, 1], got 1.2");
  });
});
