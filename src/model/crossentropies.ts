import { exp } from "../random/exp.ts";
import { naturalLog } from "./natural-log.ts";
import type { RowMetric } from "./row-metric.ts";

// Keras 3 on TensorFlow (keras/src/backend/tensorflow/nn.py, `_get_logits`) computes all three
// cross-entropies from the logits wherever the model ends in a sigmoid or softmax, whichever of the
// two it is: a probability that rounds to 0 or 1 has no gradient left. Elsewhere it takes the
// output for probabilities and clips them.

/** Keras' backend epsilon, as float32 has it. */
export const EPSILON = Math.fround(1e-7);
/** The largest probability that is not clipped: float32's nearest number to 1 - 1e-7. */
export const PROBABILITY_MAX = Math.fround(1 - 1e-7);

/** Within [EPSILON, PROBABILITY_MAX]; what is not a number stays so. */
export function clipProbability(p: number): number {
  return p < EPSILON ? EPSILON : p > PROBABILITY_MAX ? PROBABILITY_MAX : p;
}

/** e^x for x <= 0; 0 where that is below 1e-304, and where x is not a number. */
export function expOfNegative(x: number): number {
  return x >= -700 ? exp(x) : 0;
}

/** The sum of the row's e^(logit - max); max is NaN in a row with NaN. */
export function softmaxParts(logits: Float32Array): { readonly max: number; readonly sum: number } {
  let max = Number.NEGATIVE_INFINITY;
  for (const logit of logits) max = logit > max || Number.isNaN(logit) ? logit : max;
  let sum = 0;
  for (const logit of logits) sum += expOfNegative(logit - max);
  return { max, sum };
}

/** max(x, 0) - x t + log(1 + e^-|x|), the mean over the row. */
export const binaryCrossentropyOfLogits: RowMetric = (logits, target) => {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) {
    const x = logits[i]!;
    const rest = naturalLog(1 + expOfNegative(-Math.abs(x)));
    sum += (x < 0 ? 0 : x) - x * target[i]! + rest;
  }
  return sum / logits.length;
};

/** sum of t (log(sum of e^(x - max)) - (x - max)). */
export const categoricalCrossentropyOfLogits: RowMetric = (logits, target) => {
  const { max, sum } = softmaxParts(logits);
  const logSum = naturalLog(sum);
  let loss = 0;
  for (let i = 0; i < logits.length; i++) loss += target[i]! * (logSum - (logits[i]! - max));
  return loss;
};

/** The same of the class that the target names. */
export const sparseCategoricalCrossentropyOfLogits: RowMetric = (logits, target) => {
  const { max, sum } = softmaxParts(logits);
  return naturalLog(sum) - (logits[target[0]!]! - max);
};

/** The mean over the row, of clipped probabilities. */
export const binaryCrossentropy: RowMetric = (prediction, target) => {
  let sum = 0;
  for (let i = 0; i < prediction.length; i++) {
    const p = clipProbability(prediction[i]!);
    const t = target[i]!;
    sum += -(t * naturalLog(p) + (1 - t) * naturalLog(1 - p));
  }
  return sum / prediction.length;
};

/** sum of -t log p, p being the outputs' shares of their sum, clipped. */
export const categoricalCrossentropy: RowMetric = (prediction, target) => {
  const total = totalOf(prediction);
  let sum = 0;
  for (let i = 0; i < prediction.length; i++) {
    const t = target[i]!;
    sum += t === 0 ? 0 : -t * naturalLog(clipProbability(prediction[i]! / total));
  }
  return sum;
};

/** -log of the class' share in the sum of the outputs, which Keras clips beforehand here. */
export const sparseCategoricalCrossentropy: RowMetric = (prediction, target) =>
  naturalLog(clippedTotal(prediction)) - naturalLog(clipProbability(prediction[target[0]!]!));

export function totalOf(row: Float32Array): number {
  let total = 0;
  for (const value of row) total += value;
  return total;
}

/** The sum of the row's values, each clipped. */
export function clippedTotal(row: Float32Array): number {
  let total = 0;
  for (const value of row) total += clipProbability(value);
  return total;
}
