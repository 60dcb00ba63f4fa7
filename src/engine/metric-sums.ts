import type { RowMetric } from "../model/metric-values.ts";

/**
 * Adds a batch to the sums of what is recorded: each metric's values are added up over the rows in
 * their order, then their sum to the sum so far, all in float64, whatever the engine.
 *
 * @param rules the loss first
 * @param predictions [rowCount, outputWidth]
 * @param targets [rowCount, targetWidth]
 * @param penalty what the regularizers add to each row's loss
 * @param sums one for each rule
 * @returns the mean loss of these rows
 */
export function addBatch(
  rules: readonly RowMetric[],
  predictions: Float32Array,
  targets: Float32Array,
  rowCount: number,
  penalty: number,
  sums: Float64Array,
): number {
  const [outputWidth, targetWidth] = [predictions.length, targets.length].map((n) => n / rowCount);
  let loss = 0;
  for (const [index, rule] of rules.entries()) {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) {
      const prediction = predictions.subarray(row * outputWidth!, (row + 1) * outputWidth!);
      sum += rule(prediction, targets.subarray(row * targetWidth!, (row + 1) * targetWidth!));
    }
    if (index === 0) {
      sum += penalty * rowCount;
      loss = sum / rowCount;
    }
    sums[index] = sums[index]! + sum;
  }
  return loss;
}
