import { square, sumByColumns, sumOfColumn } from "./column-sums.ts";
import type { Constraint, LayerSpec, Regularizer } from "./model-spec.ts";

/** What a layer asks of one of its weights besides a small loss. */
export interface WeightRule {
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

/** The rule of a layer's weight, by the weight's name. */
export function weightRule(layer: LayerSpec, weight: string): WeightRule {
  if (layer.kind === "dense" && weight === "kernel") {
    return { regularizer: layer.kernelRegularizer, constraint: layer.kernelConstraint };
  }
  if (layer.kind === "dense" && weight === "bias") {
    return { regularizer: layer.biasRegularizer, constraint: layer.biasConstraint };
  }
  if (layer.kind === "own") {
    // What it regularizes is part of its own losses.
    const own = layer.weights.find(({ name }) => name === weight);
    return { regularizer: undefined, constraint: own?.constraint };
  }
  return { regularizer: undefined, constraint: undefined };
}

/**
 * l1 sum |w| + l2 sum w^2, in float64: what a regularizer adds to the loss.
 *
 * @param columnCount of the weight: `columnCountOf`
 */
export function penalty(
  { l1, l2 }: Regularizer,
  weight: Float32Array,
  columnCount: number,
): number {
  return sumByColumns(weight, columnCount, (w) => l1 * Math.abs(w) + l2 * w * w);
}

/** Adds the penalty's derivative to a weight's gradient, in place. */
export function addPenaltyGradient(
  { l1, l2 }: Regularizer,
  weight: Float32Array,
  gradient: Float32Array,
): void {
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i]!;
    gradient[i] = gradient[i]! + Math.fround(l1 * Math.sign(w) + 2 * l2 * w);
  }
}

/**
 * Puts a weight back inside its constraint, in place. Norms are taken down the columns (axis 0),
 * as in Keras; sums are float64 in the order of the rows.
 *
 * @param columnCount of the weight: `columnCountOf`
 */
export function constrain(constraint: Constraint, weight: Float32Array, columnCount: number): void {
  if (constraint.kind === "nonNeg") {
    for (let i = 0; i < weight.length; i++) weight[i] = weight[i]! < 0 ? 0 : weight[i]!;
    return;
  }
  for (let column = 0; column < columnCount; column++) {
    const norm = Math.sqrt(sumOfColumn(weight, columnCount, column, square));
    const wanted = constraint.kind === "unitNorm" ? 1 : atMost(constraint.maxValue, norm);
    const scale = Math.fround(wanted / (EPSILON + norm));
    for (let i = column; i < weight.length; i += columnCount) weight[i] = weight[i]! * scale;
  }
}

function atMost(limit: number, value: number): number {
  return value > limit ? limit : value;
}

/** Keras' backend epsilon. */
const EPSILON = 1e-7;
