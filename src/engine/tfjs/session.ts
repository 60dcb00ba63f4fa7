import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "../../data/dataset.ts";
import { columnCountOf } from "../../model/column-sums.ts";
import type { Weight } from "../../model/initialize.ts";
import { drawMask, type Mask, maskStream } from "../../model/masks.ts";
import type { MaskingLayer, ModelSpec } from "../../model/model-spec.ts";
import { clip, makeOptimizer, type Optimizer } from "../../model/optimizer.ts";
import { type MaskStream, maskDraw, runDraws, type StepPosition } from "../../model/run-draws.ts";
import {
  addPenaltyGradient,
  constrain,
  penalty,
  type WeightRule,
  weightRule,
} from "../../model/weight-rules.ts";
import type { OwnLayers, RunSpec } from "../engine.ts";
import { ofWeight } from "../inspect-run.ts";
import type { NamedTensor, RunState } from "../inspection.ts";
import { buildModel, type Outputs, type TfjsModel, tensorsOf } from "./build-model.ts";
import { makeObjective, type Outcome } from "./objective.ts";
import type { Rows } from "./row-reader.ts";
import { useTensorflowGradients } from "./tensorflow-gradients.ts";

/** A model in training: its weights, its optimizer and how far it has come. */
export interface Session {
  /** trains one step; returns what the model made of the rows before it */
  step(rows: Rows): Outcome;
  /** what the model as it stands makes of the rows */
  predict(rows: Rows): Outcome;
  /** in the order of model/model-shapes */
  weights(): readonly NamedTensor[];
  /** the optimizer's memory, weight by weight and slot by slot; copies */
  slots(): readonly NamedTensor[];
  /** goes on from other weights and another memory, after so many steps */
  resume(state: Pick<RunState, "weights" | "slots">, stepCount: number): void;
  /** where masks are drawn from at the next step */
  moveTo(position: StepPosition): void;
  /** what a step on the rows would do; all stays as it is */
  look(rows: Rows): SeenStep;
  layers: TfjsModel["layers"];
  dispose(): void;
}

/** One step that was not taken. */
export interface SeenStep {
  readonly outcome: Outcome;
  /** of the trained weights, as the optimizer takes them */
  readonly gradients: readonly NamedTensor[];
  /** the flag that each layer was called with, and the mask that it drew */
  readonly calls: ReadonlyMap<string, LayerCall>;
}

export interface LayerCall {
  readonly training: unknown;
  readonly mask?: Mask;
}

/**
 * Builds the spec's model and gives it its initial weights.
 *
 * @param initial in the order of model/model-shapes; training changes their values in place
 * @param firstRows the first batch, from which a deferred model takes its shapes
 * @param own the user's own layers; what only their code knows of initial weights is filled in
 */
export function openSession(
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
  firstRows: Rows,
  own?: OwnLayers,
): Session {
  useTensorflowGradients();
  const draws = runDraws(spec.seeding, spec.seed);
  const position = { step: 0, rowsBefore: 0 };
  let rowCount = 0; // of the step under way
  let calls: Map<string, LayerCall> | undefined; // of the step that is looked at
  const maskSource = (layer: MaskingLayer) => {
    let stream: MaskStream | undefined;
    return (count: number) => {
      stream ??= draws.mask(layer.name, maskStream(layer), layer.seed, count / rowCount);
      const mask = drawMask(layer, maskDraw(stream, position), count);
      calls?.set(layer.name, { training: true, mask });
      return mask;
    };
  };
  const objective = makeObjective(spec, dataset);
  const model = buildModel(spec.model, dataset.inputShape, maskSource, objective.layersRead, own);
  const rowTensor = ({ rowCount: count, inputs }: Rows) =>
    tf.tensor(inputs, [count, ...dataset.inputShape]);
  tf.tidy(() => void model.forward(rowTensor(firstRows)));
  const trained = adoptWeights(spec, model, initial);
  const { ownPenalty } = model;
  const penaltyNow = () => trained.penalty() + (ownPenalty ? valuesOf(ownPenalty())[0]! : 0);
  const training = spec.model.dispatch === "fit" ? true : undefined;
  const pass = (rows: Rows) => {
    rowCount = rows.rowCount;
    const forward = () => model.forward(rowTensor(rows), training);
    const batchLoss = (outputs: Outputs) => {
      const loss = objective.batchLoss(outputs, rows);
      return ownPenalty ? tf.add<tf.Scalar>(loss, ownPenalty()) : loss;
    };
    return tidily(() => {
      const { outputs, gradients } = differentiate(batchLoss, forward, trained.variables);
      const outcome = objective.outcome(outputs, rows, penaltyNow());
      for (const output of tensorsOf(outputs)) output.dispose();
      return { outcome, gradients };
    });
  };
  let isWatched = false;
  return {
    layers: model.layers,
    slots: trained.slots,
    look(rows) {
      if (!isWatched) model.watch((layer, flag) => calls?.set(layer, { training: flag }));
      isWatched = true;
      const before = trained.values(); // a batch normalization moves as soon as it is called
      const seen = new Map<string, LayerCall>();
      calls = seen;
      const { outcome, gradients } = pass(rows);
      calls = undefined;
      trained.assign(before);
      return { outcome, gradients: trained.adjusted(gradients), calls: seen };
    },
    resume: trained.resume,
    moveTo: ({ step, rowsBefore }) => void Object.assign(position, { step, rowsBefore }),
    step(rows) {
      const { outcome, gradients } = pass(rows);
      trained.update(gradients);
      position.step += 1;
      position.rowsBefore += rowCount;
      return outcome;
    },
    predict: (rows) =>
      tidily(() => objective.outcome(model.forward(rowTensor(rows)), rows, penaltyNow())),
    weights: trained.values,
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
  batchLoss: (outputs: Outputs) => tf.Scalar,
  forward: () => Outputs,
  variables: tf.Variable[],
): { outputs: Outputs; gradients: Float32Array[] } {
  let outputs: Outputs | undefined;
  const { grads } = tf.variableGrads(() => {
    outputs = forward();
    for (const output of tensorsOf(outputs)) tf.keep(output);
    return batchLoss(outputs);
  }, variables);
  const gradients = variables.map(({ name, size }) => {
    const gradient = grads[name];
    // A layer of the user's may have a weight that nothing depends on.
    return gradient ? valuesOf(gradient) : new Float32Array(size);
  });
  return { outputs: outputs!, gradients };
}

/** A model's weights, those that are not trained among them. */
interface TrainedWeights {
  /** of the trained ones, in order */
  readonly variables: tf.Variable[];
  /** @param gradients of the trained ones; changed in place */
  update(gradients: Float32Array[]): void;
  /** what the optimizer would take for these gradients; changed in place */
  adjusted(gradients: Float32Array[]): NamedTensor[];
  penalty(): number;
  /** of all weights; copies */
  values(): NamedTensor[];
  slots(): NamedTensor[];
  assign(weights: readonly NamedTensor[]): void;
  resume(state: Pick<RunState, "weights" | "slots">, stepCount: number): void;
}

/** Puts the initial weights into the model; the trainable ones stay here to be updated. */
function adoptWeights(spec: RunSpec, model: TfjsModel, initial: readonly Weight[]): TrainedWeights {
  const adopted = model.weights().map((tfjsWeight, index) => {
    const variable = tfjsWeight.read() as tf.Variable;
    const weight = initial[index]!;
    start(spec.model, weight, variable);
    return { weight, variable, rule: ruleOf(spec.model, weight) };
  });
  const trained = adopted.filter(({ weight }) => weight.trainable);
  const values = trained.map(({ weight }) => weight.values);
  const { optimizer: optimizerSpec } = spec.training;
  const optimizer: Optimizer = makeOptimizer(
    optimizerSpec,
    trained.map(({ weight }) => weight.shape),
  );
  const penalize = (gradients: readonly Float32Array[]) => {
    for (const [index, { rule, weight }] of trained.entries()) {
      if (rule.regularizer) addPenaltyGradient(rule.regularizer, weight.values, gradients[index]!);
    }
  };
  const memory = () =>
    trained.flatMap(({ weight }, index) =>
      optimizer.slots[index]!.flatMap((slot) => (slot ? [ofWeight(weight, slot)] : [])),
    );
  const assignAll = (weights: readonly NamedTensor[]) => {
    for (const [index, { weight, variable }] of adopted.entries()) {
      weight.values.set(weights[index]!.values);
      assign(variable, weight.values);
    }
  };
  return {
    variables: trained.map(({ variable }) => variable),
    update(gradients) {
      penalize(gradients);
      optimizer.step(values, gradients);
      for (const { rule, weight, variable } of trained) {
        if (rule.constraint) constrain(rule.constraint, weight.values, columnCountOf(weight.shape));
        assign(variable, weight.values);
      }
    },
    adjusted(gradients) {
      penalize(gradients);
      return trained.map(({ weight }, index) => {
        clip(gradients[index]!, optimizerSpec, weight.shape);
        return ofWeight(weight, gradients[index]!);
      });
    },
    penalty: () =>
      trained.reduce(
        (sum, { rule, weight }) =>
          rule.regularizer
            ? sum + penalty(rule.regularizer, weight.values, columnCountOf(weight.shape))
            : sum,
        0,
      ),
    values: () =>
      adopted.map(({ weight, variable }) =>
        ofWeight(weight, Float32Array.from(valuesOf(variable))),
      ),
    slots: () => memory().map((slot) => ({ ...slot, values: slot.values.slice() })),
    assign: assignAll,
    resume(state, stepCount) {
      assignAll(state.weights);
      for (const [index, { values: slot }] of memory().entries()) {
        slot.set(state.slots[index]!.values);
      }
      optimizer.resume(stepCount);
    },
  };
}

/** Gives a weight its first values, or takes them from the user's layer that has made them. */
function start({ initialWeights }: ModelSpec, weight: Weight, variable: tf.Variable): void {
  if (weight.initializer.kind === "own" && !initialWeights) weight.values.set(valuesOf(variable));
  else assign(variable, weight.values);
}

function assign(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}

function ruleOf({ layers }: ModelSpec, { layer, name }: Weight): WeightRule {
  return weightRule(layers.find((candidate) => candidate.name === layer)!, name);
}
