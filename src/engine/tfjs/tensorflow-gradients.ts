import * as tf from "@tensorflow/tfjs-core";

/**
 * Gives tfjs TensorFlow's derivatives at the points where an activation has none
 * (core/kernels/relu_op_functor.h): relu6 has 0 at 6, where tfjs has 1, and selu at 0 the slope of
 * its right side, where tfjs has that of its left.
 */
export function useTensorflowGradients(): void {
  replace("Relu6", (dy, x) =>
    tf.where(tf.logicalAnd(tf.greater(x, 0), tf.less(x, 6)), dy, tf.zerosLike(x)),
  );
  replace("Selu", (dy, x) => {
    const negative = tf.mul(tf.exp(tf.minimum(x, 0)), SELU_SCALE * SELU_ALPHA);
    return tf.mul(dy, tf.where(tf.less(x, 0), negative, tf.fill(x.shape, SELU_SCALE)));
  });
}

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

function replace(kernelName: string, gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): void {
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => gradient(dy as tf.Tensor, x!) }),
  });
}
