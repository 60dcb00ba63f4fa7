import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Comparison, Verdict } from "../../src/stats/comparison.ts";
import type { Question } from "../../src/stats/question.ts";
import { takesBack } from "../../src/stats/second-verdicts.ts";
import { questionOf } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf } from "./runs.ts";

const [SAMPLE] = summaryOf({ off: runsOf([1, 2, 3]), on: runsOf([2, 3, 5]) }).comparisons;

/** A comparison as far as `takesBack` reads it. */
function saying(verdict: Verdict, difference: number, n = 10): Comparison {
  return { ...SAMPLE!, verdict, difference, n };
}

const question = (margin?: number): Question =>
  questionOf(sweepOf({ off: runsOf([1]), on: runsOf([2]) }), { at: "last", alpha: 0.05, margin });

describe("a second verdict takes the first one back", () => {
  const better = saying("better", -0.8);

  test("where it decides something else", () => {
    for (const other of ["worse", "equivalent", "negligible"] as const) {
      expect(takesBack(saying(other, -0.7), better, question())).toBe(true);
    }
    expect(takesBack(saying("worse", 0.7), saying("undecided", -0.1), question())).toBe(true);
  });
  test("where it is undecided, and less than a quarter of the difference is left", () => {
    const undecided = (difference: number, n?: number) =>
      takesBack(saying("undecided", difference, n), better, question());
    expect(undecided(-0.21)).toBe(false);
    expect(undecided(-0.19)).toBe(true);
    expect(undecided(0.7)).toBe(true);
  });
  test("where it is undecided for want of more than half of the pairs", () => {
    const left = (n: number) => takesBack(saying("undecided", -0.8, n), better, question());
    expect([left(9), left(5), left(4), left(0)]).toEqual([false, false, true, true]);
  });
  test("where equivalent ones are no longer within the margin", () => {
    const equivalent = saying("equivalent", 0.01);
    const undecided = (difference: number) =>
      takesBack(saying("undecided", difference), equivalent, question(0.1));
    expect([undecided(-0.05), undecided(-0.1), undecided(0.2)]).toEqual([false, true, true]);
  });
});

const series = fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), {
  minLength: 6,
  maxLength: 6,
});
const variant = fc.array(
  fc.record({ series, loss: fc.double({ min: 0.5, max: 1, noNaN: true }) }),
  {
    minLength: 6,
    maxLength: 6,
  },
);

test("no warning of the two is there whose second verdict is the first", () => {
  const runsWith = (all: readonly { series: number[]; loss: number }[]) =>
    all.map((one, index) => {
      const plain = run(index + 1, one.series);
      const both = { ...plain.series, loss: Float64Array.of(one.loss) };
      return { ...plain, series: both, penalty: 0, constantScores: { loss: 1 } };
    });
  let told = 0;
  fc.assert(
    fc.property(variant, variant, (off, on) => {
      const runs = { off: runsWith(off), on: runsWith(on) };
      const summary = summaryOf(runs);
      const best = summaryOf(runs, { at: "best" }).comparisons[0]!.verdict;
      const live = (name: "off" | "on") =>
        runs[name].filter(({ seed }) => summary.variants.every((v) => !v.collapsed.includes(seed)));
      const among = summaryOf({ off: live("off"), on: live("on") }).comparisons[0]!.verdict;
      const { warnings, verdict } = summary.comparisons[0]!;
      for (const one of warnings) {
        if (one.code !== "overfitted" && one.code !== "collapsed") continue;
        told++;
        const second = one.code === "overfitted" ? one.values.atBest : one.values.amongLive;
        expect(second).not.toBe(verdict);
        expect(one.values.verdict).toBe(verdict);
        expect(second).toBe(one.code === "overfitted" ? best : among);
      }
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(10);
});
