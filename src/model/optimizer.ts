import { columnCountOf, square, sumByColumns } from "./column-sums.ts";
import { optimizerRule } from "./optimizer-rules.ts";
import { optimizerScalars } from "./optimizer-scalars.ts";
import type { OptimizerSpec } from "./training-spec.ts";
import { type Slots, WEIGHT_UPDATES } from "./weight-updates.ts";

/** Turns gradients into new weights, one step at a time. */
export interface Optimizer {
  /**
   * @param weights changed in place; the same list in the same order at every step
   * @param gradients one per weight, same sizes; clipped in place
   */
  step(weights: readonly Float32Array[], gradients: readonly Float32Array[]): void;
  /** what it remembers of each weight, changed by every step */
  readonly slots: readonly Slots[];
  /** goes on as after so many steps */
  resume(stepCount: number): void;
}

/**
 * An optimizer at its first step. All arithmetic is float32, each operation rounded, so that it is
 * the same on every machine and for every engine that brings gradients.
 *
 * @param shapes of the weights, in order
 */
export function makeOptimizer(
  spec: OptimizerSpec,
  shapes: readonly (readonly number[])[],
): Optimizer {
  const rule = optimizerRule(spec);
  const sizes = shapes.map((shape) => shape.reduce((size, side) => size * side, 1));
  const slots = sizes.map(
    (size): Slots =>
      rule.slots.map((start) =>
        start === undefined ? undefined : new Float32Array(size).fill(start),
      ),
  );
  const scalarsOf = optimizerScalars(spec);
  let stepCount = 0;
  return {
    slots,
    resume: (count) => {
      stepCount = count;
    },
    step(weights, gradients) {
      const scalars = scalarsOf(stepCount++, 1);
      for (const [index, weight] of weights.entries()) {
        const gradient = gradients[index]!;
        clip(gradient, spec, shapes[index]!);
        WEIGHT_UPDATES[rule.name](weight, gradient, slots[index]!, rule.constants, scalars);
      }
    },
  };
}

/** Clips a weight's gradient in place, as its optimizer is told to. */
export function clip(
  gradient: Float32Array,
  spec: Pick<OptimizerSpec, "clipNorm" | "clipValue">,
  shape: readonly number[],
): void {
  if (spec.clipNorm !== undefined) clipNorm(gradient, spec.clipNorm, columnCountOf(shape));
  if (spec.clipValue !== undefined) clipValue(gradient, spec.clipValue);
}

/**
 * Keras' clipnorm of one weight: scales its gradient down to a Euclidean norm, in place.
 *
 * @param columnCount of the weight: `columnCountOf`
 */
export function clipNorm(gradient: Float32Array, limit: number, columnCount: number): void {
  const norm = Math.sqrt(sumByColumns(gradient, columnCount, square));
  if (!(norm > limit)) return;
  const scale = Math.fround(limit / norm);
  for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * scale;
}

/** Keras' clipvalue: cuts each element to [-limit, limit], in place. */
export function clipValue(gradient: Float32Array, limit: number): void {
  const limit32 = Math.fround(limit);
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i]!;
    gradient[i] = g > limit32 ? limit32 : g < -limit32 ? -limit32 : g;
  }
}
