import type { Matrix } from "./matrix.ts";

const f32 = Math.fround;

/**
 * y = x * multiply + add, each operation rounded to float32; what is absent is left out. y may be
 * x.
 */
export function applyMask(
  x: Matrix,
  multiply: Matrix | undefined,
  add: Matrix | undefined,
  y: Matrix,
): void {
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      let value = x.values[r * x.stride + c]!;
      if (multiply) value = f32(value * multiply.values[r * multiply.stride + c]!);
      if (add) value = f32(value + add.values[r * add.stride + c]!);
      y.values[r * y.stride + c] = value;
    }
  }
}
