import { panelIndex } from "../tensor-values.ts";
import type { Matrix } from "./matrix.ts";

const f32 = Math.fround;

/**
 * y = x kernel + bias, each element summed from the bias on, inputs ascending.
 *
 * @param kernel [x.width, y.width] in panels
 * @param relu whether what is below zero becomes zero; not-a-number stays
 */
export function denseForward(
  x: Matrix,
  kernel: Float32Array,
  bias: Float32Array | undefined,
  y: Matrix,
  relu: boolean,
): void {
  for (let row = 0; row < y.rows; row++) {
    for (let column = 0; column < y.width; column++) {
      let sum = bias ? bias[column]! : 0;
      for (let k = 0; k < x.width; k++) {
        const weight = kernel[panelIndex(x.width, k, column)]!;
        sum = f32(sum + f32(x.values[row * x.stride + k]! * weight));
      }
      y.values[row * y.stride + column] = relu && sum < 0 ? 0 : sum;
    }
  }
}

/** dx = dy kernel^T, outputs ascending. */
export function denseInputGradient(dy: Matrix, kernel: Float32Array, dx: Matrix): void {
  for (let row = 0; row < dx.rows; row++) {
    for (let k = 0; k < dx.width; k++) {
      let sum = 0;
      for (let column = 0; column < dy.width; column++) {
        const weight = kernel[panelIndex(dx.width, k, column)]!;
        sum = f32(sum + f32(dy.values[row * dy.stride + column]! * weight));
      }
      dx.values[row * dx.stride + k] = sum;
    }
  }
}

/** gradient = x^T dy, row-major, rows of x ascending. */
export function denseKernelGradient(x: Matrix, dy: Matrix, gradient: Float32Array): void {
  for (let k = 0; k < x.width; k++) {
    for (let column = 0; column < dy.width; column++) {
      let sum = 0;
      for (let row = 0; row < x.rows; row++) {
        const product = x.values[row * x.stride + k]! * dy.values[row * dy.stride + column]!;
        sum = f32(sum + f32(product));
      }
      gradient[k * dy.width + column] = sum;
    }
  }
}

/** The sum of each column, rows ascending. */
export function columnSums(dy: Matrix, sums: Float32Array): void {
  for (let column = 0; column < dy.width; column++) {
    let sum = 0;
    for (let row = 0; row < dy.rows; row++) {
      sum = f32(sum + dy.values[row * dy.stride + column]!);
    }
    sums[column] = sum;
  }
}
