import fc from "fast-check";
import { expect, test } from "vitest";
import { naturalLog } from "../../src/model/natural-log.ts";

test("natural logarithms are Math.log's within 1e-15 of one or of themselves", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      const expected = Math.log(x);
      const distance = Math.abs(naturalLog(x) - expected);
      expect(distance).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(expected)));
    }),
  );
});

test("where there is no logarithm, it is what Math.log says", () => {
  for (const x of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(naturalLog(x)).toBe(Math.log(x));
  }
});
