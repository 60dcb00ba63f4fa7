import type { Matrix } from "./matrix.ts";

/**
 * Adds the gradient of `activityPenalty`: dy = dy + (l1 sign(y) + 2 l2 y) / samples, in float64,
 * rounded to float32 before the addition and after it.
 *
 * @param samples of the step, which is not y.rows where a sample is several rows
 */
export function activityGradient(
  y: Matrix,
  l1: number,
  l2: number,
  samples: number,
  dy: Matrix,
): void {
  for (let r = 0; r < y.rows; r++) {
    for (let c = 0; c < y.width; c++) {
      const value = y.values[r * y.stride + c]!;
      const sign = Number(value > 0) - Number(value < 0);
      const term = Math.fround((l1 * sign + 2 * l2 * value) / samples);
      dy.values[r * dy.stride + c] = dy.values[r * dy.stride + c]! + term;
    }
  }
}

/** The sum of l1 |y| + l2 y^2 over all elements, a sample: in float64, row sums ascending. */
export function activityPenalty(y: Matrix, l1: number, l2: number, samples: number): number {
  let sum = 0;
  for (let r = 0; r < y.rows; r++) {
    let rowSum = 0;
    for (let c = 0; c < y.width; c++) {
      const value = y.values[r * y.stride + c]!;
      rowSum += l1 * Math.abs(value) + l2 * value * value;
    }
    sum += rowSum;
  }
  return sum / samples;
}
