import { exp } from "../random/exp.ts";
import { naturalLog } from "./natural-log.ts";
import type { LossName, MetricName } from "./training-spec.ts";

/**
 * One metric of one row, in float64: what a run records, whatever its engine computes with.
 *
 * @param prediction the model's output for the row, [width]
 * @param target [width], or one class index where the metric is sparse
 */
export type RowMetric = (prediction: Float32Array, target: Float32Array) => number;

/** Keras' backend epsilon. */
const EPSILON = 1e-7;

/**
 * The metric of that name, by Keras' definitions.
 *
 * @param outputWidth size of the model's output row, by which `accuracy` chooses its kind
 * @param targetWidth size of the target row
 */
export function rowMetric(name: MetricName, outputWidth: number, targetWidth: number): RowMetric {
  switch (name) {
    case "mse":
      return ROW_METRICS.meanSquaredError;
    case "mae":
      return ROW_METRICS.meanAbsoluteError;
    case "mape":
      return ROW_METRICS.meanAbsolutePercentageError;
    case "msle":
      return ROW_METRICS.meanSquaredLogarithmicError;
    case "accuracy":
    case "acc":
      if (outputWidth === 1) return binaryAccuracy;
      return targetWidth === 1 ? sparseCategoricalAccuracy : categoricalAccuracy;
    case "binaryAccuracy":
      return binaryAccuracy;
    case "categoricalAccuracy":
      return categoricalAccuracy;
    case "sparseCategoricalAccuracy":
      return sparseCategoricalAccuracy;
    default:
      return ROW_METRICS[name];
  }
}

/** Mean over a row's elements of a function of (prediction, target). */
function meanOf(element: (p: number, t: number) => number): RowMetric {
  return (prediction, target) => sumOf(element)(prediction, target) / prediction.length;
}

function sumOf(element: (p: number, t: number) => number): RowMetric {
  return (prediction, target) => {
    let sum = 0;
    for (let i = 0; i < prediction.length; i++) sum += element(prediction[i]!, target[i]!);
    return sum;
  };
}

const clip = (p: number) => Math.min(1 - EPSILON, Math.max(EPSILON, p));
const atLeastEpsilon = (p: number) => Math.max(EPSILON, p);

const ROW_METRICS: Readonly<Record<LossName, RowMetric>> = {
  meanSquaredError: meanOf((p, t) => (p - t) ** 2),
  meanAbsoluteError: meanOf((p, t) => Math.abs(p - t)),
  meanAbsolutePercentageError: meanOf(
    (p, t) => (100 * Math.abs(p - t)) / atLeastEpsilon(Math.abs(t)),
  ),
  meanSquaredLogarithmicError: meanOf(
    (p, t) => (naturalLog(1 + atLeastEpsilon(p)) - naturalLog(1 + atLeastEpsilon(t))) ** 2,
  ),
  huber: meanOf((p, t) => {
    const distance = Math.abs(p - t);
    return distance <= 1 ? 0.5 * distance ** 2 : distance - 0.5;
  }),
  logcosh: meanOf((p, t) => {
    const distance = Math.abs(p - t);
    const rest = distance <= 300 ? exp(-2 * distance) : 0;
    return distance + naturalLog(1 + rest) - Math.LN2;
  }),
  hinge: meanOf((p, t) => Math.max(0, 1 - t * p)),
  squaredHinge: meanOf((p, t) => Math.max(0, 1 - t * p) ** 2),
  categoricalHinge(prediction, target) {
    let positive = 0;
    let negative = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < prediction.length; i++) {
      positive += target[i]! * prediction[i]!;
      negative = Math.max(negative, (1 - target[i]!) * prediction[i]!);
    }
    return Math.max(0, negative - positive + 1);
  },
  categoricalCrossentropy(prediction, target) {
    const total = prediction.reduce((sum, p) => sum + p, 0);
    return sumOf((p, t) => (t === 0 ? 0 : -t * naturalLog(clip(p / total))))(prediction, target);
  },
  sparseCategoricalCrossentropy(prediction, target) {
    const total = prediction.reduce((sum, p) => sum + p, 0);
    return -naturalLog(clip(prediction[target[0]!]! / total));
  },
  binaryCrossentropy: meanOf((p, t) => {
    const clipped = clip(p);
    return -(t * naturalLog(clipped) + (1 - t) * naturalLog(1 - clipped));
  }),
  kullbackLeiblerDivergence: sumOf((p, t) => {
    const [target, prediction] = [clipToOne(t), clipToOne(p)];
    return target * naturalLog(target / prediction);
  }),
  poisson: meanOf((p, t) => p - t * naturalLog(p + EPSILON)),
  cosineProximity(prediction, target) {
    const squares = sumOf((p) => p * p)(prediction, target);
    const targetSquares = sumOf((_, t) => t * t)(prediction, target);
    const overlap = sumOf((p, t) => p * t)(prediction, target);
    return -overlap / Math.sqrt(atLeastEpsilon(squares) * atLeastEpsilon(targetSquares));
  },
};

function clipToOne(p: number): number {
  return Math.min(1, atLeastEpsilon(p));
}

function binaryAccuracy(prediction: Float32Array, target: Float32Array): number {
  return meanOf((p, t) => ((p > 0.5 ? 1 : 0) === t ? 1 : 0))(prediction, target);
}

function categoricalAccuracy(prediction: Float32Array, target: Float32Array): number {
  return indexOfMax(prediction) === indexOfMax(target) ? 1 : 0;
}

function sparseCategoricalAccuracy(prediction: Float32Array, target: Float32Array): number {
  return indexOfMax(prediction) === target[0] ? 1 : 0;
}

function indexOfMax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}
