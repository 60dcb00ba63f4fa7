import { exp } from "../random/exp.ts";
import {
  binaryCrossentropy,
  binaryCrossentropyOfLogits,
  categoricalCrossentropy,
  categoricalCrossentropyOfLogits,
  EPSILON,
  sparseCategoricalCrossentropy,
  sparseCategoricalCrossentropyOfLogits,
} from "./crossentropies.ts";
import { naturalLog } from "./natural-log.ts";
import type { RowMetric, RowMetricKind } from "./row-metric.ts";

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
/** Within [EPSILON, 1]. */
export const clipToOne = (p: number) => (p < EPSILON ? EPSILON : p > 1 ? 1 : p);
/** EPSILON where p is less. */
export const atLeastEpsilon = (p: number) => (p < EPSILON ? EPSILON : p);
const atLeastZero = (x: number) => (x < 0 ? 0 : x);

/** Each kind by Keras 3's definition (keras/src/losses/losses.py). */
export const ROW_METRICS: Readonly<Record<RowMetricKind, RowMetric>> = {
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
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  binaryCrossentropy,
  kullbackLeiblerDivergence: sumOf((p, t) => {
    const [target, prediction] = [clipToOne(t), clipToOne(p)];
    return target * naturalLog(target / prediction);
  }),
  poisson: meanOf((p, t) => p - t * naturalLog(p + EPSILON)),
  cosineProximity(prediction, target) {
    const overlap = sumOf((p, t) => p * t)(prediction, target);
    return -overlap / (normOf(prediction) * normOf(target));
  },
  binaryAccuracy: meanOf((p, t) => ((p > 0.5 ? 1 : 0) === t ? 1 : 0)),
  categoricalAccuracy: (prediction, target) =>
    indexOfMax(prediction) === indexOfMax(target) ? 1 : 0,
  sparseCategoricalAccuracy: (prediction, target) => (indexOfMax(prediction) === target[0] ? 1 : 0),
  categoricalCrossentropyOfLogits,
  sparseCategoricalCrossentropyOfLogits,
  binaryCrossentropyOfLogits,
};

/** A row's length, at least EPSILON. */
export function normOf(row: Float32Array): number {
  let squares = 0;
  for (const value of row) squares += value * value;
  return atLeastEpsilon(Math.sqrt(squares));
}

/** The greater one; no number if either is none. */
export function greater(a: number, b: number): number {
  return a >= b || Number.isNaN(a) ? a : b;
}

/** The place of the first greatest number. */
export function indexOfMax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}
