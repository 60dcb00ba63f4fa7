import { describe, expect, test } from "vitest";
import type { Comparison, Verdict } from "../../src/stats/comparison.ts";
import { gate, type Relation } from "../../src/stats/gate.ts";
import { runsOf, summaryOf } from "./runs.ts";

const EIGHT = [1, 2, 3, 4, 5, 6, 7, 8];
const { comparisons, ...QUESTION } = summaryOf(
  { a: runsOf(EIGHT), b: runsOf(EIGHT.map((x, i) => x + 0.01 * (i % 3))) },
  { margin: 0.5 },
);
const PAIR: Comparison = { ...comparisons[0]!, warnings: [] };

function result(
  relation: Relation,
  [low, high]: [number, number],
  verdict: Verdict = "undecided",
  direction: "min" | "max" = "min",
) {
  const equivalence = { low, high, level: 0.9 };
  return gate({ ...PAIR, verdict, equivalence }, relation, { ...QUESTION, direction });
}

test("better-than is the verdict", () => {
  const of = (verdict: Verdict) => result("better-than", [0, 1], verdict);
  expect([of("better"), of("worse"), of("undecided")]).toEqual(["holds", "fails", "undecided"]);
  expect([of("negligible"), of("equivalent"), of("identical")]).toEqual(Array(3).fill("fails"));
  expect(of("invalid")).toBe("undecided");
});

test("what is better is not worse, also where a constant difference has no interval", () => {
  const pair = { ...PAIR, verdict: "better" as const, equivalence: null };
  expect(gate(pair, "not-worse-than", QUESTION)).toBe("holds");
  expect(gate({ ...pair, verdict: "worse" }, "not-worse-than", QUESTION)).toBe("undecided");
});

describe("not-worse-than looks at the bad end of the interval alone", () => {
  test("which is the high one where lower is better", () => {
    expect(result("not-worse-than", [-9, 0.4])).toBe("holds");
    expect(result("not-worse-than", [0.4, 0.6])).toBe("undecided");
    expect(result("not-worse-than", [0.6, 0.9])).toBe("fails");
  });
  test("and the low one where higher is better", () => {
    expect(result("not-worse-than", [-0.4, 9], "undecided", "max")).toBe("holds");
    expect(result("not-worse-than", [-0.6, 9], "undecided", "max")).toBe("undecided");
    expect(result("not-worse-than", [-0.9, -0.6], "undecided", "max")).toBe("fails");
  });
});

test("equivalent-to wants the whole interval within the margin", () => {
  expect(result("equivalent-to", [-0.4, 0.4])).toBe("holds");
  expect(result("equivalent-to", [-0.6, 0.4])).toBe("undecided");
  expect(result("equivalent-to", [0.5, 0.7])).toBe("fails");
});

test("without a margin, or where divergence withheld the verdict, nothing holds", () => {
  const unset = { ...QUESTION, margin: null };
  expect(gate({ ...PAIR, verdict: "undecided" }, "equivalent-to", unset)).toBe("undecided");
  const divergedAlone = { candidate: 1, baseline: 0 };
  const equivalence = { low: -0.1, high: 0.1, level: 0.9 };
  const withheld = { ...PAIR, verdict: "undecided", equivalence, divergedAlone } as const;
  expect(gate(withheld, "not-worse-than", QUESTION)).toBe("undecided");
});

test("identical runs are as good as each other", () => {
  expect(result("not-worse-than", [-9, 9], "identical")).toBe("holds");
});
