import * as tf from "@tensorflow/tfjs-core";
import type { Regularizer } from "../../model/model-spec.ts";
import type { LossName } from "../../model/training-spec.ts";

/** The mean loss of a batch, as tfjs operations, for its gradient. */
export type BatchLoss = (prediction: tf.Tensor, target: tf.Tensor) => tf.Scalar;

/** Keras' backend epsilon. */
const EPSILON = 1e-7;

const clip = (p: tf.Tensor) => tf.clipByValue(p, EPSILON, 1 - EPSILON);
const atLeastEpsilon = (p: tf.Tensor) => tf.maximum(p, EPSILON);

/** Mean over all elements of a function of (prediction, target). */
function meanOf(element: (p: tf.Tensor, t: tf.Tensor) => tf.Tensor): BatchLoss {
  return (p, t) => tf.mean(element(p, t)) as tf.Scalar;
}

/** Mean over the rows of a function's sum along the row. */
function meanOfRowSums(element: (p: tf.Tensor, t: tf.Tensor) => tf.Tensor): BatchLoss {
  return (p, t) => tf.mean(tf.sum(element(p, t), -1)) as tf.Scalar;
}

/** |x|, whose slope at 0 is 0, as in TensorFlow; that of tf.abs is -1 there. */
const absolute = (x: tf.Tensor) => tf.mul(x, tf.sign(x));
const distance = (p: tf.Tensor, t: tf.Tensor) => absolute(tf.sub(p, t));
const margin = (p: tf.Tensor, t: tf.Tensor) => tf.relu(tf.sub(1, tf.mul(t, p)));
const shares = (p: tf.Tensor) => clip(tf.div(p, tf.sum(p, -1, true)));

const categoricalCrossentropy = meanOfRowSums((p, t) => tf.neg(tf.mul(t, tf.log(shares(p)))));

/** As `model/activity-penalty` has it; output: [rowCount, ...outputShape]. */
export function batchActivityPenalty({ l1, l2 }: Regularizer, output: tf.Tensor): tf.Scalar {
  const elements = tf.add(tf.mul(l1, absolute(output)), tf.mul(l2, tf.square(output)));
  return tf.div(tf.sum(elements), output.shape[0]!) as tf.Scalar;
}

/** Keras' losses; the recorded values come from `model/metric-values`, these give the gradients. */
export const BATCH_LOSSES: Readonly<Record<LossName, BatchLoss>> = {
  meanSquaredError: meanOf((p, t) => tf.square(tf.sub(p, t))),
  meanAbsoluteError: meanOf(distance),
  meanAbsolutePercentageError: meanOf((p, t) =>
    tf.mul(100, tf.div(distance(p, t), atLeastEpsilon(tf.abs(t)))),
  ),
  meanSquaredLogarithmicError: meanOf((p, t) =>
    tf.square(tf.sub(tf.log1p(atLeastEpsilon(p)), tf.log1p(atLeastEpsilon(t)))),
  ),
  huber: meanOf((p, t) => {
    // For |d| <= 1: d^2 / 2, beyond: |d| - 1/2; with c = min(|d|, 1) both are c (|d| - c / 2).
    const d = distance(p, t);
    const cut = tf.minimum(d, 1);
    return tf.mul(cut, tf.sub(d, tf.mul(0.5, cut)));
  }),
  logcosh: meanOf((p, t) => {
    const d = distance(p, t);
    return tf.sub(tf.add(d, tf.softplus(tf.mul(-2, d))), Math.LN2);
  }),
  hinge: meanOf(margin),
  squaredHinge: meanOf((p, t) => tf.square(margin(p, t))),
  categoricalHinge(p, t) {
    const positive = tf.sum(tf.mul(t, p), -1);
    const negative = tf.max(tf.mul(tf.sub(1, t), p), -1);
    return tf.mean(tf.relu(tf.add(tf.sub(negative, positive), 1))) as tf.Scalar;
  },
  categoricalCrossentropy,
  sparseCategoricalCrossentropy(p, t) {
    const classes = tf.cast(tf.reshape(t, [-1]), "int32") as tf.Tensor1D;
    return categoricalCrossentropy(p, tf.oneHot(classes, p.shape.at(-1)!));
  },
  binaryCrossentropy: meanOf((p, t) => {
    const clipped = clip(p);
    const present = tf.mul(t, tf.log(clipped));
    const absent = tf.mul(tf.sub(1, t), tf.log(tf.sub(1, clipped)));
    return tf.neg(tf.add(present, absent));
  }),
  kullbackLeiblerDivergence: meanOfRowSums((p, t) => {
    const target = tf.clipByValue(t, EPSILON, 1);
    return tf.mul(target, tf.log(tf.div(target, tf.clipByValue(p, EPSILON, 1))));
  }),
  poisson: meanOf((p, t) => tf.sub(p, tf.mul(t, tf.log(tf.add(p, EPSILON))))),
  cosineProximity(p, t) {
    const norm = (x: tf.Tensor) => tf.sqrt(atLeastEpsilon(tf.sum(tf.square(x), -1, true)));
    const unit = (x: tf.Tensor) => tf.div(x, norm(x));
    return tf.neg(tf.mean(tf.sum(tf.mul(unit(p), unit(t)), -1)));
  },
};
