// What sine-layer.yaml names: rows made by a program, and two models, one with a layer of its own.
// Types are for the editor alone: nothing is installed for them.
import * as tf from "@tensorflow/tfjs";
import type { DataRows, ModelContext } from "seed-sweep/module";

const ROW_COUNT = 400;

/** A wave over one number. The same rows at each call: nothing is drawn. */
export function loadWave(): DataRows {
  const place = (row: number) => ((row * 0.6180339887) % 1) * 2 - 1; // spread evenly, in no order
  const inputs = Array.from({ length: ROW_COUNT }, (_, row) => [place(row)]);
  return { inputs, targets: inputs.map(([x = 0]) => Math.sin(12 * x) + Math.cos(5 * x) / 2) };
}

/** y = sin(frequency * x), the frequency learned for each unit. */
class Sine extends tf.layers.Layer {
  static className = "Sine";
  private frequency!: tf.LayerVariable;

  override build(inputShape: tf.Shape): void {
    const start = tf.initializers.randomUniform({ minval: 2, maxval: 8 });
    // Started from the run's seed, and trained, as it is added as a weight.
    this.frequency = this.addWeight("frequency", [inputShape.at(-1) ?? 1], "float32", start);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor];
      return tf.sin(tf.mul(x, this.frequency.read()));
    });
  }
}

export function withRelu({ tf, inputShape }: ModelContext) {
  return modelOf(inputShape, () => tf.layers.reLU());
}

export function withSine({ inputShape }: ModelContext) {
  return modelOf(inputShape, () => new Sine({}));
}

/** Names keep random numbers alike in both: layers draw by their names. */
function modelOf(inputShape: readonly number[], activation: () => tf.layers.Layer) {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 24, name: "first", inputShape: [...inputShape] }),
      activation(),
      tf.layers.dense({ units: 24, name: "second" }),
      activation(),
      tf.layers.dense({ units: 1, name: "last" }),
    ],
  });
}
