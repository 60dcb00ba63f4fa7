import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/dataset.ts";
import { activityPenalty, regularizedActivities } from "../../model/activity-penalty.ts";
import { lossGradient } from "../../model/loss-gradients.ts";
import { outputForm } from "../../model/output-form.ts";
import { type LossKind, lossKind, type OutputForm, readsLogits } from "../../model/row-metric.ts";
import type { RunSpec } from "../engine.ts";
import { batchActivityPenalty } from "./batch-activity-penalty.ts";
import type { Outputs } from "./build-model.ts";
import type { Rows } from "./row-reader.ts";

/** What a run makes smaller: once for its gradient, once as it is recorded. */
export interface Objective {
  /** names of the layers whose outputs it reads, each once */
  readonly layersRead: readonly string[];
  /**
   * Has the gradient of the rows' mean loss and of the activities' penalty; only the latter is in
   * its value. The penalty of weights has a gradient of its own.
   */
  batchLoss(outputs: Outputs, rows: Rows): tf.Scalar;
  outcome(outputs: Outputs, rows: Rows, weightPenalty: number): Outcome;
}

/** What a model makes of some rows. */
export interface Outcome {
  /** in rows of the last side of the model's output */
  readonly predictions: Float32Array;
  /** shaped as the predictions; undefined where the model ends in neither sigmoid nor softmax */
  readonly logits: Float32Array | undefined;
  /** what the regularizers of weights and activities add to these rows' mean loss */
  readonly penalty: number;
}

/** @param dataset its shapes */
export function makeObjective(
  { model: { layers }, training }: RunSpec,
  { inputShape, targetShape }: Pick<Dataset, "inputShape" | "targetShape">,
): Objective {
  const last = layers.at(-1)!.name;
  const activities = regularizedActivities(layers);
  const form = outputForm(layers, inputShape, targetShape);
  const loss = lossKind(training.loss, form.hasLogits);
  return {
    layersRead: [...new Set([last, ...activities.map(({ layer }) => layer)])],
    batchLoss(outputs, { targets }) {
      const output = readsLogits(loss) ? outputs.logits! : outputs.values.get(last)!;
      return activities.reduce<tf.Scalar>(
        (sum, { layer, regularizer }) =>
          tf.add(sum, batchActivityPenalty(regularizer, outputs.values.get(layer)!)),
        followedLoss(loss, form, output, targets),
      );
    },
    outcome: (outputs, { rowCount }, weightPenalty) => ({
      predictions: valuesOf(outputs.values.get(last)!),
      logits: outputs.logits && valuesOf(outputs.logits),
      penalty: activities.reduce(
        (sum, { layer, regularizer }) =>
          sum + activityPenalty(regularizer, valuesOf(outputs.values.get(layer)!), rowCount),
        weightPenalty,
      ),
    }),
  };
}

/** Zero, with the gradient of the loss by the rules of model/loss-gradients, as in every engine. */
function followedLoss(
  loss: LossKind,
  { width, targetWidth }: OutputForm,
  output: tf.Tensor,
  targets: Float32Array,
): tf.Scalar {
  const gradient = new Float32Array(output.size);
  const rows = { rows: output.size / width, width, stride: width };
  const ofOutput = { ...rows, values: valuesOf(output) };
  lossGradient(loss, ofOutput, targets, targetWidth, { ...rows, values: gradient });
  const follow = tf.customGrad((x) => ({
    value: tf.scalar(0),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.tensor(gradient, (x as tf.Tensor).shape)),
  }));
  return follow(output) as tf.Scalar;
}

function valuesOf(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}
