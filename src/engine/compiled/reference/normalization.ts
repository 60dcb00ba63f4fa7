import type { Matrix } from "./matrix.ts";
import { laneSum } from "./rows.ts";

// As tfjs has them: variances are divided by the number of values, not by one less (its `moments`),
// and the moving ones take them as they are. All in float32, each operation rounded.

const f32 = Math.fround;

/** One number a column. */
type Vector = Float32Array;

/**
 * Normalizes each column: normalized = (x - mean) * inverse with inverse = 1 / sqrt(variance +
 * epsilon), y = normalized * gamma + beta. In training, mean and variance are those of x's rows,
 * summed in their order, and the moving ones become moving - (moving - batch) * (1 - momentum);
 * otherwise they are the moving ones.
 *
 * @param gamma undefined: 1
 * @param beta undefined: 0
 * @param mean set to what was used, as is `inverse`
 * @param normalized kept for the gradient
 * @param y may be x
 */
export function batchNorm(
  x: Matrix,
  gamma: Vector | undefined,
  beta: Vector | undefined,
  movingMean: Vector,
  movingVariance: Vector,
  mean: Vector,
  inverse: Vector,
  normalized: Matrix,
  y: Matrix,
  momentum: number,
  epsilon: number,
  training: boolean,
): void {
  const rest = f32(1 - momentum);
  for (let c = 0; c < x.width; c++) {
    let variance = movingVariance[c]!;
    mean[c] = movingMean[c]!;
    if (training) {
      const center = f32(columnSum(x, (r) => x.values[r * x.stride + c]!) / x.rows);
      variance = f32(columnSum(x, (r) => square(x.values[r * x.stride + c]! - center)) / x.rows);
      mean[c] = center;
      movingMean[c] = moved(movingMean[c]!, center, rest);
      movingVariance[c] = moved(movingVariance[c]!, variance, rest);
    }
    inverse[c] = inverseRoot(variance, epsilon);
  }
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < x.width; c++) {
      const value = f32(f32(x.values[r * x.stride + c]! - mean[c]!) * inverse[c]!);
      normalized.values[r * normalized.stride + c] = value;
      y.values[r * y.stride + c] = scaledAndShifted(value, gamma?.[c], beta?.[c]);
    }
  }
}

/**
 * The gradients of `batchNorm`: dgamma = the columns' sums of dy * normalized, dbeta = those of dy,
 * in the order of the rows, and
 * dx = (gamma * inverse) * ((dy - dbeta / rows) - normalized * (dgamma / rows)) in training,
 * dx = (dy * gamma) * inverse where the statistics were constants.
 *
 * @param dx undefined: not wanted, as dgamma and dbeta; may be dy
 */
export function batchNormGradient(
  dy: Matrix,
  normalized: Matrix,
  inverse: Vector,
  gamma: Vector | undefined,
  dx: Matrix | undefined,
  dgamma: Vector | undefined,
  dbeta: Vector | undefined,
  training: boolean,
): void {
  for (let c = 0; c < dy.width; c++) {
    const dyOf = (r: number) => dy.values[r * dy.stride + c]!;
    const normalizedOf = (r: number) => normalized.values[r * normalized.stride + c]!;
    const sum = columnSum(dy, dyOf);
    const product = columnSum(dy, (r) => f32(dyOf(r) * normalizedOf(r)));
    if (dgamma) dgamma[c] = product;
    if (dbeta) dbeta[c] = sum;
    if (!dx) continue;
    const factor = f32((gamma?.[c] ?? 1) * inverse[c]!);
    const [meanSum, meanProduct] = [f32(sum / dy.rows), f32(product / dy.rows)];
    for (let r = 0; r < dy.rows; r++) {
      const rest = f32(f32(dyOf(r) - meanSum) - f32(normalizedOf(r) * meanProduct));
      dx.values[r * dx.stride + c] = training
        ? factor * rest
        : f32(dyOf(r) * (gamma?.[c] ?? 1)) * inverse[c]!;
    }
  }
}

/**
 * Normalizes each row as `batchNorm` does columns, with sums by `laneSum`.
 *
 * @param gamma undefined: 1
 * @param beta undefined: 0
 * @param inverse set to 1 / sqrt(variance + epsilon), one a row
 * @param normalized kept for the gradient
 * @param y may be x
 */
export function layerNorm(
  x: Matrix,
  gamma: Vector | undefined,
  beta: Vector | undefined,
  inverse: Float32Array,
  normalized: Matrix,
  y: Matrix,
  epsilon: number,
): void {
  const count = x.width;
  for (let r = 0; r < x.rows; r++) {
    const xs = x.values.subarray(r * x.stride);
    const mean = f32(laneSum(count, (c) => xs[c]!) / count);
    const variance = f32(laneSum(count, (c) => square(xs[c]! - mean)) / count);
    const factor = inverseRoot(variance, epsilon);
    inverse[r] = factor;
    for (let c = 0; c < count; c++) {
      const value = f32(f32(xs[c]! - mean) * factor);
      normalized.values[r * normalized.stride + c] = value;
      y.values[r * y.stride + c] = scaledAndShifted(value, gamma?.[c], beta?.[c]);
    }
  }
}

/**
 * The gradients of `layerNorm`: dgamma and dbeta as in `batchNormGradient`, and with g = dy * gamma
 * and means along the row, the sums by `laneSum`,
 * dx = inverse * ((g - mean(g)) - normalized * mean(g * normalized)).
 *
 * @param dx undefined: not wanted, as dgamma and dbeta; may be dy
 */
export function layerNormGradient(
  dy: Matrix,
  normalized: Matrix,
  inverse: Float32Array,
  gamma: Vector | undefined,
  dx: Matrix | undefined,
  dgamma: Vector | undefined,
  dbeta: Vector | undefined,
): void {
  const count = dy.width;
  for (let c = 0; c < count; c++) {
    const dyOf = (r: number) => dy.values[r * dy.stride + c]!;
    const normalizedOf = (r: number) => normalized.values[r * normalized.stride + c]!;
    if (dgamma) dgamma[c] = columnSum(dy, (r) => f32(dyOf(r) * normalizedOf(r)));
    if (dbeta) dbeta[c] = columnSum(dy, dyOf);
  }
  if (!dx) return;
  for (let r = 0; r < dy.rows; r++) {
    const dys = dy.values.subarray(r * dy.stride);
    const ns = normalized.values.subarray(r * normalized.stride);
    const g = Float32Array.from({ length: count }, (_, c) => dys[c]! * (gamma?.[c] ?? 1));
    const mean = f32(laneSum(count, (c) => g[c]!) / count);
    const meanProduct = f32(laneSum(count, (c) => f32(g[c]! * ns[c]!)) / count);
    for (let c = 0; c < count; c++) {
      const rest = f32(f32(g[c]! - mean) - f32(ns[c]! * meanProduct));
      dx.values[r * dx.stride + c] = inverse[r]! * rest;
    }
  }
}

/** Over the rows in their order, from +0. */
function columnSum(matrix: Matrix, element: (row: number) => number): number {
  let sum = 0;
  for (let r = 0; r < matrix.rows; r++) sum = f32(sum + element(r));
  return sum;
}

/** @param difference of two float32 numbers, not rounded yet */
function square(difference: number): number {
  const rounded = f32(difference);
  return f32(rounded * rounded);
}

function moved(moving: number, batch: number, rest: number): number {
  return f32(moving - f32(f32(moving - batch) * rest));
}

function inverseRoot(variance: number, epsilon: number): number {
  return f32(1 / f32(Math.sqrt(f32(variance + f32(epsilon)))));
}

function scaledAndShifted(x: number, gamma: number | undefined, beta: number | undefined): number {
  const scaled = f32(x * (gamma ?? 1));
  return beta === undefined ? scaled : f32(scaled + beta);
}
