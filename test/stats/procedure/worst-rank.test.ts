import { expect, test } from "vitest";
import { wilcoxon } from "../../../src/stats/procedure/wilcoxon.ts";
import { worstRankDifferences } from "../../../src/stats/procedure/worst-rank.ts";

const [a, b] = [
  [1, null, 3, null],
  [2, 5, null, null],
];

test("a diverged run is worse than any other, and two are equal", () => {
  expect(worstRankDifferences(a, b, Infinity)).toEqual([-1, Infinity, -Infinity, 0]);
  expect(worstRankDifferences(a, b, -Infinity)).toEqual([-1, -Infinity, Infinity, 0]);
});

test("diverged runs share the highest ranks", () => {
  const { wPlus, wMinus, usedCount } = wilcoxon(worstRankDifferences(a, b, Infinity));
  expect([wPlus, wMinus, usedCount]).toEqual([2.5, 3.5, 3]);
});
