import { exp32 } from "./float32.ts";
import type { Matrix } from "./matrix.ts";
import { laneSum } from "./rows.ts";

const f32 = Math.fround;

/**
 * Each row as shares of one: e^(x - the row's largest x) over their sum (see `laneSum`). A row with
 * NaN or +inf gives NaN. y may be x.
 */
export function softmax(x: Matrix, y: Matrix): void {
  for (let r = 0; r < x.rows; r++) {
    const xs = x.values.subarray(r * x.stride, r * x.stride + x.width);
    const ys = y.values.subarray(r * y.stride, r * y.stride + x.width);
    let max = xs[0]!;
    for (const value of xs) max = max < value ? value : max;
    for (let c = 0; c < x.width; c++) ys[c] = exp32(f32(xs[c]! - max));
    const sum = laneSum(x.width, (c) => ys[c]!);
    for (let c = 0; c < x.width; c++) ys[c] = ys[c]! / sum;
  }
}

/** dx = (dy - the row's sum of dy y) y, the sum by `laneSum`; dx may be dy. */
export function softmaxGradient(y: Matrix, dy: Matrix, dx: Matrix): void {
  for (let r = 0; r < y.rows; r++) {
    const ys = y.values.subarray(r * y.stride);
    const dys = dy.values.subarray(r * dy.stride);
    const sum = laneSum(y.width, (c) => f32(dys[c]! * ys[c]!));
    for (let c = 0; c < y.width; c++) {
      dx.values[r * dx.stride + c] = f32(dys[c]! - sum) * ys[c]!;
    }
  }
}
