import { learningRateAt } from "./learning-rate.ts";
import { optimizerRule } from "./optimizer-rules.ts";
import type { OptimizerSpec } from "./training-spec.ts";

/** Turns gradients into new weights, one step at a time. */
export interface Optimizer {
  /**
   * @param weights changed in place; the same list in the same order at every step
   * @param gradients one per weight, same sizes; clipped in place
   */
  step(weights: readonly Float32Array[], gradients: readonly Float32Array[]): void;
}

/**
 * An optimizer at its first step. All arithmetic is float32, each operation rounded, so that it is
 * the same on every machine and for every engine that brings gradients.
 *
 * @param sizes of the weights, in order
 */
export function makeOptimizer(spec: OptimizerSpec, sizes: readonly number[]): Optimizer {
  const rule = optimizerRule(spec);
  const slots = sizes.map((size) => rule.slots.map((start) => new Float32Array(size).fill(start)));
  let stepCount = 0;
  return {
    step(weights, gradients) {
      const learningRate = learningRateAt(spec.learningRate, stepCount++);
      const update = rule.begin(learningRate);
      for (const [index, weight] of weights.entries()) {
        const gradient = gradients[index]!;
        clip(gradient, spec);
        update(weight, gradient, slots[index]!);
      }
    },
  };
}

/** Keras' clipnorm (per weight) and clipvalue. */
function clip(gradient: Float32Array, { clipNorm, clipValue }: OptimizerSpec): void {
  if (clipNorm !== undefined) {
    let squares = 0;
    for (const g of gradient) squares += g * g;
    const norm = Math.sqrt(squares);
    if (norm > clipNorm) {
      const scale = Math.fround(clipNorm / norm);
      for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * scale;
    }
  }
  if (clipValue !== undefined) {
    const limit = Math.fround(clipValue);
    for (let i = 0; i < gradient.length; i++) {
      gradient[i] = Math.min(limit, Math.max(-limit, gradient[i]!));
    }
  }
}
