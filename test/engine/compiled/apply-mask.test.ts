import { expect, test } from "vitest";
import { applyMask } from "../../../src/engine/compiled/reference/apply-mask.ts";
import type { Matrix } from "../../../src/engine/compiled/reference/matrix.ts";
import { elements, empty, matrix, spread } from "./matrices.ts";

const f32 = Math.fround;
const X = matrix(3, 21, spread(3));
const MULTIPLY = dense(spread(2, 100));
const ADD = dense(spread(1, 200));

test("a mask multiplies, then adds, each rounded; what is absent is left out", () => {
  const apply = (multiply: Matrix | undefined, add: Matrix | undefined) => {
    const y = empty(3, 21);
    applyMask(X, multiply, add, y);
    return elements(y);
  };
  const each = (value: (x: number, multiply: number, add: number) => number) =>
    elements(X).map((row, r) =>
      row.map((x, c) => value(x, MULTIPLY.values[r * 21 + c]!, ADD.values[r * 21 + c]!)),
    );
  expect(apply(MULTIPLY, ADD)).toEqual(each((x, m, a) => f32(f32(x * m) + a)));
  expect(apply(MULTIPLY, undefined)).toEqual(each((x, m) => f32(x * m)));
  expect(apply(undefined, ADD)).toEqual(each((x, _m, a) => f32(x + a)));
  expect(apply(undefined, undefined)).toEqual(elements(X));
});

/** Masks stand without padding. */
function dense(next: () => number): Matrix {
  return { values: Float32Array.from({ length: 63 }, next), rows: 3, width: 21, stride: 21 };
}
