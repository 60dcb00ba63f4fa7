import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";
import type { Mask } from "../../model/masks.ts";

/** Draws the mask of the current training step for that many numbers. */
export type MaskSource = (count: number) => Mask;

/**
 * Dropout and noise in place of tfjs' own: those repeat one mask at every step when seeded and draw
 * from Math.random when not. Like theirs, it is silent unless it is told that it trains.
 */
export class MaskingLayer extends layers.Layer {
  static readonly className = "MaskingLayer";

  constructor(
    name: string,
    private readonly source: MaskSource,
  ) {
    super({ name });
  }

  override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs;
    if (kwargs.training !== true) return tf.clone(input);
    const { multiply, add } = this.source(input.size);
    const scaled = multiply ? tf.mul(input, tf.tensor(multiply, input.shape)) : input;
    return add ? tf.add(scaled, tf.tensor(add, input.shape)) : scaled;
  }
}
