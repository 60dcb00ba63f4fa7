import fc from "fast-check";
import { expect, test } from "vitest";
import { luckyPair } from "../../src/stats/lucky-pair.ts";

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 12 });

test("the range and the share are those of all cross pairs", () => {
  fc.assert(
    fc.property(values, values, (ours, theirs) => {
      const all = ours.flatMap((a) => theirs.map((b) => a - b));
      const total = all.reduce((sum, difference) => sum + difference, 0);
      const other = all.filter((difference) => (total < 0 ? difference > 0 : difference < 0));
      const { low, high, otherWayShare } = luckyPair(ours, theirs)!;
      expect([low, high]).toEqual([Math.min(...all), Math.max(...all)]);
      const ofMeans = ours.length * theirs.length;
      if (Math.abs(total) > 1e-6 * ofMeans) {
        expect(otherWayShare).toBeCloseTo(other.length / all.length, 12);
      }
    }),
  );
});

test("one run of either is no luck", () => {
  expect(luckyPair([1], [1, 2])).toBeNull();
  expect(luckyPair([1, 2], [1])).toBeNull();
});
