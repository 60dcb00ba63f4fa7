import { exp } from "../random/exp.ts";
import {
  clipProbability,
  clippedTotal,
  EPSILON,
  expOfNegative,
  PROBABILITY_MAX,
  softmaxParts,
  totalOf,
} from "./crossentropies.ts";
import { hingeLabels, readsHingeLabels } from "./hinge-labels.ts";
import { atLeastEpsilon, clipToOne, greater, normOf } from "./metric-values.ts";
import { naturalLog } from "./natural-log.ts";
import type { LossKind } from "./row-metric.ts";

/** Rows of a batch, each `stride` numbers after the one before. */
export interface BatchRows {
  readonly values: Float32Array;
  readonly rows: number;
  readonly width: number;
  readonly stride: number;
}

/** Fills the gradient of one row, which has the given share in the mean. */
type RowGradient = (
  output: Float32Array,
  target: Float32Array,
  share: number,
  gradient: Float32Array,
) => void;

/**
 * The derivative of the mean of the recorded loss (model/metric-values.ts) by each number of the
 * output, or by each logit where the kind reads those: in float64, rounded to float32 once. A row's
 * slope is multiplied by 1 / rows, or by 1 / (width rows) where its loss is a mean over elements.
 *
 * Where there is no derivative it is as in Keras 3 on TensorFlow: max(x, 0) has the slope 1 at 0
 * and |x| the slope 0, a clip has slope 1 at its limits and 0 beyond, and elements that share
 * a maximum share its slope. A categorical cross-entropy of logits has the gradient
 * softmax - t even where a row's targets do not add up to one. NaN stays NaN.
 *
 * @param output one row for each row of targets
 * @param targets [rows, targetWidth]
 * @param targetWidth the output's width, or 1 where the loss is sparse: a class index then, and one
 *   that is no place of the row makes the row's gradients NaN
 * @param gradient receives the result, shaped as the output
 */
export function lossGradient(
  loss: LossKind,
  output: BatchRows,
  targets: Float32Array,
  targetWidth: number,
  gradient: BatchRows,
): void {
  const { rows, width } = output;
  const share = 1 / (ROW_SUMS.has(loss) ? rows : width * rows);
  const labels = readsHingeLabels(loss)
    ? hingeLabels(targets.subarray(0, rows * targetWidth))
    : targets;
  for (let row = 0; row < rows; row++) {
    const target = labels.subarray(row * targetWidth, (row + 1) * targetWidth);
    ROW_GRADIENTS[loss](rowOf(output, row), target, share, rowOf(gradient, row));
  }
}

function rowOf({ values, width, stride }: BatchRows, row: number): Float32Array {
  return values.subarray(row * stride, row * stride + width);
}

/** Losses whose rows are sums, not means. */
const ROW_SUMS: ReadonlySet<LossKind> = new Set<LossKind>([
  "categoricalHinge",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "categoricalCrossentropyOfLogits",
  "sparseCategoricalCrossentropyOfLogits",
  "kullbackLeiblerDivergence",
  "cosineProximity",
]);

/** From the derivative of one element's loss by its output. */
function eachElement(slope: (p: number, t: number) => number): RowGradient {
  return (output, target, share, gradient) => {
    for (let i = 0; i < output.length; i++) {
      gradient[i] = slope(output[i]!, target[i]!) * share;
    }
  };
}

const sign = (x: number) => (x > 0 ? 1 : x < 0 ? -1 : x);
/** The slopes of clipProbability and atLeastEpsilon, times `slope`. */
const slopeInside = (p: number, slope: number) => (p < EPSILON || p > PROBABILITY_MAX ? 0 : slope);
const slopeAbove = (p: number, slope: number) => (p < EPSILON ? 0 : slope);

/** 1 / (1 + e^-x) */
function sigmoid(x: number): number {
  const e = expOfNegative(-Math.abs(x));
  return x < 0 ? e / (1 + e) : x >= 0 ? 1 / (1 + e) : x;
}

const ROW_GRADIENTS: Readonly<Record<LossKind, RowGradient>> = {
  meanSquaredError: eachElement((p, t) => 2 * (p - t)),
  meanAbsoluteError: eachElement((p, t) => sign(p - t)),
  meanAbsolutePercentageError: eachElement(
    (p, t) => (100 * sign(p - t)) / atLeastEpsilon(Math.abs(t)),
  ),
  meanSquaredLogarithmicError: eachElement((p, t) => {
    const above = 1 + atLeastEpsilon(p);
    const distance = naturalLog(above) - naturalLog(1 + atLeastEpsilon(t));
    return slopeAbove(p, (2 * distance) / above);
  }),
  huber: eachElement((p, t) => {
    const d = p - t;
    return d > 1 ? 1 : d < -1 ? -1 : d;
  }),
  logcosh: eachElement((p, t) => {
    const d = p - t;
    const distance = Math.abs(d);
    const rest = distance <= 300 ? exp(-2 * distance) : 0;
    return sign(d) * ((1 - rest) / (1 + rest)); // tanh d
  }),
  hinge: eachElement((p, t) => {
    const margin = 1 - t * p;
    return margin >= 0 ? -t : margin < 0 ? 0 : margin;
  }),
  squaredHinge: eachElement((p, t) => {
    const margin = 1 - t * p;
    return -2 * t * (margin < 0 ? 0 : margin);
  }),
  categoricalHinge: categoricalHingeGradient,
  categoricalCrossentropy: crossentropyGradient,
  sparseCategoricalCrossentropy(output, target, share, gradient) {
    const place = target[0]!;
    const total = place in output ? clippedTotal(output) : Number.NaN;
    for (let i = 0; i < output.length; i++) {
      const ownSlope = i === place ? 1 / clipProbability(output[i]!) : 0;
      gradient[i] = slopeInside(output[i]!, 1) * (1 / total - ownSlope) * share;
    }
  },
  binaryCrossentropy: eachElement((p, t) => slopeInside(p, (1 - t) / (1 - p) - t / p)),
  categoricalCrossentropyOfLogits(logits, target, share, gradient) {
    softmaxMinus((i) => target[i]!, logits, share, gradient);
  },
  sparseCategoricalCrossentropyOfLogits(logits, target, share, gradient) {
    const place = target[0]!;
    if (place in logits) softmaxMinus((i) => (i === place ? 1 : 0), logits, share, gradient);
    else gradient.fill(Number.NaN);
  },
  binaryCrossentropyOfLogits: eachElement((x, t) => sigmoid(x) - t),
  kullbackLeiblerDivergence: eachElement((p, t) => (p < EPSILON || p > 1 ? 0 : -clipToOne(t) / p)),
  poisson: eachElement((p, t) => 1 - t / (p + EPSILON)),
  cosineProximity(output, target, share, gradient) {
    let [squares, overlap] = [0, 0];
    for (let i = 0; i < output.length; i++) {
      squares += output[i]! * output[i]!;
      overlap += output[i]! * target[i]!;
    }
    const norms = normOf(output) * normOf(target);
    const pull = slopeAbove(Math.sqrt(squares), overlap / squares);
    for (let i = 0; i < output.length; i++) {
      gradient[i] = ((pull * output[i]! - target[i]!) / norms) * share;
    }
  },
};

function categoricalHingeGradient(...[output, target, share, gradient]: Parameters<RowGradient>) {
  let positive = 0;
  let negative = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < output.length; i++) {
    positive += target[i]! * output[i]!;
    negative = greater(negative, (1 - target[i]!) * output[i]!);
  }
  let maximaCount = 0;
  for (let i = 0; i < output.length; i++) {
    maximaCount += (1 - target[i]!) * output[i]! === negative ? 1 : 0;
  }
  const margin = negative - positive + 1;
  for (let i = 0; i < output.length; i++) {
    const t = target[i]!;
    const slope = (1 - t) * output[i]! === negative ? (1 - t) / maximaCount - t : -t;
    gradient[i] = (margin >= 0 ? slope : margin < 0 ? 0 : margin) * share;
  }
}

/** Of a loss of the row's shares p / total, through the division as well. */
function crossentropyGradient(...[output, target, share, gradient]: Parameters<RowGradient>) {
  const total = totalOf(output);
  const slopeAt = (i: number, part: number) => slopeInside(part, -target[i]! / part);
  let overlap = 0;
  for (let i = 0; i < output.length; i++) {
    const part = output[i]! / total;
    overlap += slopeAt(i, part) * part;
  }
  for (let i = 0; i < output.length; i++) {
    const part = output[i]! / total;
    gradient[i] = ((slopeAt(i, part) - overlap) / total) * share;
  }
}

function softmaxMinus(
  targetAt: (i: number) => number,
  logits: Float32Array,
  share: number,
  gradient: Float32Array,
): void {
  const { max, sum } = softmaxParts(logits);
  for (let i = 0; i < logits.length; i++) {
    gradient[i] = (expOfNegative(logits[i]! - max) / sum - targetAt(i)) * share;
  }
}
