import * as tf from "@tensorflow/tfjs-core";
import type { Regularizer } from "../../model/model-spec.ts";

/** As `model/activity-penalty` has it; output: [rowCount, ...outputShape]. */
export function batchActivityPenalty({ l1, l2 }: Regularizer, output: tf.Tensor): tf.Scalar {
  const elements = tf.add(tf.mul(l1, absolute(output)), tf.mul(l2, tf.square(output)));
  return tf.div(tf.sum(elements), output.shape[0]!) as tf.Scalar;
}

/** |x|, whose slope at 0 is 0, as in TensorFlow; that of tf.abs is -1 there. */
function absolute(x: tf.Tensor): tf.Tensor {
  return tf.mul(x, tf.sign(x));
}
