import { constantLoss } from "./constant-loss.ts";
import { indexOfMax } from "./metric-values.ts";
import { metricKind, type OutputForm } from "./row-metric.ts";
import { column, meanOverPlaces, sharesOf, type Targets } from "./target-places.ts";
import type { MetricName, TrainingSpec } from "./training-spec.ts";

/**
 * By the name of a series, what the best constant answer scores: an output that is the same for
 * every row, whatever its inputs. A model that does no better has learned nothing from them.
 */
export type ConstantScores = Readonly<Record<string, number>>;

/** Targets of all rows, those that train first. */
export interface SplitTargets {
  /** row-major, [rowCount, size of a row's target] */
  readonly values: Float32Array;
  readonly rowCount: number;
  readonly trainRowCount: number;
}

/**
 * `loss`: the smallest training loss, where that is a measure (`constantLoss`). Each accuracy, of
 * the rows that train, and its `val_`, of those that validate: the largest one, which is the share
 * of the majority class.
 */
export function constantScores(
  { loss, metrics }: Pick<TrainingSpec, "loss" | "metrics">,
  form: OutputForm,
  { values, rowCount, trainRowCount }: SplitTargets,
): ConstantScores {
  const size = values.length / rowCount;
  const rows = (start: number, end: number): Targets => {
    return { values: values.subarray(start * size, end * size), count: end - start, size };
  };
  const scores: Record<string, number> = {};
  const training = rows(0, trainRowCount);
  const ofLoss = constantLoss(loss, form, training);
  if (ofLoss !== undefined) scores.loss = ofLoss;
  for (const name of metrics) {
    const ofAccuracy = majorityShare(name, form, training);
    if (ofAccuracy === undefined) continue;
    scores[name] = ofAccuracy;
    if (trainRowCount === rowCount) continue;
    scores[`val_${name}`] = majorityShare(name, form, rows(trainRowCount, rowCount))!;
  }
  return scores;
}

/** @returns undefined for a metric that is no accuracy */
function majorityShare(name: MetricName, form: OutputForm, targets: Targets): number | undefined {
  const { values, count, size } = targets;
  const { targetWidth } = form;
  switch (metricKind(name, form)) {
    case "binaryAccuracy":
      return meanOverPlaces(targets, 1, (place) => {
        const labels = column(targets, place);
        const shareOf = (label: number) => labels.filter((one) => one === label).length / count;
        return Math.max(shareOf(0), shareOf(1));
      });
    case "categoricalAccuracy":
      return meanOverPlaces(targets, targetWidth, (place) => {
        const classOf = (row: number) => {
          const start = row * size + place;
          return indexOfMax(values.subarray(start, start + targetWidth));
        };
        return largestOf(sharesOf(count, classOf));
      });
    case "sparseCategoricalAccuracy":
      return meanOverPlaces(targets, 1, (place) =>
        largestOf(sharesOf(count, (row) => values[row * size + place]!)),
      );
    default:
      return undefined;
  }
}

function largestOf(shares: readonly number[]): number {
  return shares.reduce((largest, share) => Math.max(largest, share));
}
