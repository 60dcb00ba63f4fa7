import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Comparison } from "../../src/stats/comparison.ts";
import { runsOf, summaryOf } from "./runs.ts";

// The whole way from runs to verdict against the verdicts of test/reference/stats.json, whose
// `a` is the candidate here: `d = a - b`, and lower is better.

interface Set {
  readonly id: string;
  readonly margin: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly paired: boolean;
  readonly expected: {
    readonly verdict_fixed_n?: Word;
    readonly verdict_default?: Word;
    readonly paired_t: { readonly mean_diff: number };
  };
}
type Word = "both" | "a_lower" | "b_lower" | "equivalent" | "undecided";

const { sets } = JSON.parse(readFileSync("test/reference/stats.json", "utf8")) as { sets: Set[] };
const VERDICTS = {
  ...{ a_lower: "better", b_lower: "worse", both: "negligible" },
  ...{ equivalent: "equivalent", undecided: "undecided" },
} as const;

function compared({ a, b, margin }: Set): Comparison {
  return summaryOf({ b: runsOf(b), a: runsOf(a) }, { margin }).comparisons[0]!;
}

describe("the reference's verdict is ours", () => {
  const judged = sets.filter(({ paired, expected }) => paired && expected.verdict_default);
  test.each(judged.map((set) => [set.id, set] as const))("on %s", (_, set) => {
    const pair = compared(set);
    expect(pair.verdict).toBe(VERDICTS[set.expected.verdict_default!]);
    expect(pair.method).toBe(set.a.length < 8 ? "paired-t" : "sign-flip");
  });
  test("on at least six sets", () => {
    expect(judged.length).toBeGreaterThanOrEqual(6);
  });
  test("on thirty pairs, where both ways agree", () => {
    const set = sets.find(({ id }) => id === "paired-n30")!;
    expect(compared(set).verdict).toBe(VERDICTS[set.expected.verdict_fixed_n!]);
  });
});

test("runs equal to the bit are identical, without a p-value", () => {
  const pair = compared(sets.find(({ id }) => id === "paired-identical")!);
  expect(pair).toMatchObject({ verdict: "identical", pValue: null, interval: null });
});

test("a shift that is the same on all six seeds is decided by signs, without an interval", () => {
  const set = sets.find(({ id }) => id === "paired-constant-shift")!;
  const pair = compared(set);
  expect(pair).toMatchObject({ method: "sign-flip", pValue: 2 ** -5, interval: null });
  expect(pair.verdict).toBe(pair.difference! < 0 ? "better" : "worse");
  expect(pair.warnings.map(({ code }) => code)).toContain("no-spread");
});

test("the outlier that a t test stumbles over does not hide nine better seeds", () => {
  const pair = compared(sets.find(({ id }) => id === "paired-outlier")!);
  expect(pair.verdict).toBe("better");
  expect(pair.companions.find(({ test }) => test === "paired-t")!.pValue).toBeGreaterThan(0.05);
});
