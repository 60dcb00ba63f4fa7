import { describe, expect, test } from "vitest";
import { addPenaltyGradient, constrain, penalty } from "../../src/model/weight-rules.ts";

/** Two columns, of norms 5 and 0.5. */
const kernel = () => Float32Array.of(3, 0.3, -4, 0.4);

function expectClose(weight: Float32Array, values: readonly number[]): void {
  for (const [i, value] of values.entries()) expect(weight[i]).toBeCloseTo(value, 6);
}

describe("a constraint", () => {
  test("maxNorm shortens the columns that are too long and leaves the others", () => {
    const weight = kernel();
    constrain({ kind: "maxNorm", maxValue: 2 }, weight, 2);
    expectClose(weight, [1.2, 0.3, -1.6, 0.4]);
  });

  test("unitNorm gives every column the norm 1", () => {
    const weight = kernel();
    constrain({ kind: "unitNorm" }, weight, 2);
    expectClose(weight, [0.6, 0.6, -0.8, 0.8]);
  });

  test("nonNeg cuts at zero", () => {
    const weight = kernel();
    constrain({ kind: "nonNeg" }, weight, 2);
    expect([...weight]).toEqual([3, 0.3, 0, 0.4].map(Math.fround));
  });
});

test("a penalty is l1 of the sizes plus l2 of the squares, and so is its derivative", () => {
  const weight = Float32Array.of(2, -1);
  expect(penalty({ l1: 0.5, l2: 0.25 }, weight)).toBe(0.5 * 3 + 0.25 * 5);
  const gradient = Float32Array.of(1, 1);
  addPenaltyGradient({ l1: 0.5, l2: 0.25 }, weight, gradient);
  expect([...gradient]).toEqual([1 + 0.5 + 1, 1 - 0.5 - 0.5]);
});
