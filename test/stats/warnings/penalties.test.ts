import { describe, expect, test } from "vitest";
import { summarize } from "../../../src/stats/summarize.ts";
import type { Penalty } from "../../../src/stats/warnings/penalties.ts";
import { runsOf, sweepOf, warningOf } from "../runs.ts";

const L2: Penalty = { layer: "dense-1", of: "kernel", l1: 0, l2: 0.01 };

/** The warning of a comparison whose sides have these penalties. */
function told(off: readonly Penalty[] | undefined, on: readonly Penalty[], metric = "val_loss") {
  const sweep = sweepOf({ off: runsOf([1, 2, 3]), on: runsOf([2, 1, 4]) });
  const series = (index: number) => ({ [metric]: Float64Array.of(index) });
  const variants = sweep.variants.map((variant, index) => ({
    ...variant,
    runs: variant.runs.map((one) => ({ ...one, series: series(one.seed * (index + 1)) })),
    penalties: index === 0 ? off : on,
  }));
  return summarize({ ...sweep, variants }, { at: "last", alpha: 0.05, metric });
}

describe("a compared loss whose penalties differ", () => {
  test("is told with all of them", () => {
    const bias: Penalty = { layer: "out", of: "bias", l1: 0.001, l2: 0.02 };
    const summary = told([], [L2, bias]);
    expect(warningOf(summary, "penalties")).toBe(
      "val_loss holds the penalties, and these differ: off none; on l2 0.01 of dense-1's kernel, " +
        "l1 0.001 and l2 0.02 of out's bias; metrics (`train.metrics`) hold none",
    );
    const [warning] = summary.comparisons[0]!.warnings.filter(({ code }) => code === "penalties");
    expect(warning!.values).toEqual({
      variants: [
        { variant: "off", penalties: [] },
        { variant: "on", penalties: [L2, bias] },
      ],
    });
  });
  test("differs in size, in kind and in number", () => {
    expect(warningOf(told([L2], [{ ...L2, l2: 0.02 }], "loss"), "penalties")).toMatch(
      /^loss holds/,
    );
    expect(warningOf(told([L2], [{ ...L2, of: "output" }]), "penalties")).toBeDefined();
    expect(warningOf(told([L2], [L2, L2]), "penalties")).toBeDefined();
  });
});

test("equal penalties, other metrics and results from elsewhere need no such warning", () => {
  expect(warningOf(told([L2], [{ ...L2, layer: "renamed" }]), "penalties")).toBeUndefined();
  expect(warningOf(told([], [L2], "val_mae"), "penalties")).toBeUndefined();
  expect(warningOf(told(undefined, [L2]), "penalties")).toBeUndefined();
});
