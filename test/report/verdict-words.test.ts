import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  claimCaveat,
  luckyPairSentence,
  verdictHeadline,
  verdictSentence,
} from "../../src/report/verdict-words.ts";
import type { Comparison, Verdict } from "../../src/stats/comparison.ts";
import type { Summary } from "../../src/stats/summary.ts";
import {
  ALL_SUMMARIES,
  decided,
  diverged,
  equivalent,
  identical,
  invalid,
  logScale,
  oneSeed,
  several,
  undecided,
} from "./sample-summary.ts";

const said = (summary: Summary, index = 0) => verdictSentence(summary.comparisons[index]!, summary);
const changed = (summary: Summary, over: Partial<Comparison>) =>
  verdictSentence({ ...summary.comparisons[0]!, ...over }, summary);

describe("a verdict is said with its numbers", () => {
  test("better: how much lower, between what, on how many seeds", () => {
    expect(said(decided)).toBe(
      "without-input-shape is better than with-input-shape: val_loss lower by 2.10 " +
        "(95% interval 1.91 to 2.28; 56%), lower on 10 of 10 seeds",
    );
  });
  test("worse, decided with others: what holds for all of them", () => {
    expect(said(several, 2)).toBe(
      "deep is worse than with-input-shape: val_loss higher by 1.01 " +
        "(95% interval 0.80 to 1.23; 27%), higher on 10 of 10 seeds, p = 0.0078; " +
        "interval and p for all 4 comparisons together",
    );
    expect(said({ ...several, comparisonCount: 2 }, 2)).toMatch(/; interval and p for both /);
  });
  test("worse, among several, each by itself: with the adjusted p", () => {
    const deep = { ...several.comparisons[2]!, method: "paired-t" as const };
    expect(said({ ...several, comparisons: [deep] })).toMatch(
      /higher on 10 of 10 seeds, p = 0\.0078 adjusted for 4 comparisons$/,
    );
  });
  test("negligible: which margin it is within", () => {
    expect(said(several, 1)).toBe(
      "wide differs negligibly from with-input-shape: val_loss lower by 0.21 " +
        "(95% interval 0.06 to 0.35; 5.5%), within the margin of 0.5; " +
        "interval for all 4 comparisons together",
    );
  });
  test("equivalent: within what, by which interval", () => {
    expect(said(equivalent)).toBe(
      "mirrored and with-input-shape are equivalent: val_loss differs by less than 0.5 " +
        "(90% interval -0.11 to 0.17, 10 seeds)",
    );
  });
  test("undecided: the interval, and how many more seeds would do", () => {
    expect(said(undecided)).toBe(
      "undecided between mirrored and with-input-shape: after 10 seeds val_loss of mirrored minus " +
        "with-input-shape is 0.00 (95% interval -0.17 to 0.17); about 9 more seeds " +
        "(could be 3 to 27) would settle it at this spread",
    );
  });
  test("undecided, where no look of the budget would decide: nothing of the budget", () => {
    expect(changed(undecided, { moreSeeds: null })).toMatch(/\(95% interval -0\.17 to 0\.17\)$/);
  });
  test("undecided after fixed seeds: how often it errs to stop by that number", () => {
    const fixed = { ...undecided, mode: "fixed" } as const;
    expect(said(fixed)).toMatch(
      /; about 9 more seeds \(could be 3 to 27\) would settle it at this spread, but stopping there errs in 1 of 8 sweeps: use fresh seeds \(`--confirm`\) or a fresh budget \(`mode: budget`\)$/,
    );
    expect(said({ ...fixed, alpha: 0.01 })).toContain("there errs more often than alpha allows:");
    expect(said({ ...fixed, comparisonCount: 2 })).toContain("more often than alpha allows:");
    expect(changed(fixed, { moreSeeds: null })).not.toContain("errs");
    expect(changed(undecided, { moreSeeds: 1 })).toMatch(/about 1 more seed \(could be 1 to 3\) w/);
  });
  test("a verdict that divergence withholds: that it is withheld", () => {
    expect(said(diverged)).toMatch(
      /\(95% interval .*\); withheld, as the one with the better mean diverged more often$/,
    );
  });
  test("undecided, decided with others: that the interval is for all of them", () => {
    expect(said(several, 3)).toMatch(/\(95% interval .* for all 4 comparisons together\)/);
  });
  test("one seed: that no interval comes from it", () => {
    expect(said(oneSeed)).toBe(
      "undecided between b and a: after 1 seed, too few for an interval, " +
        "val_loss of b minus a is -0.2500",
    );
  });
  test("identical, on how many seeds", () => {
    expect(said(identical)).toBe(
      "twin and with-input-shape are identical: " +
        "every series is equal to the bit on all 10 seeds",
    );
  });
  test("invalid: for which reason", () => {
    expect(said(invalid)).toBe(
      "there and here cannot be compared: no seed has a value on both sides, so none are compared",
    );
    expect(changed(invalid, { warnings: [] })).toMatch(/: there is nothing sound to compare$/);
  });
  test("differences of logarithms are ratios, beside the difference of the means", () => {
    expect(said(logScale)).toBe(
      "without-input-shape is better than with-input-shape: val_loss 56.0% lower " +
        "(95% interval 50.8% to 60.5%, mean difference -2.1), lower on 10 of 10 seeds, p < 0.0001",
    );
  });
  test("a mean that points the other way than the ratio is said in the same line", () => {
    const warnings = [{ code: "opposite-means", text: "" }] as const;
    expect(changed(logScale, { linearDifference: 0.31, warnings })).toContain(
      "56.0% lower (95% interval 50.8% to 60.5%, but the mean difference is 0.31)",
    );
  });
  test("where only divergence differs, who diverged", () => {
    const over = { method: "divergence", difference: null, interval: null, n: 0 } as const;
    expect(changed(decided, { ...over, wins: 6, ties: 1, pValue: 0.031 })).toBe(
      "without-input-shape is better than with-input-shape: " +
        "only with-input-shape diverged on 6 of 7 seeds, p = 0.031",
    );
  });
  test("without common seeds, how many runs a side", () => {
    const over = { verdict: "undecided", paired: false, n: 4, wins: 0, losses: 0 } as const;
    expect(changed(decided, over)).toMatch(/: after 4 runs a side val_loss of /);
  });
  test("an interval without an end says so", () => {
    const interval = { low: -Infinity, high: -0.5, level: 0.95 };
    expect(changed(decided, { interval })).toMatch(/\(95% interval 0\.500 to ∞; 56%\)/);
  });
});

describe("what one run of each could have shown", () => {
  const lucky = (otherWayShare: number, over: Partial<Comparison> = {}) =>
    luckyPairSentence(
      {
        ...decided.comparisons[0]!,
        luckyPair: { low: -0.31, high: 0.29, otherWayShare },
        ...over,
      },
      decided,
    );
  test("is a range that was seen, and how many pairs mislead at the least", () => {
    expect(lucky(0.12)).toBe(
      "One run of each could have shown anything from -0.31 to 0.29 or beyond; " +
        "at least 12 of 100 such pairs point the other way",
    );
  });
  test("does not round a misleading pair to none, nor most of them to all", () => {
    expect(lucky(0)).toMatch(/; no pair of the runs here points the other way$/);
    expect(lucky(0.004)).toMatch(
      /; of the runs here fewer than 1 of 100 pairs point the other way/,
    );
    expect(lucky(0.01)).toMatch(/; at least 1 of 100 such pairs point/);
    expect(lucky(0.998)).toMatch(/; more than 99 of 100 such pairs point/);
  });
  test("has no other way where the mean difference is 0", () => {
    expect(lucky(0.5, { difference: 0 })).toMatch(/to 0\.29 or beyond$/);
  });
  test("is nothing where there are too few runs", () => {
    expect(luckyPairSentence(oneSeed.comparisons[0]!, oneSeed)).toBeNull();
  });
});

test("a claim that was not kept makes the verdicts exploratory", () => {
  expect(claimCaveat(undecided)).toBe(
    "Exploratory, as the claim was not kept: looked after 4 seeds, which is no look of the schedule",
  );
  expect(claimCaveat(decided)).toBeNull();
  expect(claimCaveat(oneSeed)).toBeNull();
});

test("no sentence has a full stop, a control character, NaN or undefined", () => {
  const verdicts: Verdict[] = [
    ...(["better", "worse", "negligible", "equivalent"] as const),
    ...(["undecided", "identical", "invalid"] as const),
  ];
  const number = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }));
  const range = fc.option(
    fc.record({
      low: fc.double({ noNaN: true }),
      high: fc.double({ noNaN: true }),
      level: fc.constantFrom(0.9, 0.95, 0.9833),
    }),
  );
  const over = fc.record({
    candidate: fc.string(),
    verdict: fc.constantFrom(...verdicts),
    difference: number,
    interval: range,
    relativeDifference: number,
    n: fc.nat(50),
    paired: fc.boolean(),
    pValue: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    moreSeeds: fc.option(fc.integer({ min: 1, max: 999 })),
  });
  const summaries = Object.values(ALL_SUMMARIES).filter((one) => one.comparisons.length > 0);
  fc.assert(
    fc.property(over, fc.constantFrom(...summaries), (changes, summary) => {
      const pair = { ...summary.comparisons[0]!, ...changes };
      const sentence = verdictSentence(pair, { ...summary, margin: 0.1 });
      expect(sentence.startsWith(`${verdictHeadline(pair)}: `)).toBe(true);
      expect(sentence.slice(verdictHeadline(pair).length)).not.toMatch(/NaN|undefined|null|\.$/);
      expect(sentence).not.toMatch(/\p{Cc}/u);
    }),
  );
});
