import { type RowMetric, rowMetric } from "../model/metric-values.ts";
import type { TrainingSpec } from "../model/training-spec.ts";

/** Means of a run's loss and metrics over the rows it has been shown. */
export interface MetricMeter {
  /**
   * @param predictions [rowCount, outputWidth]
   * @param targets [rowCount, targetWidth]
   * @param penalty what the regularizers add to each row's loss
   * @returns the mean loss of these rows
   */
  add(predictions: Float32Array, targets: Float32Array, penalty: number): number;
  /** by metric name, "loss" first */
  means(): Record<string, number>;
}

/** An empty meter. Rows are summed in float64 in the order they come, whatever the engine. */
export function metricMeter(
  { loss, metrics }: TrainingSpec,
  outputWidth: number,
  targetWidth: number,
): MetricMeter {
  const rules = ["loss", ...metrics].map((name, index) => {
    const rule = rowMetric(index === 0 ? loss : metrics[index - 1]!, outputWidth, targetWidth);
    return { name, rule, sum: 0 };
  });
  let rowsSeen = 0;
  const sumRows = (rule: RowMetric, predictions: Float32Array, targets: Float32Array) => {
    let sum = 0;
    for (let row = 0; row * targetWidth < targets.length; row++) {
      const prediction = predictions.subarray(row * outputWidth, (row + 1) * outputWidth);
      sum += rule(prediction, targets.subarray(row * targetWidth, (row + 1) * targetWidth));
    }
    return sum;
  };
  return {
    add(predictions, targets, penalty) {
      const rowCount = targets.length / targetWidth;
      const sums = rules.map(({ rule }) => sumRows(rule, predictions, targets));
      sums[0] = sums[0]! + penalty * rowCount;
      for (const [index, sum] of sums.entries()) rules[index]!.sum += sum;
      rowsSeen += rowCount;
      return sums[0]! / rowCount;
    },
    means: () => Object.fromEntries(rules.map(({ name, sum }) => [name, sum / rowsSeen])),
  };
}
