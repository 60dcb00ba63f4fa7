import * as tf from "@tensorflow/tfjs-core";
import { constraints } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import { loadBackend } from "../../src/engine/tfjs/load-backend.ts";
import { columnCountOf } from "../../src/model/column-sums.ts";
import type { Constraint } from "../../src/model/model-spec.ts";
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

describe("a constraint does what tfjs' own does", () => {
  beforeAll(() => loadBackend("cpu"));
  const theirs = (constraint: Constraint) => {
    switch (constraint.kind) {
      case "maxNorm":
        return constraints.maxNorm({ maxValue: constraint.maxValue, axis: 0 });
      case "unitNorm":
        return constraints.unitNorm({ axis: 0 });
      case "nonNeg":
        return constraints.nonNeg();
    }
  };
  const kinds: readonly Constraint[] = [
    { kind: "maxNorm", maxValue: 2 },
    { kind: "unitNorm" },
    { kind: "nonNeg" },
  ];
  const weights = [
    { of: "a kernel", shape: [4, 3] },
    { of: "a bias", shape: [5] },
  ];
  for (const constraint of kinds) {
    for (const { of, shape } of weights) {
      test(`${constraint.kind} of ${of}`, () => {
        const size = shape.reduce((a, b) => a * b);
        const weight = Float32Array.from({ length: size }, (_, i) => 2.5 * Math.cos(2 + i * i));
        const expected = tf.tidy(() =>
          theirs(constraint).apply(tf.tensor(weight.slice(), shape)).dataSync(),
        );
        constrain(constraint, weight, columnCountOf(shape));
        expect(weight).toHaveLength(expected.length);
        for (const [i, value] of expected.entries()) {
          expect(Math.abs(weight[i]! - value)).toBeLessThanOrEqual(1e-6);
        }
      });
    }
  }
});

test("a penalty is l1 of the sizes plus l2 of the squares, and so is its derivative", () => {
  const weight = Float32Array.of(2, -1);
  expect(penalty({ l1: 0.5, l2: 0.25 }, weight, 2)).toBe(0.5 * 3 + 0.25 * 5);
  const gradient = Float32Array.of(1, 1);
  addPenaltyGradient({ l1: 0.5, l2: 0.25 }, weight, gradient);
  expect([...gradient]).toEqual([1 + 0.5 + 1, 1 - 0.5 - 0.5]);
});
