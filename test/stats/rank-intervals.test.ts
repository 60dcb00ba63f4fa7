import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { run, runsOf, summaryOf } from "./runs.ts";

type Variants = Parameters<typeof summaryOf>[0];

/** Variants v0, v1 ... on the same seeds, some near each other and some not. */
const sweeps = fc
  .tuple(fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 11 }))
  .chain(([count, n]) =>
    fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: n, maxLength: n }), {
      minLength: count,
      maxLength: count,
    }),
  )
  .map((lists) => lists.map((list, index) => list.map((value) => 0.4 * index * index + value)));

const variantsOf = (lists: readonly (readonly number[])[]): Variants =>
  Object.fromEntries(lists.map((list, index) => [`v${index}`, runsOf(list)]));

describe("rank intervals", () => {
  test("are one more than those decidedly better, and all but those decidedly worse", () => {
    fc.assert(
      fc.property(sweeps, fc.constantFrom("min", "max"), (lists, direction) => {
        const { variants, comparisons } = summaryOf(variantsOf(lists), { pairs: "all", direction });
        for (const { name, rank } of variants) {
          const won = (word: string, one: "candidate" | "baseline") =>
            comparisons.filter((pair) => pair[one] === name && pair.verdict === word).length;
          const better = won("worse", "candidate") + won("better", "baseline");
          const worse = won("better", "candidate") + won("worse", "baseline");
          expect(rank).toEqual({ low: 1 + better, high: lists.length - worse });
        }
      }),
      { numRuns: 150 },
    );
  });
  test("do not depend on the baseline or the margin", () => {
    const variants = variantsOf([1, 2, 3, 4].map((floor) => NOISE.map((value) => floor + value)));
    const ranks = (options: Parameters<typeof summaryOf>[1]) =>
      summaryOf(variants, options).variants.map(({ rank }) => rank);
    expect(ranks({})).toEqual([1, 2, 3, 4].map((place) => ({ low: place, high: place })));
    expect(ranks({ baseline: "v2", margin: 9 })).toEqual(ranks({}));
    expect(ranks({ direction: "max" })).toEqual(ranks({}).toReversed());
  });
  test("are all there is to a variant whose every run diverged, where others did not", () => {
    const lost = NOISE.map((_, index) => run(index + 1, [], "diverged"));
    const { variants } = summaryOf({ ...variantsOf([NOISE, NOISE.map((x) => x + 9)]), lost });
    expect(variants.map(({ rank }) => rank)).toEqual([
      { low: 1, high: 1 },
      { low: 2, high: 2 },
      { low: 3, high: 3 },
    ]);
  });
  test("say nothing where nothing is trained, and are not there for two variants", () => {
    const [none, some] = [runsOf([]), runsOf([1])];
    expect(summaryOf({ a: none, b: none, c: some }).variants[2]!.rank).toEqual({ low: 1, high: 3 });
    expect(summaryOf({ a: some, b: some }).variants[0]!.rank).toBeNull();
  });
  test.each([
    ["budget", everySeed(5, 30)],
    ["open-ended", undefined],
  ] as const)("%s: hold after any number of pairs, at once for seven variants", (mode, looks) => {
    const floors = [0, 1, 2, 3, 4, 5, 6];
    const variants = variantsOf(
      floors.map((floor) =>
        NOISE.map((value, seed) => 2 * floor + NOISE[(seed * 5 + floor) % 12]! + value),
      ),
    );
    const ranks = summaryOf(variants, { mode, looks }).variants.map(({ rank }) => rank!);
    for (const [index, { low, high }] of ranks.entries()) {
      expect(low).toBeLessThanOrEqual(index + 1);
      expect(high).toBeGreaterThanOrEqual(index + 1);
    }
    expect(ranks[0]!.high).toBeLessThan(7);
  });
});

const NOISE = Array.from({ length: 12 }, (_, seed) => 0.3 * Math.sin(7 * seed * seed + seed));
