import { LOSSES, type LossName, type MetricName, type TrainingSpec } from "./training-spec.ts";

/**
 * One metric of one row, in float64: what a run records, whatever its engine computes with. What
 * is not a number stays so, and a missing target counts as not a number.
 *
 * @param output the model's output for the row, or its logits where the kind says so; [width]
 * @param target [width], or one class index where the metric is sparse
 */
export type RowMetric = (output: Float32Array, target: Float32Array) => number;

/** The cross-entropies where they are computed from logits. */
export const LOGIT_KINDS = [
  "categoricalCrossentropyOfLogits",
  "sparseCategoricalCrossentropyOfLogits",
  "binaryCrossentropyOfLogits",
] as const;
export type LogitKind = (typeof LOGIT_KINDS)[number];

/** What a loss can be. */
export type LossKind = LossName | LogitKind;

/** What metrics can be, their names' short forms resolved. */
export const ROW_METRIC_KINDS = [
  ...LOSSES,
  "binaryAccuracy",
  "categoricalAccuracy",
  "sparseCategoricalAccuracy",
  ...LOGIT_KINDS,
] as const;
export type RowMetricKind = (typeof ROW_METRIC_KINDS)[number];

/** A model's last layer, as far as it decides what a metric's name means. */
export interface OutputForm {
  /** size of an output row: the last side of the model's output */
  readonly width: number;
  /** size of the target row that belongs to it */
  readonly targetWidth: number;
  /** whether the model ends in a sigmoid or softmax, whose logits are at hand */
  readonly hasLogits: boolean;
}

/** Whether a kind reads logits in place of the model's output. */
export function readsLogits(kind: RowMetricKind): kind is LogitKind {
  return (LOGIT_KINDS as readonly string[]).includes(kind);
}

/** What the loss of that name is. */
export function lossKind(name: LossName, hasLogits: boolean): LossKind {
  const ofLogits = `${name}OfLogits` as LossKind;
  return hasLogits && readsLogits(ofLogits) ? ofLogits : name;
}

/** What a run records, the loss first. */
export function recordedKinds(
  { loss, metrics }: Pick<TrainingSpec, "loss" | "metrics">,
  form: OutputForm,
): RowMetricKind[] {
  return [loss, ...metrics].map((name) => metricKind(name, form));
}

/** What the metric of that name is; `accuracy` goes by the widths, as in Keras. */
export function metricKind(
  name: MetricName,
  { width, targetWidth, hasLogits }: OutputForm,
): RowMetricKind {
  switch (name) {
    case "mse":
      return "meanSquaredError";
    case "mae":
      return "meanAbsoluteError";
    case "mape":
      return "meanAbsolutePercentageError";
    case "msle":
      return "meanSquaredLogarithmicError";
    case "accuracy":
    case "acc":
      if (width === 1) return "binaryAccuracy";
      return targetWidth === 1 ? "sparseCategoricalAccuracy" : "categoricalAccuracy";
    case "binaryAccuracy":
    case "categoricalAccuracy":
    case "sparseCategoricalAccuracy":
      return name;
    default:
      return lossKind(name, hasLogits);
  }
}
