import fc from "fast-check";
import { expect, test } from "vitest";
import { tCritical } from "../../src/stats/distribution/student-t.ts";
import type { Question } from "../../src/stats/question.ts";
import { seedsToGo } from "../../src/stats/seeds-to-go.ts";
import { openEndedRule } from "../../src/stats/sequential-evidence.ts";

const QUESTION: Question = {
  ...{ metric: "val_loss", at: "last", direction: "min", baseline: null, pairs: "baseline" },
  ...{ alpha: 0.05, margin: 0.5, mode: "fixed", scale: "linear", looks: null, failureValue: null },
};
const FIXED = { alpha: 0.05, rule: null };

/** More seeds for an undecided comparison with sd 1. */
function moreSeeds(difference: number, n: number, share: Parameters<typeof seedsToGo>[2]) {
  return seedsToGo({ verdict: "undecided", difference, n, sd: 1 }, QUESTION, share);
}

test("as many more as said decide, one fewer do not", () => {
  const isDecided = (difference: number, n: number) => {
    const [wide, narrow] = [0.95, 0.9].map((level) => tCritical(level, n - 1) / Math.sqrt(n));
    return Math.abs(difference) > wide! || Math.abs(difference) + narrow! < QUESTION.margin!;
  };
  const standings = fc.record({
    difference: fc.double({ min: -0.6, max: 0.6, noNaN: true }),
    n: fc.integer({ min: 3, max: 12 }),
  });
  fc.assert(
    fc.property(standings, ({ difference, n }) => {
      fc.pre(!isDecided(difference, n));
      const more = moreSeeds(difference, n, FIXED)!;
      expect(isDecided(difference, n + more)).toBe(true);
      expect(isDecided(difference, n + more - 1)).toBe(false);
    }),
  );
});

test("half an sd is decided at 18 pairs: the first n with t(0.975, n - 1) / sqrt(n) below it", () => {
  expect(moreSeeds(0.5, 10, FIXED)).toBe(8);
});

test("an effect too small for a thousand seeds has no number", () => {
  const question = { ...QUESTION, margin: null };
  const standing = { verdict: "undecided", difference: 0.01, n: 10, sd: 1 } as const;
  expect(seedsToGo(standing, question, FIXED)).toBeNull();
});

test("an open end takes more seeds than a fixed design", () => {
  const openEnded = moreSeeds(0.5, 10, { alpha: 0.05, rule: openEndedRule(0.05) });
  expect(openEnded).toBeGreaterThan(moreSeeds(0.5, 10, FIXED)!);
});
