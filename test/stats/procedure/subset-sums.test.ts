import fc from "fast-check";
import { expect, test } from "vitest";
import { countSubsetSums } from "../../../src/stats/procedure/subset-sums.ts";

test("counts the subsets one would count one by one", () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 9 });
  fc.assert(
    fc.property(values, fc.integer({ min: -20, max: 20 }), (list, limit) => {
      const sums = list.reduce<number[]>((all, v) => all.flatMap((s) => [s, s + v]), [0]);
      expect(countSubsetSums(list, limit)).toBe(sums.filter((sum) => sum <= limit).length);
    }),
  );
});
