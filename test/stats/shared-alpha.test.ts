import { expect, test } from "vitest";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { budgetRule, openEndedRule } from "../../src/stats/sequential-evidence.ts";
import { NORMAL, normalsOf, sample } from "../simulation/laws.ts";
import { runsOf, summaryOf } from "./runs.ts";

// Adaptive verdicts have no p-value that Holm could adjust: each of several has its part of alpha.

const SEED_COUNT = 20;
const normal = normalsOf("shared alpha");
const VARIANTS = Object.fromEntries(
  ["baseline", "a", "b", "c"].map((name) => [name, runsOf(sample(NORMAL, SEED_COUNT, normal))]),
);

test.each([
  ["budget", budgetRule(everySeed(5, SEED_COUNT), 0.05 / 3)],
  ["open-ended", openEndedRule(0.05 / 3)],
] as const)("%s: the interval of one of three comparisons has a third of alpha", (mode, rule) => {
  const { comparisons } = summaryOf(VARIANTS, { mode });
  expect(comparisons).toHaveLength(3);
  for (const { n, interval, difference, differenceSd } of comparisons) {
    const half = (rule.critical(n) * differenceSd!) / Math.sqrt(n);
    expect(interval!.level).toBeCloseTo(1 - 0.05 / 3, 12);
    expect(interval!.high - difference!).toBeCloseTo(half, 12);
  }
});
