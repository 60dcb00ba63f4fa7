import type { RowMetricKind } from "./row-metric.ts";

/** Whether a loss or metric takes labels 0 and 1 for -1 and 1. */
export function readsHingeLabels(kind: RowMetricKind): boolean {
  return kind === "hinge" || kind === "squaredHinge";
}

/**
 * How many rows a model that records such kinds must be evaluated on at once: hinges look at all
 * labels of a batch, and Keras evaluates in batches of the training's size.
 *
 * @returns undefined where the number does not matter
 */
export function evaluationBatchOf(
  kinds: readonly RowMetricKind[],
  trainingBatch: number,
): number | undefined {
  return kinds.some(readsHingeLabels) ? trainingBatch : undefined;
}

/**
 * A batch's targets as Keras' hinges read them: where all of the batch are 0 or 1, they become -1
 * and 1 (keras/src/losses/losses.py, convert_binary_labels_to_hinge).
 */
export function hingeLabels(targets: Float32Array): Float32Array {
  for (const target of targets) if (target !== 0 && target !== 1) return targets;
  return targets.map((target) => 2 * target - 1);
}
