import fc from "fast-check";
import { expect, test } from "vitest";
import { centredNormalQuantile } from "../../src/random/centred-normal-quantile.ts";
import { normalCdf, normalQuantile } from "../../src/stats/distribution/normal.ts";

const END = 0.5 - Math.exp(-25);
const excess = fc.double({ min: -END, max: END, noNaN: true });

test("is the quantile of the normal, which SciPy's numbers have checked", () => {
  fc.assert(
    fc.property(excess, (excess) => {
      const z = centredNormalQuantile(excess);
      // Far out in the upper tail 1/2 + excess has lost the digits that excess has.
      const expected = Math.sign(excess) * -normalQuantile(0.5 - Math.abs(excess));
      expect(Math.abs(z - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-15);
    }),
    { numRuns: 2000 },
  );
});

test("is turned back by the cumulative distribution on both sides of where its formulas change", () => {
  for (const chance of [0.4999, 0.075 + 1e-9, 0.075 - 1e-9, 0.01, 1e-4, 2 ** -33]) {
    const back = normalCdf(centredNormalQuantile(chance - 0.5));
    expect(Math.abs(back / chance - 1)).toBeLessThan(1e-12);
  }
});

test("is odd to the bit, and 0 in the middle", () => {
  fc.assert(
    fc.property(excess, (excess) => {
      expect(centredNormalQuantile(-excess)).toBe(-centredNormalQuantile(excess));
    }),
  );
  expect(centredNormalQuantile(0)).toBe(0);
});

test("never falls as its argument rises", () => {
  fc.assert(
    fc.property(excess, excess, (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(centredNormalQuantile(low)).toBeLessThanOrEqual(centredNormalQuantile(high));
    }),
  );
});

test.each([0.5, -0.5, 0.5 - 2 ** -50, 1, Number.NaN])("refuses %d", (excess) => {
  expect(() => centredNormalQuantile(excess)).toThrow(RangeError);
});
