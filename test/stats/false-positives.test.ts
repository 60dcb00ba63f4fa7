import { describe, expect, test } from "vitest";
import { falsePositives } from "../../src/stats/false-positives.ts";
import { moments } from "../../src/stats/moments.ts";
import { monteCarlo } from "../../src/stats/monte-carlo.ts";
import type { Question } from "../../src/stats/question.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";

const QUESTION: Question = {
  ...{ metric: "val_loss", at: "last", direction: "min", baseline: "a", pairs: "baseline" },
  ...{ alpha: 0.05, margin: null, mode: "fixed", scale: "linear", looks: null },
  failureValue: null,
};

function normals(n: number): number[] {
  const random = monteCarlo("test of false positives");
  return Array.from({ length: n }, () => 10 + random.normal());
}

describe("a variant against itself", () => {
  test.each([
    ["fixed", null],
    ["budget", everySeed(5, 12)],
    ["open-ended", null],
  ] as const)("is rarely told from itself in mode %s", (mode, looks) => {
    const { rate, pairCount } = falsePositives(normals(24), { ...QUESTION, mode, looks });
    expect(pairCount).toBe(12);
    expect(rate).toBeLessThan(0.08);
  });
  test("is told from itself at the rate asked for, which shows that the rate can be high", () => {
    expect(falsePositives(normals(24), { ...QUESTION, alpha: 0.4 }).rate).toBeGreaterThan(0.3);
  });
  test("is equivalent to itself within a wide margin only", () => {
    const at = (margin: number) => falsePositives(normals(24), { ...QUESTION, margin });
    // What is not equivalent is a difference, though a negligible one.
    expect(at(9).equivalentRate + at(9).rate).toBe(1);
    expect(at(9).rate).toBeLessThan(0.08);
    expect(at(0.01).equivalentRate).toBe(0);
  });
  test("has a noise that falls with the number of runs in a mean", () => {
    const { noise, singleNoise } = falsePositives(normals(24), QUESTION);
    // 1.96 sqrt(2) standard deviations for single runs, by sqrt(12) less for means of twelve.
    const { sd } = moments(normals(24));
    expect(singleNoise / sd!).toBeGreaterThan(2.4);
    expect(singleNoise / sd!).toBeLessThan(3.2);
    expect(noise).toBeLessThan(singleNoise / 2);
  });
});
