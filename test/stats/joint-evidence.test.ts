import { describe, expect, test } from "vitest";
import { noEvidence } from "../../src/stats/evidence.ts";
import { alphaAlone } from "../../src/stats/joint-evidence.ts";
import { moments } from "../../src/stats/moments.ts";
import { pairedTInterval } from "../../src/stats/procedure/paired-t.ts";
import { type SummaryOptions, summarize } from "../../src/stats/summarize.ts";
import type { WarningCode } from "../../src/stats/warning.ts";
import { run, runsOf, summaryOf, sweepOf } from "./runs.ts";

const values = (n: number, variant: number) =>
  Array.from({ length: n }, (_, seed) => 3 + variant + Math.sin(7 * seed * seed + 5 * variant));

/** Runs of seeds 1 to n of a baseline and two others. */
const three = (n: number) => ({
  base: runsOf(values(n, 0)),
  x: runsOf(values(n, 1)),
  y: runsOf(values(n, 2)),
});

const methodsOf = (
  variants: Parameters<typeof summaryOf>[0],
  options: Partial<SummaryOptions> = {},
) => summaryOf(variants, options).comparisons.map(({ method }) => method);

const TOGETHER = ["max-t", "max-t"];
const APART = ["sign-flip", "sign-flip"];

describe("comparisons are decided together", () => {
  test("from eight seeds on, that were fixed beforehand", () => {
    expect(methodsOf(three(8))).toEqual(TOGETHER);
    expect(methodsOf(three(7))).toEqual(["paired-t", "paired-t"]);
    expect(methodsOf(three(8), { mode: "open-ended" })).toEqual(["t-mixture", "t-mixture"]);
  });
  test("where there are two of them or more", () => {
    const { base, x } = three(8);
    expect(methodsOf({ base, x })).toEqual(["sign-flip"]);
    expect(methodsOf(three(8), { pairs: "all" })).toEqual([...TOGETHER, "max-t"]);
  });
  test("where every variant has a value on every seed, whichever run lacks one", () => {
    const all = three(9);
    const without = (name: keyof typeof all, state: "pending" | "failed" | "diverged") => ({
      ...all,
      [name]: all[name].map((one) => (one.seed === 4 ? run(4, [], state) : one)),
    });
    for (const name of ["base", "x", "y"] as const) {
      for (const state of ["pending", "failed", "diverged"] as const) {
        expect(methodsOf(without(name, state))).toEqual(APART);
      }
    }
    expect(methodsOf(without("x", "diverged"), { failureValue: 99 })).toEqual(TOGETHER);
    expect(methodsOf({ ...all, y: all.y.slice(1) })).toEqual(APART);
    expect(methodsOf({ ...all, base: all.base.slice(1) })).toEqual(APART);
    expect(methodsOf({ ...all, y: all.y.map((one) => ({ ...one, seed: one.seed + 50 })) })).toEqual(
      ["sign-flip", "welch-t"],
    );
  });
  test("where every value has a logarithm, if these are compared", () => {
    const all = three(8);
    const zero = { ...all, y: [run(1, [0]), ...all.y.slice(1)] };
    expect(methodsOf(all, { scale: "log" })).toEqual(TOGETHER);
    expect(methodsOf(zero, { scale: "log" })).toEqual(["sign-flip", "none"]);
  });
});

describe("a reader is told", () => {
  const textOf = (summary: ReturnType<typeof summaryOf>, code: WarningCode) =>
    summary.comparisons[0]!.warnings.find((warning) => warning.code === code)?.text;

  test("where the flips are a random sample, which they are above 16 seeds", () => {
    expect(textOf(summaryOf(three(17)), "monte-carlo")).toContain(
      "9,999 random sign flips of whole",
    );
    expect(textOf(summaryOf(three(16)), "monte-carlo")).toBeUndefined();
  });
  test("where so few flips show nothing at so small an alpha", () => {
    const few = summaryOf(three(8), { alpha: 0.005 });
    expect(textOf(few, "too-few-pairs")).toContain("sign flips of 9 can");
    expect(few.comparisons[0]).toMatchObject({ interval: null, verdict: "undecided" });
    expect(textOf(summaryOf(three(9), { alpha: 0.005 }), "too-few-pairs")).toBeUndefined();
  });
  test("where all differences are equal, that signs alone decide", () => {
    const all = three(8);
    const summary = summaryOf({
      base: all.base,
      x: runsOf(values(8, 0).map((value) => value + 1)),
      y: all.y,
    });
    expect(textOf(summary, "no-spread")).toContain("signs alone decide");
    expect(summary.comparisons[0]).toMatchObject({
      ...{ method: "max-t", interval: null, verdict: "worse", adjustedPValue: 1 / 128 },
    });
  });
});

test("the error probability alone is the one whose t interval is as wide, or the equal share", () => {
  const differences = values(9, 1);
  const { sd } = moments(differences);
  const interval = pairedTInterval(differences, 0.97);
  const evidence = { ...noEvidence(9), interval };
  expect(alphaAlone(evidence, sd, 0.01)).toBeCloseTo(0.03, 9);
  expect(alphaAlone(evidence, sd, 0.04)).toBe(0.04);
  expect(alphaAlone(noEvidence(9), sd, 0.01)).toBe(0.01);
});

test("without a value on one seed, each comparison has its equal share of alpha", () => {
  const all = three(9);
  const [, y] = summaryOf({ ...all, x: all.x.slice(1) }).comparisons;
  const alone = summaryOf({ base: all.base, y: all.y }, { alpha: 0.025 }).comparisons[0]!;
  expect(y!.interval).toEqual(alone.interval);
  expect(y!.adjustedPValue).toBe(2 * alone.pValue!);
});

test("together, one comparison's p and interval depend on the others", () => {
  const all = three(10);
  const few = summaryOf(all).comparisons[0]!;
  const more = { ...all, z: runsOf(values(10, 3)), w: runsOf(values(10, 4)) };
  const many = summaryOf(more).comparisons[0]!;
  expect(many.pValue).toBe(few.pValue);
  expect(many.adjustedPValue).toBeGreaterThanOrEqual(few.adjustedPValue!);
  expect(many.interval!.high).toBeGreaterThan(few.interval!.high);
  expect(few.adjustedPValue).toBeGreaterThanOrEqual(few.pValue!);
});

test("fewer seeds are judged together as well, and all of them as in the verdict", () => {
  const { comparisons } = summarize(sweepOf(three(10)), { at: "last", alpha: 0.05 }, true);
  for (const { detail, interval, verdict } of comparisons) {
    expect(detail!.byCount.at(-1)).toMatchObject({
      ...{ n: 10, low: interval!.low, high: interval!.high, verdict },
    });
  }
});
