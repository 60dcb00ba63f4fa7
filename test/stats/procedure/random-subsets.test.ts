import { expect, test } from "vitest";
import { RANDOM_SUBSET_COUNT, randomSubsets } from "../../../src/stats/procedure/random-subsets.ts";

/** More than a word of 32 bits has; a sum of these tells which of them it is of. */
const POWERS = Array.from({ length: 40 }, (_, index) => 2 ** index);

test("the sums are those of the subsets, the same each time", () => {
  const [{ sums, sizes }, again] = [randomSubsets(POWERS), randomSubsets(POWERS)];
  expect(sums).toHaveLength(RANDOM_SUBSET_COUNT);
  const bitCounts = sums.map((sum) => POWERS.filter((power) => (sum / power) % 2 >= 1).length);
  expect(bitCounts.every((count, subset) => count === sizes[subset])).toBe(true);
  expect(sums.every((sum, subset) => sum === again.sums[subset])).toBe(true);
});

test("no two of them are the same", () => {
  // Of 2^40 possible ones; were two of the bits one, some would be.
  expect(new Set(randomSubsets(POWERS).sums).size).toBe(RANDOM_SUBSET_COUNT);
});

test("each value is in half of the subsets, and each two neighbours in a quarter", () => {
  const { sums } = randomSubsets(POWERS);
  for (const power of POWERS.slice(0, -1)) {
    const quarters = [0, 0, 0, 0];
    for (const sum of sums) quarters[Math.floor(sum / power) % 4]!++;
    // Five standard errors.
    for (const count of quarters) {
      expect(Math.abs(count / RANDOM_SUBSET_COUNT - 1 / 4)).toBeLessThan(0.012);
    }
  }
});
