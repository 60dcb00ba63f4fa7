import { describe, expect, test } from "vitest";
import type { Resplit } from "../../src/stats/resplit.ts";
import { seedList } from "../../src/stats/seed-list.ts";
import { summarize } from "../../src/stats/summarize.ts";
import { run, runsOf, summaryOf, sweepOf, warningOf } from "./runs.ts";

const SIX = [1, 2, 3, 4, 5, 6];
const OTHER_SIX = [2, 1, 4, 3, 6, 5];

test("six complete pairs of different values need no warning where a margin is set", () => {
  const summary = summaryOf({ a: runsOf(SIX), b: runsOf(OTHER_SIX) }, { margin: 0.1 });
  expect(summary.warnings).toEqual([]);
  expect(summary.comparisons[0]!.warnings).toEqual([]);
});

describe("few pairs", () => {
  const few = (count: number) =>
    warningOf(
      summaryOf({ a: runsOf(SIX.slice(0, count)), b: runsOf(OTHER_SIX.slice(0, count)) }),
      "too-few-pairs",
    );

  test("one or two decide nothing", () => {
    expect(few(1)).toBe("1 pair is too few to infer anything");
    expect(few(2)).toBe("2 pairs are too few to infer anything");
  });
  test("three to five leave it to a t test whose assumption nobody can check", () => {
    expect(few(3)).toMatch(/^3 pairs: only a t test can decide/);
    expect(few(5)).toMatch(/^5 pairs: only a t test can decide/);
    expect(few(6)).toBeUndefined();
  });
});

describe("runs whose seeds split the same rows anew", () => {
  const shared = (resplit: Resplit, count = 10) => {
    const values = Array.from({ length: count }, (_, n) => (n * 7) % 10);
    const sweep = sweepOf({ a: runsOf(values), b: runsOf(values.map((n) => n + (n % 3))) });
    const variants = sweep.variants.map((variant, index) => {
      return index === 1 ? { ...variant, resplit } : variant;
    });
    return warningOf(summarize({ ...sweep, variants }, { at: "last", alpha: 0.05 }), "shared-rows");
  };

  test("speak of new splits, and of new data only with a wider interval", () => {
    // sqrt(1 + 10 * 0.25) = 1.87
    expect(shared({ kind: "random", ratio: 0.25 })).toBe(
      "every seed draws its training rows from the same data, so these overlap; the verdict is " +
        "about other seeds and splits of these data, for new data take the interval 1.9 times as " +
        "wide (Nadeau and Bengio 2003)",
    );
    // sqrt(1 + 5 / 4) = 1.5
    expect(shared({ kind: "folds", ratio: 0.25 }, 5)).toMatch(
      /^seeds cross-validate on the same data: .* 1\.5 times as wide/,
    );
  });
  test("say it of two pairs on, and not of splits that are held", () => {
    expect(shared({ kind: "random", ratio: 0.25 }, 1)).toBeUndefined();
    expect(shared({ kind: "random", ratio: 0.25 }, 2)).toMatch(/, not about new data$/);
    expect(warningOf(summaryOf({ a: runsOf(SIX), b: runsOf(OTHER_SIX) }), "shared-rows")).toBe(
      undefined,
    );
  });
});

describe("runs without a value", () => {
  const six = runsOf(SIX);

  test("are named with their seeds when they diverged or failed", () => {
    const a = [...six, run(7, [1, Number.NaN], "diverged"), run(8, [2], "diverged")];
    const summary = summaryOf({ a, b: [...six, run(7, [3]), run(8, [], "failed")] });
    expect(warningOf(summary, "diverged")).toMatch(/^a: seeds 7, 8 diverged;/);
    expect(warningOf(summary, "failed")).toMatch(/^b: seed 8 failed;/);
    expect(warningOf(summary, "diverged-pairs")).toBe(
      "the difference speaks of 6 of 8 seeds, those where both converged; left out: seeds 7, 8",
    );
  });
  test("leave out a seed that one side does not even list", () => {
    const summary = summaryOf({ a: [...six, run(9, [1])], b: runsOf(OTHER_SIX) });
    expect(warningOf(summary, "missing-seeds")).toBe(
      "the difference speaks of 6 of 7 seeds, those that both have done; left out: seed 9",
    );
  });
  test("are counted as still to do while they wait or run", () => {
    const a = [...six, run(7, [], "pending"), run(8, [1], "running")];
    expect(warningOf(summaryOf({ a }), "pending")).toBe(
      "2 of 8 runs are still to do (seeds 7, 8); the numbers will change",
    );
  });
  test("say why, if they are done", () => {
    const cause = (values: number[], metric = "val_loss") => {
      const odd =
        metric === "val_loss"
          ? run(7, values)
          : { ...run(7, []), series: { mae: Float64Array.of(1) } };
      const at = "epoch:2";
      return warningOf(
        summaryOf({ a: [run(1, [1, 1]), odd] }, { at, metric: "val_loss" }),
        "no-value",
      );
    };
    expect(cause([1])).toMatch(/^a: seed 7 stopped before epoch 2;/);
    expect(cause([1, Number.NaN])).toMatch(/^a: seed 7 ended in a val_loss that is not a finite/);
    expect(cause([], "mae")).toMatch(/^a: seed 7 did not record val_loss;/);
  });
  test("on both sides leave nothing to compare", () => {
    const a = [run(1, [1]), run(2, [], "failed")];
    const b = [run(1, [], "failed"), run(2, [1])];
    expect(warningOf(summaryOf({ a, b }), "no-pairs")).toBeDefined();
  });
  test("without a seed in common are two samples", () => {
    const summary = summaryOf({ a: [run(1, [1])], b: [run(2, [1])] });
    expect(summary.comparisons[0]!.paired).toBe(false);
    expect(warningOf(summary, "unpaired")).toBeDefined();
  });
});

describe("identical variants", () => {
  test("are called so when every bit of every shared run is equal", () => {
    const summary = summaryOf({ a: runsOf(SIX), b: runsOf(SIX) });
    expect(warningOf(summary, "identical")).toBe(
      "identical: every series is equal to the bit on all 6 shared seeds",
    );
  });
  test("are not identical if one epoch differs that the value does not show", () => {
    const summary = summaryOf({ a: [run(1, [3, 1])], b: [run(1, [3 + 1e-15, 1])] });
    expect(summary.comparisons[0]).toMatchObject({ ties: 1 });
    expect(warningOf(summary, "identical")).toBeUndefined();
  });
  test("are not identical if one seed differs, or one diverged", () => {
    const differs = summaryOf({ a: runsOf([1, 2]), b: runsOf([1, 3]) });
    const diverged = summaryOf({ a: [run(1, [1])], b: [run(1, [1], "diverged")] });
    expect(warningOf(differs, "identical")).toBeUndefined();
    expect(warningOf(diverged, "identical")).toBeUndefined();
  });
  test("are not identical for want of runs", () => {
    const waiting = [run(1, [], "pending")];
    expect(warningOf(summaryOf({ a: waiting, b: waiting }), "identical")).toBeUndefined();
    const empty = [run(1, [])];
    expect(warningOf(summaryOf({ a: empty, b: empty }), "identical")).toBeUndefined();
  });
  test("are found beside the baseline, too", () => {
    const variants = { base: runsOf(OTHER_SIX), b: runsOf(SIX), c: runsOf(SIX) };
    const summary = summaryOf(variants, { margin: 0.1 });
    expect(summary.comparisons.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(warningOf(summary, "identical")).toBe(
      "b and c are identical: equal to the bit on all 6 shared seeds",
    );
  });
});

test("runs of unequal length are warned of, as the curve's end holds fewer of them", () => {
  const a = [run(1, [1, 2, 3]), run(2, [1, 2])];
  expect(warningOf(summaryOf({ a }), "unequal-epochs")).toMatch(/after 2 to 3 epochs/);
  expect(warningOf(summaryOf({ a }, { at: "auc" }), "unequal-epochs")).toContain("means over");
  expect(warningOf(summaryOf({ a: runsOf(SIX) }), "unequal-epochs")).toBeUndefined();
});

test("a best epoch chosen afterwards is warned of", () => {
  expect(warningOf(summaryOf({ a: runsOf(SIX) }, { at: "best" }), "best-epoch")).toBeDefined();
  expect(warningOf(summaryOf({ a: runsOf(SIX) }), "best-epoch")).toBeUndefined();
});

test("runs of earlier configs are counted", () => {
  const older = { ...sweepOf({ a: runsOf(SIX) }), olderRunCount: 12 };
  const summary = summarize(older, { at: "last", alpha: 0.05 });
  expect(warningOf(summary, "older-runs")).toMatch(/^12 older runs are left out/);
});

test("seed lists join neighbours, sort, and end before they get long", () => {
  expect(seedList([9])).toBe("seed 9");
  expect(seedList([5, 1, 2, 3, 9, 10])).toBe("seeds 1..3, 5, 9, 10");
  expect(seedList([1, 3, 5, 7, 9, 11, 13, 15])).toBe("seeds 1, 3, 5, 7, 9, 11 and 2 more");
});
