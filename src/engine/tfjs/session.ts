import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/dataset.ts";
import type { Weight } from "../../model/initialize.ts";
import { drawMask, maskStream } from "../../model/masks.ts";
import type { ModelSpec } from "../../model/model-spec.ts";
import { makeOptimizer, type Optimizer } from "../../model/optimizer.ts";
import { runDraws } from "../../model/run-draws.ts";
import {
  addPenaltyGradient,
  constrain,
  penalty,
  type WeightRule,
  weightRule,
} from "../../model/weight-rules.ts";
import type { RunSpec } from "../engine.ts";
import { buildModel, type TfjsModel } from "./build-model.ts";
import { BATCH_LOSSES } from "./losses.ts";
import type { Rows } from "./row-reader.ts";

/** A model in training: its weights, its optimizer and how far it has come. */
export interface Session {
  /** trains one step; returns the predictions made before it, [rowCount, outputWidth] */
  step(rows: Rows): Float32Array;
  /** predictions of the model as it stands, [rowCount, outputWidth] */
  predict(rows: Rows): Float32Array;
  /** what the regularizers add to the loss of the model as it stands */
  penalty(): number;
  /** in the order of model/model-shapes */
  weights(): readonly { readonly values: Float32Array }[];
  dispose(): void;
}

/**
 * Builds the spec's model and gives it its initial weights.
 *
 * @param initial in the order of model/model-shapes; training changes their values in place
 * @param firstRows the first batch, from which a deferred model takes its shapes
 */
export function openSession(
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
  firstRows: Rows,
): Session {
  const draws = runDraws(spec.seeding, spec.seed);
  const position = { step: 0, rowsBefore: 0 };
  let rowCount = 0; // of the step under way
  const model = buildModel(spec.model, dataset.inputShape, (layer) => {
    let draw: ReturnType<typeof draws.mask> | undefined;
    return (count) => {
      draw ??= draws.mask(layer.name, maskStream(layer), layer.seed, count / rowCount);
      return drawMask(layer, draw(position), count);
    };
  });
  const rowTensor = ({ rowCount: count, inputs }: Rows) =>
    tf.tensor(inputs, [count, ...dataset.inputShape]);
  tf.tidy(() => void model.forward(rowTensor(firstRows)));
  const trained = adoptWeights(spec, model, initial);
  const training = spec.model.dispatch === "fit" ? true : undefined;
  return {
    step(rows) {
      rowCount = rows.rowCount;
      const targets = () => tf.tensor(rows.targets, [rowCount, ...dataset.targetShape]);
      const { predictions, gradients } = tidily(() =>
        differentiate(
          () => model.forward(rowTensor(rows), training),
          (prediction) => BATCH_LOSSES[spec.training.loss](prediction, targets()),
          trained.variables,
        ),
      );
      trained.update(gradients);
      position.step += 1;
      position.rowsBefore += rowCount;
      return predictions;
    },
    predict: (rows) => tidily(() => valuesOf(model.forward(rowTensor(rows)))),
    penalty: trained.penalty,
    weights: () => model.weights().map((weight) => ({ values: valuesOf(weight.read()) })),
    dispose: model.dispose,
  };
}

/** `tf.tidy` for a result without tensors: it would search every element of an array for them. */
function tidily<Result>(compute: () => Result): Result {
  let result: Result | undefined;
  tf.tidy(() => {
    result = compute();
  });
  return result as Result;
}

function valuesOf(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync() as Float32Array;
}

/** One forward and backward pass; arrays in the order of the variables. */
function differentiate(
  forward: () => tf.Tensor,
  lossOf: (prediction: tf.Tensor) => tf.Scalar,
  variables: tf.Variable[],
): { predictions: Float32Array; gradients: Float32Array[] } {
  let prediction: tf.Tensor | undefined;
  const { grads } = tf.variableGrads(() => {
    prediction = tf.keep(forward());
    return lossOf(prediction);
  }, variables);
  const predictions = valuesOf(prediction!);
  prediction!.dispose();
  return { predictions, gradients: variables.map(({ name }) => valuesOf(grads[name]!)) };
}

interface TrainedWeights {
  readonly variables: tf.Variable[];
  update(gradients: Float32Array[]): void;
  penalty(): number;
}

/** Puts the initial weights into the model; the trainable ones stay here to be updated. */
function adoptWeights(spec: RunSpec, model: TfjsModel, initial: readonly Weight[]): TrainedWeights {
  const adopted = model.weights().map((tfjsWeight, index) => {
    const variable = tfjsWeight.read() as tf.Variable;
    const weight = initial[index]!;
    assign(variable, weight.values);
    return { weight, variable, rule: ruleOf(spec.model, weight) };
  });
  const trained = adopted.filter(({ weight }) => weight.trainable);
  const values = trained.map(({ weight }) => weight.values);
  const optimizer: Optimizer = makeOptimizer(
    spec.training.optimizer,
    values.map(({ length }) => length),
  );
  return {
    variables: trained.map(({ variable }) => variable),
    update(gradients) {
      for (const [index, { rule, weight }] of trained.entries()) {
        if (rule.regularizer)
          addPenaltyGradient(rule.regularizer, weight.values, gradients[index]!);
      }
      optimizer.step(values, gradients);
      for (const { rule, weight, variable } of trained) {
        if (rule.constraint) constrain(rule.constraint, weight.values, weight.shape.at(-1)!);
        assign(variable, weight.values);
      }
    },
    penalty: () =>
      trained.reduce(
        (sum, { rule, weight }) =>
          rule.regularizer ? sum + penalty(rule.regularizer, weight.values) : sum,
        0,
      ),
  };
}

function assign(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}

function ruleOf({ layers }: ModelSpec, { layer, name }: Weight): WeightRule {
  return weightRule(layers.find((candidate) => candidate.name === layer)!, name);
}
