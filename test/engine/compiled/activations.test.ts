import { describe, expect, test } from "vitest";
import {
  activate,
  activateGradient,
  type ElementActivation,
} from "../../../src/engine/compiled/reference/activations.ts";
import { ACTIVATIONS } from "../../../src/model/model-spec.ts";
import { erf } from "./erf.ts";
import { elements, empty, largestError, matrix } from "./matrices.ts";

const SCALE = 1.0507009873554805;
const SCALE_ALPHA = 1.7580993408473768;

/** The definitions in float64. */
const EXACT: Readonly<Record<ElementActivation, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  selu: (x) => (x >= 0 ? SCALE * x : SCALE_ALPHA * Math.expm1(x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(Math.max(0.2 * x + 0.5, 0), 1),
  softplus: (x) => softplus(x),
  softsign: (x) => x / (Math.abs(x) + 1),
  tanh: Math.tanh,
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(softplus(x)),
  gelu: (x) => 0.5 * x * (1 + erf(x * Math.SQRT1_2)),
  gelu_new: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
};
/** Where they or their derivatives have a corner. */
const KINKS: Partial<Record<ElementActivation, readonly number[]>> = {
  relu: [0],
  relu6: [0, 6],
  elu: [0],
  selu: [0],
  softsign: [0],
  hardSigmoid: [-2.5, 2.5],
};
const NAMES = ACTIVATIONS.filter((name) => name !== "softmax");

/** 1,200 numbers in [-30, 30], most of them near zero. */
const INPUTS = matrix(24, 50, (r, c) => 30 * ((r * 50 + c - 599.5) / 600) ** 3);

describe.each(NAMES)("%s", (name) => {
  test("is its definition within 4e-7", () => {
    const y = outputs(name);
    expect(largestError(elements(y), (r, c) => EXACT[name](input(r, c)))).toBeLessThan(4e-7);
  });

  test("has the derivative that central differences have", () => {
    const y = outputs(name);
    const dy = matrix(24, 50, (r, c) => ((r + 3 * c) % 7) - 3);
    const dx = empty(24, 50);
    activateGradient(name, INPUTS, y, dy, dx);
    const slope = (x: number) => {
      const step = 2 ** -17;
      return (EXACT[name](x + step) - EXACT[name](x - step)) / (2 * step);
    };
    const expected = (r: number, c: number) =>
      KINKS[name]?.some((kink) => Math.abs(kink - input(r, c)) < 1e-4)
        ? elements(dx)[r]![c]!
        : slope(input(r, c)) * elements(dy)[r]![c]!;
    expect(largestError(elements(dx), expected)).toBeLessThan(2e-6);
  });

  test("may take its gradient in place, and leaves rows that are not active alone", () => {
    const y = outputs(name);
    const dy = matrix(24, 50, (r, c) => r - c);
    const dx = matrix(24, 50, () => 7);
    activateGradient(name, { ...INPUTS, rows: 20 }, y, dy, dx);
    activateGradient(name, { ...INPUTS, rows: 20 }, y, dy, dy);
    expect(elements(dy).slice(0, 20)).toEqual(elements(dx).slice(0, 20));
    expect(elements(dx)[20]![0]).toBe(7);
    expect(elements(dy)[20]![0]).toBe(20);
  });

  test("keeps NaN", () => {
    const x = matrix(1, 1, () => Number.NaN);
    activate(name, x, x);
    expect(x.values[0]).toBeNaN();
  });

  test("has finite values and gradients of finite numbers, however large", () => {
    const large = [3e38, -3e38, 1e20, -1e20, 1e10, -1e10];
    const x = matrix(1, 6, (_, c) => large[c]!);
    const y = empty(1, 6);
    const dx = empty(1, 6);
    activate(name, x, y);
    activateGradient(
      name,
      x,
      y,
      matrix(1, 6, () => 1),
      dx,
    );
    // selu is more than x there
    const values = name === "selu" ? elements(y)[0]!.slice(1) : elements(y)[0]!;
    expect(values.every(Number.isFinite)).toBe(true);
    expect(elements(dx)[0]!.every(Number.isFinite)).toBe(true);
  });
});

test("derivatives at corners are those of TensorFlow", () => {
  const at = (name: ElementActivation, x: number) => {
    const [input, y, dx] = [matrix(1, 1, () => x), empty(1, 1), empty(1, 1)];
    activate(name, input, y);
    activateGradient(
      name,
      input,
      y,
      matrix(1, 1, () => 1),
      dx,
    );
    return dx.values[0];
  };
  expect([at("relu", 0), at("relu6", 0), at("relu6", 6), at("elu", 0)]).toEqual([0, 0, 0, 1]);
  expect(at("selu", 0)).toBe(Math.fround(SCALE));
  expect([at("hardSigmoid", -2.5), at("hardSigmoid", 2.5)]).toEqual([0.2, 0.2].map(Math.fround));
});

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function input(row: number, column: number): number {
  return INPUTS.values[row * INPUTS.stride + column]!;
}

function outputs(name: ElementActivation) {
  const y = empty(24, 50);
  activate(name, INPUTS, y);
  return y;
}
