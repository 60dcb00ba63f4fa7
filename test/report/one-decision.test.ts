import fc from "fast-check";
import { expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { inUnits } from "../../src/report/show-difference.ts";
import type { Comparison } from "../../src/stats/comparison.ts";
import { excludesZero, isWithin } from "../../src/stats/evidence.ts";
import type { Interval } from "../../src/stats/interval.ts";
import { marginOf } from "../../src/stats/question.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import type { Summary } from "../../src/stats/summary.ts";
import { run, summaryOf } from "../stats/runs.ts";
import {
  decisionsInHtml,
  decisionsInMarkdown,
  decisionsInText,
  type ShownDecision,
} from "./shown-decisions.ts";

// A verdict, the interval and the p beside it are one decision: none contradicts another, in any
// form of the report.

/** What may be recorded of one run: a value that ties with others, one that does not, or none. */
const VALUES = {
  coarse: fc.integer({ min: 16, max: 20 }).map((hits) => hits / 20),
  smooth: fc.double({ min: 0.5, max: 1.5, noNaN: true }),
  heavy: fc.double({ min: -3, max: 3, noNaN: true }).map((x) => 4 + Math.sinh(x) / 3),
};

const summaries = fc
  .record({
    kind: fc.constantFrom("coarse", "smooth", "heavy"),
    variantCount: fc.integer({ min: 2, max: 7 }),
    seedCount: fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: 2, max: 13 }) },
      { weight: 1, arbitrary: fc.constantFrom(17, 33) },
    ),
    offset: fc.constantFrom(0, 0.1, 0.3, 1),
    holes: fc.constantFrom("none", "none", "none", "pending", "diverged"),
    options: fc.record({
      mode: fc.constantFrom("fixed", "fixed", "fixed", "budget", "open-ended"),
      scale: fc.constantFrom("linear", "linear", "log"),
      margin: fc.constantFrom(undefined, 0.05, 0.3, 1.5),
      alpha: fc.constantFrom(0.05, 0.05, 0.01, 0.2, 0.0625),
      direction: fc.constantFrom("min", "max"),
    }),
  })
  .chain(({ kind, variantCount, seedCount, offset, holes, options }) =>
    fc
      .array(fc.array(VALUES[kind], { minLength: seedCount, maxLength: seedCount }), {
        minLength: variantCount,
        maxLength: variantCount,
      })
      .map((lists) => {
        const variants = lists.map((list, variant) => {
          const isHole = (seed: number) => holes !== "none" && (3 * seed + variant) % 8 === 0;
          const runs = list.map((value, seed) =>
            isHole(seed)
              ? run(seed + 1, [], holes as "pending" | "diverged")
              : run(seed + 1, [value + variant * offset]),
          );
          return [`v${variant}`, runs] as const;
        });
        // The thresholds of other schedules and error rates would have to be simulated.
        const budget = options.mode === "budget" ? { looks: everySeed(5, 30), alpha: 0.05 } : {};
        return summaryOf(Object.fromEntries(variants), { ...options, ...budget });
      }),
  );

const DIFFERENT = ["better", "worse", "negligible"];

function isWithheld({ warnings }: Comparison): boolean {
  return warnings.some(({ code }) => code === "diverged-more");
}

/** The numbers themselves. */
function checkNumbers(pair: Comparison, summary: Summary): void {
  const { verdict, interval, equivalence, adjustedPValue, difference } = pair;
  const isDifferent = DIFFERENT.includes(verdict);
  if (interval === null) {
    // By signs alone, where all differences are equal, or by divergence.
    if (isDifferent && adjustedPValue !== null) {
      expect(adjustedPValue).toBeLessThanOrEqual(summary.alpha);
    }
    return;
  }
  const excludes = excludesZero(interval);
  if (adjustedPValue !== null) expect(adjustedPValue <= summary.alpha).toBe(excludes);
  if (!isWithheld(pair)) {
    expect(isDifferent).toBe(excludes);
    expect(verdict === "equivalent" || verdict === "negligible").toBe(
      isWithin(equivalence, marginOf(summary)),
    );
  }
  if (verdict === "better" || verdict === "worse") {
    const isLower = interval.high < 0;
    expect(isLower).toBe((verdict === "better") === (summary.direction === "min"));
    expect(isLower).toBe(difference! < 0);
  }
  if (equivalence !== null) {
    expect(equivalence.low).toBeGreaterThanOrEqual(interval.low);
    expect(equivalence.high).toBeLessThanOrEqual(interval.high);
  }
  const share = pair.method === "max-t" ? summary.alpha : summary.alpha / summary.comparisonCount;
  expect(interval.level).toBeGreaterThanOrEqual(1 - share - 1e-12);
}

/** Ends so near to 0 that two digits more do not show them may be shown as 0. */
function hasHiddenEnd({ comparisons }: Summary): boolean {
  const ends = comparisons.flatMap(({ interval }) =>
    interval ? [interval.low, interval.high] : [],
  );
  const finite = ends.map(Math.abs).filter((end) => end > 0 && Number.isFinite(end));
  return Math.min(...finite) < 2e-3 * Math.max(...finite);
}

function checkShown(shown: readonly ShownDecision[], summary: Summary): void {
  const { comparisons } = summary;
  expect(shown.map(({ candidate }) => candidate).sort()).toEqual(
    comparisons.map(({ candidate }) => candidate).sort(),
  );
  for (const { candidate, verdict, low, high } of shown) {
    const pair = comparisons.find((one) => one.candidate === candidate)!;
    expect(verdict).toBe(pair.verdict);
    if (Number.isNaN(low)) continue;
    expect([pair.interval, pair.equivalence].some(isShown({ low, high }, summary))).toBe(true);
    if (isWithheld(pair) || verdict === "equivalent") continue;
    if (verdict === "undecided") expect(low <= 0 && high >= 0).toBe(true);
    else if (hasHiddenEnd(summary)) expect(low >= 0 || high <= 0).toBe(true);
    else expect(low > 0 || high < 0).toBe(true);
  }
}

/** Whether the ends shown are those of an interval, but for rounding. */
function isShown({ low, high }: Pick<ShownDecision, "low" | "high">, summary: Summary) {
  const shown = (interval: Interval) =>
    [interval.low, interval.high].map((end) => inUnits(end, summary.scale)) as [number, number];
  const widths = summary.comparisons
    .flatMap(({ interval, equivalence }) => [interval ?? [], equivalence ?? []].flat())
    .map((interval) => shown(interval)[1] - shown(interval)[0])
    .filter(Number.isFinite);
  const slack = 0.03 * Math.max(...widths);
  // Ends that differ in their last bits only are as near as numbers are shown.
  const isNear = (a: number, b: number) =>
    a === b || Math.abs(a - b) <= Math.max(slack, 1e-6 * Math.abs(b));
  return (interval: Interval | null) => {
    if (interval === null) return false;
    const [from, to] = shown(interval);
    return isNear(low, from) && isNear(high, to);
  };
}

test("no verdict contradicts its interval or p, in any report of 2,000 summaries", async () => {
  const methods = new Map<string, Set<string>>();
  await fc.assert(
    fc.asyncProperty(summaries, async (summary) => {
      for (const pair of summary.comparisons) {
        checkNumbers(pair, summary);
        methods.set(pair.method, (methods.get(pair.method) ?? new Set()).add(pair.verdict));
      }
      // Ends that are infinite are null there.
      const { comparisons }: Summary = JSON.parse(renderJson(summary));
      expect(comparisons.map(decisionOf)).toEqual(summary.comparisons.map(decisionOf));
      checkShown(decisionsInText(summary), summary);
      checkShown(decisionsInMarkdown(summary), summary);
      checkShown(await decisionsInHtml(summary), summary);
    }),
    { numRuns: 2000 },
  );
  // Nothing is shown by a check that never meets a case.
  for (const method of ["paired-t", "sign-flip", "max-t", "repeated-interval", "t-mixture"]) {
    expect(methods.get(method)).toEqual(new Set([...DIFFERENT, "equivalent", "undecided"]));
  }
});

function decisionOf({ verdict, interval, adjustedPValue }: Comparison) {
  const ends = [interval?.low, interval?.high].map((end) => (Number.isFinite(end) ? end : null));
  return [verdict, ...ends, adjustedPValue];
}
