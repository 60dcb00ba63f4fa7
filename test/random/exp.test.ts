import fc from "fast-check";
import { expect, test } from "vitest";
import { exp } from "../../src/random/exp.ts";

test("exp is within 4 ulp of Math.exp", () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      const reference = Math.exp(x);
      expect(Math.abs(exp(x) / reference - 1)).toBeLessThanOrEqual(4 * Number.EPSILON);
    }),
    { numRuns: 5000 },
  );
});

test("exp of zero is one, and beyond its range it says so", () => {
  expect(exp(0)).toBe(1);
  expect(() => exp(701)).toThrow(RangeError);
  expect(() => exp(Number.NaN)).toThrow(RangeError);
});
