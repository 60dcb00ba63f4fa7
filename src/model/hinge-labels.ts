import type { RowMetricKind } from "./row-metric.ts";

/** Whether a loss or metric takes labels 0 and 1 for -1 and 1. */
export function readsHingeLabels(kind: RowMetricKind): boolean {
  return kind === "hinge" || kind === "squaredHinge";
}

/**
 * A batch's targets as Keras' hinges read them: where all of the batch are 0 or 1, they become -1
 * and 1 (keras/src/losses/losses.py, convert_binary_labels_to_hinge).
 */
export function hingeLabels(targets: Float32Array): Float32Array {
  for (const target of targets) if (target !== 0 && target !== 1) return targets;
  return targets.map((target) => 2 * target - 1);
}
