import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";

type Shape = (number | null)[];

/** tfjs' own flatten refuses rows that are flat already; Keras' leaves them as they are. */
export class FlattenLayer extends layers.Layer {
  static readonly className = "FlattenLayer";

  override computeOutputShape(inputShape: Shape): Shape {
    const [batch, ...row] = inputShape;
    return [batch!, row.reduce<number>((size, side) => size * side!, 1)];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.reshape(input, [input.shape[0]!, -1]);
  }
}
