import * as tf from "@tensorflow/tfjs-core";
import { activityPenalty, regularizedActivities } from "../../model/activity-penalty.ts";
import { sizeOf } from "../../model/model-shapes.ts";
import type { RunSpec } from "../engine.ts";
import type { Outputs } from "./build-model.ts";
import { BATCH_LOSSES, batchActivityPenalty } from "./losses.ts";
import type { Rows } from "./row-reader.ts";

/** What a run makes smaller: once as tfjs operations, for the gradient, once as it is recorded. */
export interface Objective {
  /** names of the layers whose outputs it reads, each once */
  readonly layersRead: readonly string[];
  /** the rows' mean loss and the activities' penalty; that of weights has its own gradient */
  batchLoss(outputs: Outputs, rows: Rows): tf.Scalar;
  outcome(outputs: Outputs, rows: Rows, weightPenalty: number): Outcome;
}

/** What a model makes of some rows. */
export interface Outcome {
  /** [rowCount, outputWidth] */
  readonly predictions: Float32Array;
  /** what the regularizers of weights and activities add to these rows' mean loss */
  readonly penalty: number;
}

/** @param targetShape of one row */
export function makeObjective(
  { model: { layers }, training }: RunSpec,
  targetShape: readonly number[],
): Objective {
  const last = layers.at(-1)!.name;
  const activities = regularizedActivities(layers);
  return {
    layersRead: [...new Set([last, ...activities.map(({ layer }) => layer)])],
    batchLoss(outputs, { rowCount, targets }) {
      // The metrics that are recorded take a row's output, whatever its shape, for one flat row.
      const prediction = tf.reshape(outputs.get(last)!, [rowCount, -1]);
      const target = tf.tensor(targets, [rowCount, sizeOf(targetShape)]);
      return activities.reduce<tf.Scalar>(
        (sum, { layer, regularizer }) =>
          tf.add(sum, batchActivityPenalty(regularizer, outputs.get(layer)!)),
        BATCH_LOSSES[training.loss](prediction, target),
      );
    },
    outcome: (outputs, { rowCount }, weightPenalty) => ({
      predictions: valuesOf(outputs.get(last)!),
      penalty: activities.reduce(
        (sum, { layer, regularizer }) =>
          sum + activityPenalty(regularizer, valuesOf(outputs.get(layer)!), rowCount),
        weightPenalty,
      ),
    }),
  };
}

function valuesOf(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}
