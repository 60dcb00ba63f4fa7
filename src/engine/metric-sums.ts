import { hingeLabels, readsHingeLabels } from "../model/hinge-labels.ts";
import { ROW_METRICS } from "../model/metric-values.ts";
import { type RowMetricKind, readsLogits } from "../model/row-metric.ts";

/** What a model makes of a batch, and what it was to make. */
export interface BatchOutput {
  /** rows of the last side of the model's output, one or more a sample: [rows, width] */
  readonly predictions: Float32Array;
  /** what goes into the output's sigmoid or softmax, shaped as the predictions, if it has one */
  readonly logits?: Float32Array | undefined;
  /** [rows, targetWidth] */
  readonly targets: Float32Array;
  /** of an output row */
  readonly width: number;
  readonly sampleCount: number;
  /** what the regularizers add to each sample's loss */
  readonly penalty: number;
}

/**
 * Adds a batch to the sums of what is recorded: each metric's values are added up over the rows in
 * their order, divided by the rows of a sample, and added to the sum so far, all in float64,
 * whatever the engine.
 *
 * @param kinds the loss first; those of logits need the batch to have them
 * @param sums one for each kind
 * @returns the mean loss of these samples
 */
export function addBatch(
  kinds: readonly RowMetricKind[],
  batch: BatchOutput,
  sums: Float64Array,
): number {
  const { sampleCount, penalty } = batch;
  const rowCount = batch.predictions.length / batch.width;
  let loss = 0;
  for (const [index, kind] of kinds.entries()) {
    let sum = sumOverRows(kind, batch, rowCount) / (rowCount / sampleCount);
    if (index === 0) {
      sum += penalty * sampleCount;
      loss = sum / sampleCount;
    }
    sums[index] = sums[index]! + sum;
  }
  return loss;
}

function sumOverRows(
  kind: RowMetricKind,
  { predictions, logits, targets, width }: BatchOutput,
  rowCount: number,
): number {
  const outputs = readsLogits(kind) ? logits! : predictions;
  const labels = readsHingeLabels(kind) ? hingeLabels(targets) : targets;
  const targetWidth = targets.length / rowCount;
  const metric = ROW_METRICS[kind];
  let sum = 0;
  for (let row = 0; row < rowCount; row++) {
    const output = outputs.subarray(row * width, (row + 1) * width);
    sum += metric(output, labels.subarray(row * targetWidth, (row + 1) * targetWidth));
  }
  return sum;
}
