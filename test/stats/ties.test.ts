import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confirm } from "../../src/stats/confirm.ts";
import { falsePositives } from "../../src/stats/false-positives.ts";
import { gate, type Relation } from "../../src/stats/gate.ts";
import type { RecordedRun } from "../../src/stats/recorded-run.ts";
import { reversed } from "../../src/stats/reversed.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { type SummaryOptions, summarize } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf, warningOf } from "./runs.ts";

// Two runs with the same accuracy need not be the same run: a metric with few values ties by chance.

const RELATIONS: readonly Relation[] = ["better-than", "not-worse-than", "equivalent-to"];

/** Accuracies that both variants reached, and losses by which their runs differ. */
function tiedRuns(accuracies: readonly number[], loss: number): RecordedRun[] {
  return accuracies.map((accuracy, index) => {
    const series = { val_acc: Float64Array.of(accuracy), loss: Float64Array.of(loss + index) };
    return { ...run(index + 1, []), series };
  });
}

const accuracies = (minLength: number) =>
  fc
    .array(fc.integer({ min: 0, max: 30 }), { minLength, maxLength: 12 })
    .map((counts) => counts.map((count) => count / 30));
const anyQuestion: fc.Arbitrary<Partial<SummaryOptions>> = fc.record({
  metric: fc.constant("val_acc"),
  margin: fc.double({ min: 1e-9, max: 10, noNaN: true }),
  mode: fc.constantFrom("fixed", "budget", "open-ended"),
  looks: fc.constantFrom(everySeed(3, 12), everySeed(5, 40)),
  direction: fc.constantFrom("min", "max"),
});

describe("values that are tied on every seed", () => {
  test("leave it undecided in every mode, without interval and p, whatever the margin", () => {
    fc.assert(
      fc.property(accuracies(3), anyQuestion, fc.boolean(), (values, asked, areImported) => {
        const sweep = sweepOf({ a: tiedRuns(values, 1), b: tiedRuns(values, 2) });
        const engine = areImported ? "external" : "compiled";
        const summary = summarize({ ...sweep, engine }, { at: "last", alpha: 0.05, ...asked });
        const pair = summary.comparisons[0]!;
        expect(pair).toMatchObject({
          ...{ verdict: "undecided", difference: 0, ties: pair.n, moreSeeds: null },
          ...{ interval: null, equivalence: null, pValue: null, adjustedPValue: null },
        });
        for (const relation of RELATIONS) {
          expect(gate(pair, relation, summary)).toBe("undecided");
          expect(gate(reversed(pair), relation, summary)).toBe("undecided");
        }
      }),
    );
  });
  test("are told in plain words, in place of what a margin would do", () => {
    const of = (options: Partial<SummaryOptions> = {}, n = 3) => {
      const values = [0.9, 0.8, 0.9, 1, 0.7].slice(0, n);
      const variants = { a: tiedRuns(values, 1), b: tiedRuns(values, 2) };
      return summaryOf(variants, { metric: "val_acc", ...options });
    };
    const text = "val_acc is equal on all 3 seeds, though the runs differ: ties are no evidence ";
    expect(of().comparisons[0]!.warnings).toMatchObject([
      { code: "tied", text: `${text}of equivalence` },
    ]);
    expect(warningOf(of({ mode: "budget", looks: [4, 20] }, 5), "tied")).toMatch(
      /^val_acc is equal on the first 4 seeds, though/,
    );
    expect(warningOf(of({}, 2), "tied")).toBeUndefined();
    expect(warningOf(of({}, 2), "too-few-pairs")).toBeDefined();
  });
  test("say of three imported tables no more than that they are tied", () => {
    const sweep = sweepOf({ base: runsOf([3, 2, 1]), a: runsOf([1, 2, 3]), b: runsOf([1, 2, 3]) });
    const imported = { ...sweep, engine: "external" };
    const summary = summarize(imported, { at: "last", alpha: 0.05, baseline: "a", margin: 9 });
    expect(summary.comparisons.map(({ verdict }) => verdict)).not.toContain("identical");
    expect(warningOf(summary, "tied")).toBe(
      "val_loss is equal on all 3 seeds: ties are no evidence of equivalence",
    );
    const beside = summarize(imported, { at: "last", alpha: 0.05 });
    expect(warningOf(beside, "identical")).toBeUndefined();
    expect(warningOf(summarize(sweep, { at: "last", alpha: 0.05 }), "identical")).toBeDefined();
  });
  test("do not stop an adaptive sweep that later seeds decide", () => {
    const seeds = Array.from({ length: 30 }, (_, index) => index + 1);
    const variants = (n: number) => ({
      base: seeds.slice(0, n).map((seed) => run(seed, [12, 10])),
      candidate: seeds.slice(0, n).map((seed) => run(seed, [11, seed <= 6 ? 10 : 9])),
    });
    for (const mode of ["budget", "open-ended"] as const) {
      const asked = { mode, looks: everySeed(5, 30), margin: 0.01 };
      const of = (n: number) => summaryOf(variants(n), asked).comparisons[0]!;
      expect(of(6).verdict).toBe("undecided");
      expect(of(30)).toMatchObject({ verdict: "better" });
      expect(of(30).n).toBeGreaterThan(6);
    }
  });
  test("take nothing from a difference beside them", () => {
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    const lower = eight.map((value, index) => value - 1 - 0.01 * index);
    const twin = eight.map((value, seed) => run(seed + 1, [value + 1, value]));
    const base = eight.map((value, seed) => run(seed + 1, [value + 2, value]));
    const { comparisons } = summaryOf({ base, twin, lower: runsOf(lower) });
    expect(comparisons.map(({ verdict }) => verdict)).toEqual(["undecided", "better"]);
    expect(comparisons[0]!.adjustedPValue).toBeNull();
    expect(comparisons[1]!.adjustedPValue).toBe(comparisons[1]!.pValue);
  });
  test("are nothing to confirm, and confirm nothing", () => {
    const values = [0.9, 0.8, 0.9, 1, 0.7, 0.9, 0.8, 0.9];
    const options = { at: "last", alpha: 0.05, metric: "val_acc", margin: 0.1 };
    const pair = { candidate: "b", baseline: "a" };
    const fresh = [5, 6, 7, 8];
    const sweep = sweepOf({ a: tiedRuns(values, 1), b: tiedRuns(values, 2) });
    expect(confirm(sweep, options, pair, fresh).isConfirmed).toBeNull();
    const worse = tiedRuns(
      values.map((value, seed) => value - (seed < 4 ? 0.5 + 0.01 * seed : 0)),
      2,
    );
    const claimed = confirm(sweepOf({ a: tiedRuns(values, 1), b: worse }), options, pair, fresh);
    expect(claimed.claim.comparisons[0]!.verdict).toBe("worse");
    expect(claimed.isConfirmed).toBe(false);
  });
  test("never make halves of a variant equivalent to each other", () => {
    const { pairs, comparisons, ...question } = summaryOf({ a: runsOf([1]) }, { margin: 0.5 });
    const ones = Array.from({ length: 20 }, () => 1);
    for (const mode of ["fixed", "budget", "open-ended"] as const) {
      const asked = { ...question, pairs, mode, looks: mode === "budget" ? [5, 10] : null };
      expect(falsePositives(ones, asked)).toMatchObject({ rate: 0, equivalentRate: 0, noise: 0 });
    }
  });
  test("have no equivalence in the full comparison either", () => {
    const values = [0.9, 0.8, 0.9, 1, 0.7, 0.9, 0.8, 0.9];
    const sweep = sweepOf({ a: tiedRuns(values, 1), b: tiedRuns(values, 2) });
    const options = { at: "last", alpha: 0.05, metric: "val_acc", margin: 0.1 };
    const { detail } = summarize(sweep, options, true).comparisons[0]!;
    expect(detail).toMatchObject({ equivalencePValue: null, betterShare: null });
    expect(detail!.robust!.interval).toBeNull();
    expect(new Set(detail!.byCount.map(({ verdict }) => verdict))).toEqual(new Set(["undecided"]));
  });
});

describe("identical", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const series = fc.array(value, { minLength: 1, maxLength: 4 });
  const twins = fc.array(fc.record({ loss: series, val_loss: series }), {
    minLength: 3,
    maxLength: 9,
  });
  const recorded = (seeds: readonly Readonly<Record<string, readonly number[]>>[]) =>
    seeds.map((one, index): RecordedRun => {
      const entries = Object.entries(one).map(([name, values]) => {
        return [name, Float64Array.from(values)] as const;
      });
      return { ...run(index + 1, []), series: Object.fromEntries(entries) };
    });
  const mode = fc.constantFrom("fixed" as const, "budget" as const, "open-ended" as const);

  test("are runs whose every series is equal to the bit, from the first look on", () => {
    fc.assert(
      fc.property(twins, mode, (seeds, asked) => {
        const variants = { a: recorded(seeds), b: recorded(seeds) };
        const summary = summaryOf(variants, { mode: asked, margin: 0.1 });
        const pair = summary.comparisons[0]!;
        const isEarly = asked === "budget" && seeds.length < 5;
        expect(pair.verdict).toBe(isEarly ? "undecided" : "identical");
        expect(gate(pair, "equivalent-to", summary)).toBe(isEarly ? "undecided" : "holds");
        expect(gate(pair, "not-worse-than", summary)).toBe(isEarly ? "undecided" : "holds");
      }),
    );
  });
  test("are no longer those of which one number of one series differs in its last bit", () => {
    fc.assert(
      fc.property(twins, mode, fc.nat(), fc.nat(), (seeds, asked, which, epoch) => {
        const odd = seeds.map((one, index) => {
          if (index !== which % seeds.length) return one;
          const at = epoch % one.loss.length;
          return { ...one, loss: one.loss.map((x, n) => (n === at ? nextUp(x) : x)) };
        });
        const variants = { a: recorded(seeds), b: recorded(odd) };
        const summary = summaryOf(variants, { mode: asked, margin: 0.1 });
        expect(summary.comparisons[0]!.verdict).toBe("undecided");
        expect(gate(summary.comparisons[0]!, "equivalent-to", summary)).toBe("undecided");
      }),
    );
  });
  test("is not said of runs that all diverged before they had a number", () => {
    const lost = [1, 2, 3].map((seed) => run(seed, [Number.NaN], "diverged"));
    const later = [1, 2, 3].map((seed) => run(seed, [seed, Number.NaN], "diverged"));
    const of = (runs: RecordedRun[]) => summaryOf({ a: runs, b: runs }).comparisons[0]!.verdict;
    expect(of(lost)).not.toBe("identical");
    expect(of(later)).toBe("identical");
  });
});

/** The same number with the next bits. */
function nextUp(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  bits[0] = bits[0]! ^ 1n;
  return new Float64Array(bits.buffer)[0]!;
}
