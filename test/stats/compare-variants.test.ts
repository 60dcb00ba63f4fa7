import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairSummary } from "../../src/stats/pair-summary.ts";
import { reversed } from "../../src/stats/reversed.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import type { SummaryOptions } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf, warningOf } from "./runs.ts";

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const lower = (by: number) => EIGHT.map((value, index) => value - by - 0.01 * index);

const verdictOf = (
  candidate: Parameters<typeof summaryOf>[0][string],
  options: Partial<SummaryOptions> = {},
) => summaryOf({ base: runsOf(EIGHT), candidate }, options).comparisons[0]!;

/** Half of the baseline's values, on the log scale. */
const half = verdictOf(runsOf(EIGHT.map((x, i) => x * (0.5 + 0.001 * i))), { scale: "log" });

describe("the verdict", () => {
  test("speaks of the candidate, in the metric's direction", () => {
    expect(verdictOf(runsOf(lower(1))).verdict).toBe("better");
    expect(verdictOf(runsOf(lower(-1))).verdict).toBe("worse");
    expect(verdictOf(runsOf(lower(1)), { direction: "max" }).verdict).toBe("worse");
  });
  test("is negligible for a difference within the margin, equivalent for none", () => {
    expect(verdictOf(runsOf(lower(0.1)), { margin: 0.5 }).verdict).toBe("negligible");
    const wobbling = EIGHT.map((value, index) => value + 0.01 * (index % 2 === 0 ? 1 : -1));
    expect(verdictOf(runsOf(wobbling), { margin: 0.5 }).verdict).toBe("equivalent");
    expect(verdictOf(runsOf(wobbling)).verdict).toBe("undecided");
  });
  test("is never equivalent without a margin", () => {
    const values = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), {
      minLength: 2,
      maxLength: 9,
    });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { verdict } = summaryOf({ b: runsOf(b), a: runsOf(a) }).comparisons[0]!;
        expect(["equivalent", "negligible"]).not.toContain(verdict);
      }),
    );
  });
  test("is undecided below three pairs, whatever they are", () => {
    const two = summaryOf({ b: runsOf([1, 1]), a: runsOf([9, 9]) }).comparisons[0]!;
    expect(two).toMatchObject({ verdict: "undecided", method: "none", interval: null });
  });
  test("is invalid where everything has ended and nothing can be compared", () => {
    const failed = EIGHT.map((_, index) => run(index + 1, [], "failed"));
    expect(verdictOf(failed).verdict).toBe("invalid");
    const pending = EIGHT.map((_, index) => run(index + 1, [], "pending"));
    expect(verdictOf(pending).verdict).toBe("undecided");
  });
  test("on the log scale is one on ratios, beside the difference of the means", () => {
    expect(half.verdict).toBe("better");
    expect(half.relativeDifference).toBeCloseTo(-0.5, 1);
    expect(half.linearDifference).toBeCloseTo(-2.25, 1);
  });
  test("is undecided on the log scale where a value is 0, and says on which seeds", () => {
    const zero = verdictOf(runsOf(EIGHT.map((x, i) => (i === 2 ? 0 : x / 2))), { scale: "log" });
    expect(zero).toMatchObject({ verdict: "undecided", difference: null, interval: null });
    expect(zero.warnings.find(({ code }) => code === "log-scale")?.text).toMatch(
      /on seed 3, .*`compare: \{scale: linear\}`/,
    );
  });
  test("taken before a 0 on the log scale stands, as later pairs do not change a decision", () => {
    const late = verdictOf(runsOf(EIGHT.map((x, i) => (i === 7 ? 0 : x * (0.5 + 0.001 * i)))), {
      ...{ scale: "log", mode: "budget", looks: [5, 8] },
    });
    expect(late).toMatchObject({ verdict: "better", n: 5 });
  });
  test("whose mean ratio and mean difference point apart is told with a warning", () => {
    const apart = verdictOf(
      runsOf(EIGHT.map((x, i) => (i === 7 ? x * 4.6 : x * (0.2 - 0.001 * i)))),
      {
        scale: "log",
      },
    );
    expect(apart.verdict).toBe("better");
    expect(apart.linearDifference).toBeGreaterThan(0);
    expect(apart.warnings.map(({ code }) => code)).toContain("opposite-means");
    expect(half.warnings.map(({ code }) => code)).not.toContain("opposite-means");
  });
});

describe("diverged runs", () => {
  const diverging = (count: number) =>
    lower(1).map((value, index) =>
      index < count ? run(index + 1, [Number.NaN], "diverged") : run(index + 1, [value]),
    );

  test("take the word better from what diverged more often", () => {
    const pair = verdictOf(diverging(1));
    expect(pair.verdict).toBe("undecided");
    expect(pair.warnings.map(({ code }) => code)).toContain("diverged-more");
  });
  test("leave worse as it is", () => {
    const worse = diverging(1).map((one) => ({
      ...one,
      series: { val_loss: Float64Array.from(one.series.val_loss!, (x) => x + 3) },
    }));
    expect(verdictOf(worse).verdict).toBe("worse");
  });
  test("count with the value that the user gave them", () => {
    const pair = verdictOf(diverging(1), { failureValue: 100 });
    expect(pair.n).toBe(8);
    expect(pair.warnings.map(({ code }) => code)).not.toContain("diverged-more");
  });
  test("decide by themselves where one side never converged", () => {
    const pair = verdictOf(diverging(8));
    expect(pair).toMatchObject({ verdict: "worse", method: "divergence", losses: 8, n: 8 });
    expect(pair.pValue).toBeCloseTo(2 ** -7, 12);
  });
  test("are the worst of all to signs and ranks", () => {
    const sign = (count: number) =>
      verdictOf(diverging(count)).companions.find(({ test }) => test === "sign")!.pValue;
    expect(sign(1)).toBeGreaterThan(sign(0));
  });
});

describe("several comparisons", () => {
  test("share alpha: a p that suffices alone does not among twenty", () => {
    const candidate = [1.6, 1.4, 3.1, 3.6, 5.3, 5.5, 7.2, 7.4].map((x) => x - 0.45);
    const alone = verdictOf(runsOf(candidate));
    const others = Object.fromEntries(
      Array.from({ length: 19 }, (_, index) => [
        `v${index}`,
        runsOf(EIGHT.map((value, seed) => value + Math.sin(7 * seed * seed + 3 * index * seed))),
      ]),
    );
    const among = summaryOf({ base: runsOf(EIGHT), candidate: runsOf(candidate), ...others });
    expect(alone.pValue).toBeLessThan(0.05);
    expect(alone.verdict).not.toBe("undecided");
    expect(among.comparisons[0]!.adjustedPValue).toBeGreaterThan(0.05);
    expect(among.comparisons[0]!.verdict).toBe("undecided");
  });
});

describe("adaptive modes", () => {
  const budget = { mode: "budget", looks: everySeed(5, 30) } as const;
  const noisy = (n: number, shift: number) =>
    Array.from({ length: n }, (_, index) => shift + Math.sin(12.9898 * (index + 1)));
  const sweep = (n: number, shift: number) => ({
    base: runsOf(noisy(n, 0).map((value) => value * 0)),
    candidate: runsOf(noisy(n, shift)),
  });

  test("do not change a decision when more seeds are recorded", () => {
    const all = summaryOf(sweep(30, -1.2), budget).comparisons[0]!;
    expect(all.verdict).toBe("better");
    expect(all.n).toBeLessThan(30);
    for (let n = all.n; n <= 30; n++) {
      const { verdict, n: decidedAt } = summaryOf(sweep(n, -1.2), budget).comparisons[0]!;
      expect([verdict, decidedAt]).toEqual(["better", all.n]);
    }
    expect(all.warnings.map(({ code }) => code)).toContain("unused-seeds");
  });
  test("look at seeds in their order, and not past one that is still open", () => {
    const { base, candidate } = sweep(30, -1.2);
    const open = candidate.map((one) => (one.seed === 4 ? run(4, [], "running") : one));
    const pair = summaryOf({ base, candidate: open }, budget).comparisons[0]!;
    expect(pair).toMatchObject({ verdict: "undecided", n: 3, interval: null });
  });
  test("are undecided between looks of the schedule", () => {
    const looks = [5, 20];
    const { verdict, n } = summaryOf(sweep(19, -0.8), { mode: "budget", looks }).comparisons[0]!;
    expect([verdict, n]).toEqual(["undecided", 5]);
  });
  test("give wider intervals than a fixed design of as many seeds, and no p-value", () => {
    const width = (options: Partial<SummaryOptions>) => {
      const { interval } = summaryOf(sweep(7, -0.672), options).comparisons[0]!;
      return interval!.high - interval!.low;
    };
    expect(width(budget)).toBeGreaterThan(width({}));
    expect(width({ mode: "open-ended" })).toBeGreaterThan(width(budget));
    expect(summaryOf(sweep(7, -0.672), budget).comparisons[0]!.pValue).toBeNull();
  });
  test("say how many more seeds would do, in looks of the schedule", () => {
    const { moreSeeds, n } = summaryOf(sweep(12, -0.5), budget).comparisons[0]!;
    expect(moreSeeds).toBeGreaterThan(0);
    expect(n + moreSeeds!).toBeLessThanOrEqual(30);
    const hopeless = summaryOf(sweep(12, -0.01), budget).comparisons[0]!;
    expect(hopeless.moreSeeds).toBeNull();
  });
});

describe("adaptive verdicts and divergence", () => {
  const budget = { mode: "budget", looks: everySeed(5, 30) } as const;
  const base = Array.from({ length: 20 }, (_, index) => run(index + 1, [10]));
  const lost = (seed: number) => run(seed, [Number.NaN], "diverged");
  const better = (seed: number) => run(seed, [8 + 0.1 * (seed % 3)]);
  const seeds = (n: number) => Array.from({ length: n }, (_, index) => index + 1);
  const judged = (candidate: ReturnType<typeof run>[]) => {
    const { verdict, n } = summaryOf({ base, candidate }, budget).comparisons[0]!;
    return [verdict, n];
  };

  test("a run that diverges after the look that decided changes nothing", () => {
    expect(judged(seeds(5).map(better))).toEqual(["better", 5]);
    expect(judged([...seeds(5).map(better), lost(6), lost(7)])).toEqual(["better", 5]);
  });
  test("one that diverges before it withholds the word", () => {
    expect(judged([lost(1), ...seeds(7).slice(1).map(better)])).toEqual(["undecided", 6]);
  });
  test("runs that diverged early do not count while an earlier seed is open", () => {
    const open = run(1, [], "running");
    expect(judged([open, ...seeds(12).slice(1).map(lost)])[0]).toBe("undecided");
  });
  test("what always diverged is worse, whatever comes later", () => {
    expect(judged(seeds(9).map(lost))).toEqual(["worse", 9]);
    expect(judged([...seeds(9).map(lost), better(10)])).toEqual(["worse", 9]);
  });
});

describe("the order of the names", () => {
  test("turns a comparison into its mirror image and nothing else", () => {
    const values = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
      minLength: 8,
      maxLength: 12,
    });
    const settings = { margin: 0.3, metric: "val_loss" };
    fc.assert(
      fc.property(values, values, (a, b) => {
        const variants = { a: runsOf(a), b: runsOf(b) };
        const turned = reversed(summaryOf(variants, settings).comparisons[0]!);
        const { baseline } = turned;
        const direct = summaryOf(variants, { ...settings, baseline }).comparisons[0]!;
        expect(turned.verdict).toBe(direct.verdict);
        expect(turned.difference).toBeCloseTo(direct.difference!, 12);
        expect(turned.relativeDifference).toBeCloseTo(direct.relativeDifference!, 9);
        expect(turned.interval?.low ?? 0).toBeCloseTo(direct.interval?.low ?? 0, 12);
        expect(turned.effect.cliffsDelta).toBeCloseTo(direct.effect.cliffsDelta!, 12);
        expect([turned.wins, turned.losses]).toEqual([direct.wins, direct.losses]);
        expect(turned.luckyPair).toEqual(direct.luckyPair);
      }),
      { numRuns: 50 },
    );
  });
  test("does not matter to which pair is found, nor to its correction for the others", () => {
    const sweep = sweepOf({ base: runsOf(EIGHT), x: runsOf(lower(1)), y: runsOf(lower(2)) });
    const options = { at: "last", alpha: 0.05 };
    const one = pairSummary(sweep, options, { candidate: "x", baseline: "base" });
    const other = pairSummary(sweep, options, { candidate: "base", baseline: "x" });
    expect(one.comparisons[0]!.verdict).toBe("better");
    expect(other.comparisons[0]!.verdict).toBe("worse");
    expect(one.comparisons[0]!.method).toBe("max-t");
    expect(one.comparisonCount).toBe(2);
    expect(other.comparisons[0]!.adjustedPValue).toBe(one.comparisons[0]!.adjustedPValue);
    const unasked = pairSummary(sweep, options, { candidate: "x", baseline: "y" });
    expect(unasked.comparisons).toHaveLength(1);
    expect(unasked.pairs).toBe("all");
  });
});

test("two samples without a common seed are compared by Welch's t, and it is said", () => {
  const b = EIGHT.map((value, index) => run(100 + index, [value + 20]));
  const summary = summaryOf({ a: runsOf(EIGHT), b });
  expect(summary.comparisons[0]).toMatchObject({ paired: false, method: "welch-t", n: 8 });
  expect(summary.comparisons[0]!.verdict).toBe("worse");
  expect(warningOf(summary, "unpaired")).toContain("8 and 8 runs");
});
