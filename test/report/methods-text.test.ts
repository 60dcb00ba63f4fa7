import { describe, expect, test } from "vitest";
import { methodsText } from "../../src/report/methods-text.ts";
import type { Comparison } from "../../src/stats/comparison.ts";
import type { Summary } from "../../src/stats/summary.ts";
import {
  ALL_SUMMARIES,
  decided,
  diverged,
  invalid,
  logScale,
  oneSeed,
  several,
  undecided,
} from "./sample-summary.ts";

const methodsOf = (summary: Summary) => methodsText(summary, "1.2.3").split("\n\n")[0]!;

describe("the methods text says what is true of its summary", () => {
  test("all of it, for a budget of seeds", () => {
    expect(methodsText(decided, "1.2.3")).toBe(
      "We trained 2 variants (with-input-shape and without-input-shape) with 10 seeds each. " +
        "A run counts with its val_loss after the last epoch; lower is better. " +
        "The question was recorded before the first run, on 2025-03-01, and kept. " +
        "Variants were compared within seeds, by their difference on each seed. " +
        "Looks were due after 5, 6, 7, 8, 9 and 10 seeds, fixed beforehand. " +
        "Intervals are repeated confidence intervals (Jennison and Turnbull, 1989) with a constant " +
        "nominal level as Pocock's (1977) for the t statistic: level 95% for all looks together, " +
        "if differences are normally distributed. " +
        "Two variants differ where the interval of the difference excludes 0; they are equivalent " +
        "where the 90% interval lies within ±0.5 (two one-sided tests; Schuirmann, 1987). " +
        "Runs and statistics were made with seed-sweep 1.2.3, engine compiled/2-4.\n\n" +
        "without-input-shape is better than with-input-shape: val_loss lower by 2.10 " +
        "(95% interval 1.91 to 2.28; 56%), lower on 10 of 10 seeds.",
    );
  });
  test("comparisons that were decided together are said to be, others to share the error rate", () => {
    expect(methodsOf(several)).toContain("for all 4 comparisons together, by single-step max-T");
    expect(methodsOf(several)).toContain(
      "interval, again of all comparisons together, lies within",
    );
    expect(methodsOf(several)).not.toContain("Looks were due");
    expect(methodsOf(several)).not.toContain("Bonferroni");
    const comparisons = several.comparisons.map((pair) => ({
      ...pair,
      method: "paired-t" as const,
    }));
    const apart = methodsOf({ ...several, comparisons });
    expect(apart).toContain("Each of the 4 comparisons has 0.05 / 4 as its error rate");
    expect(apart).not.toContain("together");
    expect(methodsOf(decided)).not.toContain("Bonferroni");
  });
  test("without a margin it claims no test of equivalence", () => {
    expect(methodsOf(undecided)).toContain("no margin was set, so equivalence was not tested");
    expect(methodsOf(undecided)).not.toContain("Schuirmann");
  });
  test("what more seeds would do is advice, and no finding", () => {
    expect(methodsText(undecided, "1.2.3")).toMatch(
      / is 0\.00 \(95% interval -0\.17 to 0\.17\)\.$/,
    );
  });
  test("a claim that was not kept, or not made, is admitted", () => {
    expect(methodsOf(undecided)).toContain("exploratory: looked after 4 seeds");
    expect(methodsOf(oneSeed)).toContain("not recorded before the first run");
  });
  test("diverged runs and what became of them are told", () => {
    expect(methodsOf(diverged)).toContain(
      "2 of 20 runs diverged and have no value: means are over",
    );
    expect(methodsOf({ ...diverged, failureValue: 9 })).toContain("diverged and count with 9.");
    expect(methodsOf(decided)).not.toContain("diverged");
  });
  test("logarithms are told where they were taken", () => {
    expect(methodsOf(logScale)).toContain("Differences are of logarithms");
    expect(methodsOf(logScale)).toContain("Student t intervals (level 95%)");
    expect(methodsOf(decided)).not.toContain("logarithms");
  });
  test("sampled sign flips are not called exact", () => {
    const warnings = [{ code: "monte-carlo", text: "10000 random flips" }] as const;
    const [joint] = several.comparisons;
    const alone = { ...joint!, method: "sign-flip" as const };
    const said = (pair: Comparison) => methodsOf({ ...several, comparisons: [pair] });
    expect(said(alone)).toContain("all of them, exact");
    expect(said({ ...alone, warnings })).not.toContain("exact");
    expect(said(joint!)).toContain("about their means, all of them.");
    expect(said({ ...joint!, warnings })).toContain("about their means, sampled at random.");
  });
  test("where nothing was compared no procedure is named", () => {
    expect(methodsOf(invalid)).not.toMatch(/interval|within seeds|differ where/);
  });
  test.each(Object.keys(ALL_SUMMARIES))("%s: sentences end once and lack nothing", (name) => {
    const text = methodsText(ALL_SUMMARIES[name]!, "1.2.3");
    expect(text).not.toMatch(/undefined|null|NaN|\.\.|\( | {2}/);
    expect(text.split("\n\n").every((paragraph) => paragraph.endsWith("."))).toBe(true);
  });
});
