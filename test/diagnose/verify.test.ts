import { describe, expect, test } from "vitest";
import {
  compareRepeat,
  type RunNumbers,
  type Verification,
  verificationFindings,
} from "../../src/diagnose/verify.ts";

function numbers(series: Record<string, number[]>, parts: Partial<RunNumbers> = {}): RunNumbers {
  return {
    outcome: "done",
    dataSha256: "d".repeat(64),
    initialWeightsSha256: "1".repeat(64),
    initialPredictionsSha256: "2".repeat(64),
    finalWeightsSha256: "3".repeat(64),
    series: Object.fromEntries(
      Object.entries(series).map(([metric, values]) => [metric, Float64Array.from(values)]),
    ),
    ...parts,
  };
}

const base = { loss: [3, 2], mae: [1, 0.5] };

describe("a run that is trained again", () => {
  const judged = (series: Record<string, number[]>, parts: Partial<RunNumbers> = {}) =>
    compareRepeat(numbers(base), numbers(series, parts), "bits").difference;

  test("has equal bits, and what is not a number equals itself", () => {
    expect(judged(base)).toBeNull();
    const diverged = numbers({ loss: [3, NaN] }, { outcome: "diverged" });
    expect(compareRepeat(diverged, diverged, "bits")).toEqual({
      ...{ difference: null, differenceMax: 0 },
    });
  });
  test("differs in its first epoch before any later one, whichever metric it is", () => {
    expect(judged({ loss: [3, 2.5], mae: [1.5, 0.5] })).toBe(
      "mae of epoch 1 is recorded as 1, and is 1.5",
    );
  });
  test("differs in the last bit, with digits enough to see it", () => {
    expect(judged({ ...base, loss: [3, 2 + 2 ** -51] })).toBe(
      "loss of epoch 2 is recorded as 2, and is 2.0000000000000004",
    );
  });
  test("differs where an epoch or a metric is missing or new", () => {
    expect(judged({ ...base, loss: [3] })).toBe("loss of epoch 2 is recorded as 2, and is none");
    expect(judged({ loss: [3, 2] })).toBe("mae of epoch 1 is recorded as 1, and is none");
    expect(judged({ ...base, acc: [1] })).toBe("acc of epoch 1 is recorded as none, and is 1");
  });
  test("differs in what comes first: data, initial weights, predictions, then numbers", () => {
    const other = { ...base, loss: [4, 2] };
    const [x, y] = ["e".repeat(64), "f".repeat(64)];
    expect(judged(other, { dataSha256: x, initialWeightsSha256: y })).toMatch(/^the rows of/);
    expect(judged(other, { initialWeightsSha256: x })).toMatch(/^the initial weights/);
    expect(judged(other, { initialPredictionsSha256: x })).toMatch(/^the initial predictions/);
    expect(judged(other, { finalWeightsSha256: x })).toMatch(/^loss of epoch 1/);
    expect(judged(base, { finalWeightsSha256: x })).toBe(
      "the final weights are recorded as 333333333333, and are eeeeeeeeeeee",
    );
  });
});

describe("within a tolerance", () => {
  const judged = (series: Record<string, number[]>, parts: Partial<RunNumbers> = {}) =>
    compareRepeat(numbers(base), numbers(series, parts), "tolerance");

  test("series may differ by 5 % of a value, weights by any bit", () => {
    const found = judged({ ...base, mae: [1.04, 0.5] }, { finalWeightsSha256: "e" });
    expect(found.difference).toBeNull();
    expect(found.differenceMax).toBeCloseTo(0.04 / 1.04, 12);
  });
  test("they may not differ by more, nor in their epochs, metrics, outcome or data", () => {
    expect(judged({ ...base, mae: [1.06, 0.5] }).difference).toBe(
      "its series differ by up to 0.0566 of a value, more than 0.05",
    );
    expect(judged({ ...base, loss: [3] })).toEqual({
      ...{ difference: "its series have other metrics or epochs than recorded" },
      differenceMax: null,
    });
    expect(judged({ loss: [3, 2] }).differenceMax).toBeNull();
    expect(judged({ ...base, loss: [3, NaN] }).differenceMax).toBeNull();
    expect(judged(base, { outcome: "diverged" }).difference).toBe(
      "its outcome is recorded as done, and is diverged",
    );
    expect(judged(base, { dataSha256: "e" }).difference).toMatch(/^the rows of the data set/);
  });
});

test("findings name each run that is damaged or does not repeat, and no other", () => {
  const repeat = { variant: "a", judge: "bits", differenceMax: 0 } as const;
  const verification: Verification = {
    ...{ sweep: "s", checkedRunCount: 3, engine: "compiled/2-4", repeatableCount: 3 },
    damages: [{ variant: "b", seed: 1, text: "series: gone" }],
    repeats: [
      { ...repeat, seed: 1, difference: null },
      { ...repeat, seed: 2, difference: "loss is another" },
    ],
  };
  expect(verificationFindings(verification)).toEqual([
    "b seed 1: series: gone",
    "a seed 2: loss is another",
  ]);
});
