import fc from "fast-check";
import { expect, test } from "vitest";
import type { Comparison } from "../../src/stats/comparison.ts";
import { decidingInterval } from "../../src/stats/deciding-interval.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { type SummaryOptions, summarize } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf } from "./runs.ts";

/** Losses of three variants on the same seeds, the candidates' off by so much; null: it diverged. */
const losses = fc
  .record({
    seedCount: fc.integer({ min: 1, max: 14 }),
    gaps: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 0.01, 1)),
    noise: fc.infiniteStream(fc.double({ min: 0.5, max: 1.5, noNaN: true })),
    diverged: fc.infiniteStream(fc.constantFrom(...Array(30).fill(false), true)),
  })
  .map(({ seedCount, gaps, noise, diverged }) => {
    const draw = <T>(stream: Iterator<T>): T => stream.next().value as T;
    return Object.fromEntries(
      [0, ...gaps].map((gap, index) => {
        const runs = Array.from({ length: seedCount }, (_, seed) =>
          draw(diverged) ? run(seed + 1, [9], "diverged") : run(seed + 1, [3 + gap + draw(noise)]),
        );
        return [`v${index}`, runs];
      }),
    );
  });
const asked: fc.Arbitrary<Partial<SummaryOptions>> = fc.record({
  mode: fc.constantFrom("fixed", "budget", "open-ended"),
  looks: fc.constantFrom(everySeed(5, 10), everySeed(5, 30), [5, 8, 12, 18, 27, 40]),
  margin: fc.constantFrom(undefined, 0.2, 0.6),
  scale: fc.constantFrom("linear", "log"),
  pairs: fc.constantFrom("baseline", "all"),
});

test("the last verdict in the picture of fewer seeds is the comparison, interval and all", () => {
  let count = 0;
  fc.assert(
    fc.property(losses, asked, (variants, options) => {
      const summary = summarize(sweepOf(variants), { at: "last", alpha: 0.05, ...options }, true);
      for (const pair of summary.comparisons) {
        const { byCount } = pair.detail!;
        const last = byCount.at(-1);
        if (last === undefined) continue;
        count++;
        const { low = null, high = null, level = null } = decidingInterval(pair) ?? {};
        const { n, difference, verdict } = pair;
        expect(last).toEqual({ n, difference, verdict, low, high, level });
        const counts = byCount.map((row) => row.n);
        if (summary.mode === "budget") {
          expect(counts).toEqual(summary.looks!.filter((look) => look <= n));
          expect(new Set(byCount.slice(0, -1).map((row) => row.verdict)).size).toBeLessThan(2);
        }
        const shared = 1 - 0.05 / summary.comparisons.length;
        const level3 = byCount.find((row) => row.n === 3 && row.verdict !== "equivalent")?.level;
        if (summary.mode === "fixed") expect(level3 ?? shared).toBeCloseTo(shared, 12);
      }
    }),
    { numRuns: 40 },
  );
  expect(count).toBeGreaterThan(30);
});

/** Paired differences of which the first five say the opposite of all. */
const TURNING = [-1, -1.1, -0.9, -1, -1.05, ...Array.from({ length: 9 }, (_, i) => 4 + (i % 5))];

function detailOf(differences: readonly number[], options: Partial<SummaryOptions>): Comparison {
  const base = differences.map((_, index) => 10 + (index % 3));
  const candidate = differences.map((difference, index) => base[index]! + difference);
  const sweep = sweepOf({ base: runsOf(base), candidate: runsOf(candidate) });
  return summarize(sweep, { at: "last", alpha: 0.05, ...options }, true).comparisons[0]!;
}

test("of adaptive seeds the picture ends with the look that decided, all others left it open", () => {
  const looks = [5, 8, 12, 18, 27, 40];
  const wide = Array.from({ length: 40 }, (_, index) => 1 + (index % 2 === 0 ? 3 : -3));
  const { detail, n } = detailOf(wide, { mode: "budget", looks });
  const counts = detail!.byCount.map((row) => row.n);
  expect(counts).toEqual(looks.slice(0, looks.indexOf(n) + 1));
  expect(counts.length).toBeGreaterThan(2);
  expect(detail!.byCount.slice(0, -1).map(({ verdict }) => verdict)).toEqual(
    counts.slice(0, -1).map(() => "undecided"),
  );
  // As if each had been fixed beforehand some say more than the looks did: they do not pay for them.
  const fixed = detailOf(TURNING, {}).detail!.byCount;
  expect(fixed.find((row) => row.n === 5)!.verdict).toBe("better");
  expect(fixed.at(-1)!.verdict).toBe("worse");
});

test("of several hundred looks the picture shows at most 60 and the last", () => {
  const open = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 1 : -1.01));
  const { detail, n } = detailOf(open, { mode: "open-ended" });
  expect(n).toBe(300);
  expect(detail!.byCount.length).toBeLessThanOrEqual(61);
  expect(detail!.byCount.at(-1)!.n).toBe(300);
  expect(detail!.byCount[0]!.n).toBeLessThan(10);
});

test("a verdict that does not rest on differences of pairs has no such picture", () => {
  const same = runsOf([1, 2, 3, 4]);
  const diverged = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => run(seed, [1], "diverged"));
  const eight = runsOf([1, 2, 3, 4, 5, 6, 7, 8]);
  for (const variants of [
    { a: same, b: same },
    { a: eight, b: diverged },
  ]) {
    const summary = summarize(sweepOf(variants), { at: "last", alpha: 0.05 }, true);
    expect(summary.comparisons[0]!.detail!.byCount).toEqual([]);
  }
  expect(summaryOf({ a: same, b: same }).comparisons[0]!.detail).toBeUndefined();
});
