import type { Matrix } from "./matrix.ts";

/** Ways to make one matrix of two, element by element, in the order of their numbers in C. */
export const COMBINATIONS = ["add", "multiply", "maximum", "minimum"] as const;
export type Combination = (typeof COMBINATIONS)[number];

type OfTwo = (a: number, b: number) => number;

/** maximum and minimum: NaN on either side stays. */
const VALUES: Readonly<Record<Combination, OfTwo>> = {
  add: (a, b) => a + b,
  multiply: (a, b) => a * b,
  maximum: (a, b) => (a >= b || Number.isNaN(a) ? a : b),
  minimum: (a, b) => (a <= b || Number.isNaN(a) ? a : b),
};

/** y = a and b combined, rounded to float32; y may be a or b. */
export function combine(kind: Combination, a: Matrix, b: Matrix, y: Matrix): void {
  const value = VALUES[kind];
  for (let r = 0; r < a.rows; r++) {
    for (let c = 0; c < a.width; c++) {
      y.values[r * y.stride + c] = value(a.values[r * a.stride + c]!, b.values[r * b.stride + c]!);
    }
  }
}

/** Whether an element's gradient belongs to a (side 0) or to b (side 1); equal ones: to a. */
const WINS: Readonly<
  Record<"maximum" | "minimum", readonly ((a: number, b: number) => boolean)[]>
> = {
  maximum: [(a, b) => a >= b, (a, b) => a < b],
  minimum: [(a, b) => a <= b, (a, b) => a > b],
};

/**
 * The gradient of one side (0: of a, 1: of b), as tfjs has it: multiply: dy times the other side;
 * maximum and minimum: dy where that side was taken (a where both are equal), +0 elsewhere.
 *
 * @param dx may be dy
 */
export function combineGradient(
  kind: Exclude<Combination, "add">,
  side: 0 | 1,
  a: Matrix,
  b: Matrix,
  dy: Matrix,
  dx: Matrix,
): void {
  for (let r = 0; r < a.rows; r++) {
    for (let c = 0; c < a.width; c++) {
      const [va, vb] = [a.values[r * a.stride + c]!, b.values[r * b.stride + c]!];
      const vdy = dy.values[r * dy.stride + c]!;
      const at = r * dx.stride + c;
      if (kind === "multiply") dx.values[at] = vdy * (side === 0 ? vb : va);
      else dx.values[at] = WINS[kind][side]!(va, vb) ? vdy : 0;
    }
  }
}

/** y = x * factor, with the factor rounded to float32, and the product; y may be x. */
export function scale(x: Matrix, factor: number, y: Matrix): void {
  const factor32 = Math.fround(factor);
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      y.values[r * y.stride + c] = x.values[r * x.stride + c]! * factor32;
    }
  }
}
