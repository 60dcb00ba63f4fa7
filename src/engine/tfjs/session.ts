import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/dataset.ts";
import { columnCountOf } from "../../model/column-sums.ts";
import type { Weight } from "../../model/initialize.ts";
import { drawMask, maskStream } from "../../model/masks.ts";
import type { MaskingLayer, ModelSpec } from "../../model/model-spec.ts";
import { makeOptimizer, type Optimizer } from "../../model/optimizer.ts";
import { type MaskStream, maskDraw, runDraws } from "../../model/run-draws.ts";
import {
  addPenaltyGradient,
  constrain,
  penalty,
  type WeightRule,
  weightRule,
} from "../../model/weight-rules.ts";
import type { RunSpec } from "../engine.ts";
import { buildModel, type Outputs, type TfjsModel } from "./build-model.ts";
import { makeObjective, type Objective, type Outcome } from "./objective.ts";
import type { Rows } from "./row-reader.ts";

/** A model in training: its weights, its optimizer and how far it has come. */
export interface Session {
  /** trains one step; returns what the model made of the rows before it */
  step(rows: Rows): Outcome;
  /** what the model as it stands makes of the rows */
  predict(rows: Rows): Outcome;
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
  const maskSource = (layer: MaskingLayer) => {
    let stream: MaskStream | undefined;
    return (count: number) => {
      stream ??= draws.mask(layer.name, maskStream(layer), layer.seed, count / rowCount);
      return drawMask(layer, maskDraw(stream, position), count);
    };
  };
  const objective = makeObjective(spec, dataset.targetShape);
  const model = buildModel(spec.model, dataset.inputShape, maskSource, objective.layersRead);
  const rowTensor = ({ rowCount: count, inputs }: Rows) =>
    tf.tensor(inputs, [count, ...dataset.inputShape]);
  tf.tidy(() => void model.forward(rowTensor(firstRows)));
  const trained = adoptWeights(spec, model, initial);
  const training = spec.model.dispatch === "fit" ? true : undefined;
  return {
    step(rows) {
      rowCount = rows.rowCount;
      const forward = () => model.forward(rowTensor(rows), training);
      const { outcome, gradients } = tidily(() => differentiate(objective, rows, forward, trained));
      trained.update(gradients);
      position.step += 1;
      position.rowsBefore += rowCount;
      return outcome;
    },
    predict: (rows) =>
      tidily(() => objective.outcome(model.forward(rowTensor(rows)), rows, trained.penalty())),
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

/** One forward and backward pass; gradients in the order of the variables. */
function differentiate(
  objective: Objective,
  rows: Rows,
  forward: () => Outputs,
  { variables, penalty: weightPenalty }: TrainedWeights,
): { outcome: Outcome; gradients: Float32Array[] } {
  let outputs: Outputs = new Map();
  const { grads } = tf.variableGrads(() => {
    outputs = forward();
    for (const output of outputs.values()) tf.keep(output);
    return objective.batchLoss(outputs, rows);
  }, variables);
  const outcome = objective.outcome(outputs, rows, weightPenalty());
  for (const output of outputs.values()) output.dispose();
  return { outcome, gradients: variables.map(({ name }) => valuesOf(grads[name]!)) };
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
    trained.map(({ weight }) => weight.shape),
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
        if (rule.constraint) constrain(rule.constraint, weight.values, columnCountOf(weight.shape));
        assign(variable, weight.values);
      }
    },
    penalty: () =>
      trained.reduce(
        (sum, { rule, weight }) =>
          rule.regularizer
            ? sum + penalty(rule.regularizer, weight.values, columnCountOf(weight.shape))
            : sum,
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
