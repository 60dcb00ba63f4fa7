import { exp } from "../random/exp.ts";
import { naturalLog } from "./natural-log.ts";
import { LOSSES, type MetricName } from "./training-spec.ts";

/**
 * One metric of one row, in float64: what a run records, whatever its engine computes with. What
 * is not a number stays so, and a missing target is none.
 *
 * @param prediction the model's output for the row, [width]
 * @param target [width], or one class index where the metric is sparse
 */
export type RowMetric = (prediction: Float32Array, target: Float32Array) => number;

/** What metrics can be, their names' short forms resolved. */
export const ROW_METRIC_KINDS = [
  ...LOSSES,
  "binaryAccuracy",
  "categoricalAccuracy",
  "sparseCategoricalAccuracy",
] as const;
export type RowMetricKind = (typeof ROW_METRIC_KINDS)[number];

/** Keras' backend epsilon. */
export const EPSILON = 1e-7;

/** The metric of that name, by Keras' definitions; the sizes as in `metricKind`. */
export function rowMetric(name: MetricName, outputWidth: number, targetWidth: number): RowMetric {
  return ROW_METRICS[metricKind(name, outputWidth, targetWidth)];
}

/**
 * What the metric of that name is.
 *
 * @param outputWidth size of the model's output row, by which `accuracy` chooses its kind
 * @param targetWidth size of the target row
 */
export function metricKind(
  name: MetricName,
  outputWidth: number,
  targetWidth: number,
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
      if (outputWidth === 1) return "binaryAccuracy";
      return targetWidth === 1 ? "sparseCategoricalAccuracy" : "categoricalAccuracy";
    default:
      return name;
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

// Products and comparisons where Math.pow, Math.max and Math.min would be shorter: those are not
// the same to the last bit everywhere. Each comparison lets what is not a number through.

const square = (x: number) => x * x;
const clip = (p: number) => (p < EPSILON ? EPSILON : p > 1 - EPSILON ? 1 - EPSILON : p);
/** Within [EPSILON, 1]. */
export const clipToOne = (p: number) => (p < EPSILON ? EPSILON : p > 1 ? 1 : p);
/** EPSILON where p is less. */
export const atLeastEpsilon = (p: number) => (p < EPSILON ? EPSILON : p);
const atLeastZero = (x: number) => (x < 0 ? 0 : x);

const ROW_METRICS: Readonly<Record<RowMetricKind, RowMetric>> = {
  meanSquaredError: meanOf((p, t) => square(p - t)),
  meanAbsoluteError: meanOf((p, t) => Math.abs(p - t)),
  meanAbsolutePercentageError: meanOf(
    (p, t) => (100 * Math.abs(p - t)) / atLeastEpsilon(Math.abs(t)),
  ),
  meanSquaredLogarithmicError: meanOf((p, t) =>
    square(naturalLog(1 + atLeastEpsilon(p)) - naturalLog(1 + atLeastEpsilon(t))),
  ),
  huber: meanOf((p, t) => {
    const distance = Math.abs(p - t);
    return distance <= 1 ? 0.5 * square(distance) : distance - 0.5;
  }),
  logcosh: meanOf((p, t) => {
    const distance = Math.abs(p - t);
    const rest = distance <= 300 ? exp(-2 * distance) : 0;
    return distance + naturalLog(1 + rest) - Math.LN2;
  }),
  hinge: meanOf((p, t) => atLeastZero(1 - t * p)),
  squaredHinge: meanOf((p, t) => square(atLeastZero(1 - t * p))),
  categoricalHinge(prediction, target) {
    let positive = 0;
    let negative = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < prediction.length; i++) {
      positive += target[i]! * prediction[i]!;
      negative = greater(negative, (1 - target[i]!) * prediction[i]!);
    }
    return atLeastZero(negative - positive + 1);
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
  binaryAccuracy: meanOf((p, t) => ((p > 0.5 ? 1 : 0) === t ? 1 : 0)),
  categoricalAccuracy: (prediction, target) =>
    indexOfMax(prediction) === indexOfMax(target) ? 1 : 0,
  sparseCategoricalAccuracy: (prediction, target) => (indexOfMax(prediction) === target[0] ? 1 : 0),
};

/** The greater one; no number if either is none. */
export function greater(a: number, b: number): number {
  return a >= b || Number.isNaN(a) ? a : b;
}

function indexOfMax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}
