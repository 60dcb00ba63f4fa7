import { describe, expect, test } from "vitest";
import {
  COMBINATIONS,
  combine,
  combineGradient,
  scale,
} from "../../../src/engine/compiled/reference/combine.ts";
import { elements, empty, matrix, spread } from "./matrices.ts";

const f32 = Math.fround;
// few different values, so that some are equal
const A = matrix(6, 19, (r, c) => ((3 * r + c) % 5) * 0.3);
const B = matrix(6, 19, (r, c) => ((r + 2 * c) % 5) * 0.3);

const VALUES = {
  add: (a: number, b: number) => f32(a + b),
  multiply: (a: number, b: number) => f32(a * b),
  maximum: Math.max,
  minimum: Math.min,
};

describe.each(COMBINATIONS)("%s", (kind) => {
  test("combines element by element, also in place", () => {
    const y = empty(6, 19);
    combine(kind, A, B, y);
    expect(elements(y)).toEqual(
      elements(A).map((row, r) => row.map((a, c) => VALUES[kind](a, elements(B)[r]![c]!))),
    );
    const inPlace = matrix(6, 19, (r, c) => elements(B)[r]![c]!);
    combine(kind, A, inPlace, inPlace);
    expect(elements(inPlace)).toEqual(elements(y));
  });

  test("keeps NaN of either side", () => {
    const [one, nan, y] = [matrix(1, 1, () => 1), matrix(1, 1, () => Number.NaN), empty(1, 1)];
    combine(kind, one, nan, y);
    expect(y.values[0]).toBeNaN();
    y.values[0] = 0;
    combine(kind, nan, one, y);
    expect(y.values[0]).toBeNaN();
  });
});

const DY = matrix(6, 19, spread(2));

test("the gradient of a product is dy times the other side", () => {
  const dx = empty(6, 19);
  combineGradient("multiply", 0, A, B, DY, dx);
  expect(elements(dx)).toEqual(
    elements(DY).map((row, r) => row.map((dy, c) => f32(dy * elements(B)[r]![c]!))),
  );
  combineGradient("multiply", 1, A, B, DY, dx);
  expect(elements(dx)).toEqual(
    elements(DY).map((row, r) => row.map((dy, c) => f32(dy * elements(A)[r]![c]!))),
  );
});

test.each(["maximum", "minimum"] as const)(
  "the gradient of a %s goes to the side that was taken, to the first of equal ones",
  (kind) => {
    const [toA, toB] = [empty(6, 19), empty(6, 19)];
    combineGradient(kind, 0, A, B, DY, toA);
    combineGradient(kind, 1, A, B, DY, toB);
    elements(DY).forEach((row, r) => {
      row.forEach((dy, c) => {
        const [a, b] = [elements(A)[r]![c]!, elements(B)[r]![c]!];
        const isA = a === b || VALUES[kind](a, b) === a;
        expect([elements(toA)[r]![c], elements(toB)[r]![c]]).toEqual(isA ? [dy, 0] : [0, dy]);
      });
    });
  },
);

test("scaling rounds the factor and then the product", () => {
  const y = empty(6, 19);
  scale(DY, 1 / 3, y);
  expect(elements(y)).toEqual(elements(DY).map((row) => row.map((x) => f32(x * f32(1 / 3)))));
});
