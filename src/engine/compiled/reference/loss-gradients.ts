import { atLeastEpsilon, clipToOne, EPSILON, greater } from "../../../model/metric-values.ts";
import { naturalLog } from "../../../model/natural-log.ts";
import type { LossName } from "../../../model/training-spec.ts";
import { exp } from "../../../random/exp.ts";
import type { Matrix } from "./matrix.ts";

/** Fills the gradient of one row, which has the given share in the mean. */
type RowGradient = (
  prediction: Float32Array,
  target: Float32Array,
  share: number,
  gradient: Float32Array,
) => void;

/**
 * The derivative of the mean over the samples of the recorded loss (model/metric-values.ts) by each
 * prediction, in float64 and rounded to float32 once. A row's slope is multiplied by 1 / samples,
 * or by 1 / (width samples) where its loss is a mean over the elements.
 *
 * Where there is no derivative, it is as in TensorFlow.js: a limit passes the slope on from either
 * side's end inward, all that share a maximum get the whole slope, max(x, 0) has the slope 0 at 0;
 * |x| has the slope 0 there, too. What is not a number stays so.
 *
 * @param prediction one row a sample
 * @param targets [samples, targetWidth]
 * @param targetWidth the prediction's width, or 1 where the loss is sparse: a class index then, and
 *   one that is no place of the row makes the row's gradients NaN
 * @param gradient receives the result, shaped as the prediction
 */
export function lossGradient(
  loss: LossName,
  prediction: Matrix,
  targets: Float32Array,
  targetWidth: number,
  samples: number,
  gradient: Matrix,
): void {
  const { width } = prediction;
  const share = 1 / (ROW_SUMS.has(loss) ? samples : width * samples);
  for (let sample = 0; sample < samples; sample++) {
    const target = targets.subarray(sample * targetWidth, (sample + 1) * targetWidth);
    ROW_GRADIENTS[loss](rowOf(prediction, sample), target, share, rowOf(gradient, sample));
  }
}

function rowOf({ values, width, stride }: Matrix, row: number): Float32Array {
  return values.subarray(row * stride, row * stride + width);
}

/** Losses whose rows are sums, not means. */
const ROW_SUMS: ReadonlySet<LossName> = new Set([
  "categoricalHinge",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "kullbackLeiblerDivergence",
  "cosineProximity",
]);

/** From the derivative of one element's loss by its prediction. */
function eachElement(slope: (p: number, t: number) => number): RowGradient {
  return (prediction, target, share, gradient) => {
    for (let i = 0; i < prediction.length; i++) {
      gradient[i] = slope(prediction[i]!, target[i]!) * share;
    }
  };
}

const sign = (x: number) => (x > 0 ? 1 : x < 0 ? -1 : x);
const slopeInside = (p: number, slope: number) => (p < EPSILON || p > 1 - EPSILON ? 0 : slope);
const slopeAbove = (p: number, slope: number) => (p < EPSILON ? 0 : slope);

const ROW_GRADIENTS: Readonly<Record<LossName, RowGradient>> = {
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
    return margin > 0 ? -t : margin < 0 ? 0 : margin;
  }),
  squaredHinge: eachElement((p, t) => {
    const margin = 1 - t * p;
    return -2 * t * (margin < 0 ? 0 : margin);
  }),
  categoricalHinge(prediction, target, share, gradient) {
    let positive = 0;
    let negative = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < prediction.length; i++) {
      positive += target[i]! * prediction[i]!;
      negative = greater(negative, (1 - target[i]!) * prediction[i]!);
    }
    const margin = negative - positive + 1;
    for (let i = 0; i < prediction.length; i++) {
      const t = target[i]!;
      const slope = (1 - t) * prediction[i]! === negative ? 1 - t - t : -t;
      gradient[i] = (margin > 0 ? slope : margin < 0 ? 0 : margin) * share;
    }
  },
  categoricalCrossentropy(prediction, target, share, gradient) {
    crossentropyGradient(prediction, (i) => target[i]!, share, gradient);
  },
  sparseCategoricalCrossentropy(prediction, target, share, gradient) {
    const place = target[0]!;
    if (place in prediction) {
      crossentropyGradient(prediction, (i) => (i === place ? 1 : 0), share, gradient);
    } else {
      gradient.fill(Number.NaN);
    }
  },
  binaryCrossentropy: eachElement((p, t) => slopeInside(p, (1 - t) / (1 - p) - t / p)),
  kullbackLeiblerDivergence: eachElement((p, t) => (p < EPSILON || p > 1 ? 0 : -clipToOne(t) / p)),
  poisson: eachElement((p, t) => 1 - t / (p + EPSILON)),
  cosineProximity(prediction, target, share, gradient) {
    let [squares, targetSquares, overlap] = [0, 0, 0];
    for (let i = 0; i < prediction.length; i++) {
      squares += prediction[i]! * prediction[i]!;
      targetSquares += target[i]! * target[i]!;
      overlap += prediction[i]! * target[i]!;
    }
    const norms = Math.sqrt(atLeastEpsilon(squares) * atLeastEpsilon(targetSquares));
    const pull = slopeAbove(squares, overlap / squares);
    for (let i = 0; i < prediction.length; i++) {
      gradient[i] = ((pull * prediction[i]! - target[i]!) / norms) * share;
    }
  },
};

/** Of a loss of the row's parts p / total, through the division as well. */
function crossentropyGradient(
  prediction: Float32Array,
  targetAt: (i: number) => number,
  share: number,
  gradient: Float32Array,
): void {
  const total = prediction.reduce((sum, p) => sum + p, 0);
  const slopeAt = (i: number, part: number) => slopeInside(part, -targetAt(i) / part);
  let overlap = 0;
  for (let i = 0; i < prediction.length; i++) {
    const part = prediction[i]! / total;
    overlap += slopeAt(i, part) * part;
  }
  for (let i = 0; i < prediction.length; i++) {
    const part = prediction[i]! / total;
    gradient[i] = ((slopeAt(i, part) - overlap) / total) * share;
  }
}
