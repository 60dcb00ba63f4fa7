import { SweepError } from "../../base/error.ts";
import { evaluationBatchOf } from "../../model/hinge-labels.ts";
import { modelShapes, sizeOf, type WeightShape } from "../../model/model-shapes.ts";
import { MODEL_INPUT, type ModelSpec } from "../../model/model-spec.ts";
import type { OptimizerRule } from "../../model/optimizer-rule.ts";
import { optimizerRule } from "../../model/optimizer-rules.ts";
import { endsInLogits, outputForm, outputLayer } from "../../model/output-form.ts";
import {
  type LossKind,
  lossKind,
  type OutputForm,
  readsLogits,
  recordedKinds,
} from "../../model/row-metric.ts";
import type { TrainingSpec } from "../../model/training-spec.ts";
import { weightRule } from "../../model/weight-rules.ts";
import { planBuffers, type TensorShape } from "./buffer-plan.ts";
import { lowerLayer } from "./lower-layer.ts";
import { type LoweredLayer, optional, type Value } from "./lowered-layer.ts";
import {
  fixedTensor,
  type Lowering,
  packedTensor,
  panelTensor,
  startLowering,
  type TensorBook,
  tensorBook,
} from "./lowering.ts";
import { INPUT, type Program, type ProgramWeight, type TensorId } from "./program.ts";

/** Everything a program follows from: equal ones give equal programs. */
export interface ProgramSource {
  readonly model: ModelSpec;
  readonly training: TrainingSpec;
  readonly inputShape: readonly number[];
  readonly targetShape: readonly number[];
}

/** Samples evaluated at once: enough to use a product's tiles, few enough to stay in a cache. */
const EVALUATION_BATCH = 128;

/**
 * Turns a model and how it is trained into a program: the forward pass, its reverse-mode
 * derivative and each weight's update as soon as nothing reads the old one any more.
 *
 * @param inspected makes a program of the same bits that is slower and keeps, after a step, every
 *   value and every weight's gradient as it was applied; no run is trained by it
 */
export function lower(source: ProgramSource, { inspected = false } = {}): Program {
  const { model, training } = source;
  const rule = optimizerRule(training.optimizer);
  const book = tensorBook(inspected);
  const stay = training.shuffle ? "lasting" : "data";
  book.add(packedTensor("input", source.inputShape, stay));
  book.add(packedTensor("target", [sizeOf(source.targetShape)], stay));
  const weights = addWeights(book, source, rule);
  const told = model.dispatch === "fit";
  const train = startLowering(book, weights, told);
  const trainPrediction = lowerTraining(train, source);
  const evaluate = startLowering(book, weights, false);
  const evaluatePrediction = lowerForward(evaluate, source).prediction;
  const evaluationBatch =
    evaluationBatchOf(recordedKinds(training, formOf(source)), training.batch) ?? EVALUATION_BATCH;
  const { offsets, arenaLength } = planBuffers(book.tensors, [
    { code: train.code, samples: training.batch },
    { code: evaluate.code, samples: evaluationBatch },
  ]);
  requireAddressable(arenaLength);
  return {
    tensors: book.tensors.map(({ stay: _, ...tensor }, id) => ({
      ...tensor,
      offset: offsets[id]!,
    })),
    train: train.code,
    evaluate: evaluate.code,
    trainBatch: training.batch,
    evaluationBatch,
    arenaLength,
    optimizer: {
      rule: rule.name,
      constants: rule.constants,
      scalarCount: rule.scalarCount,
      clipValue: training.optimizer.clipValue,
    },
    weights,
    sites: train.sites,
    sumCount: 1 + training.metrics.length,
    prediction: { train: trainPrediction, evaluate: evaluatePrediction },
  };
}

/** Offsets are 32-bit numbers. */
const ARENA_LENGTH_MAX = 2 ** 31 - 1;

function requireAddressable(arenaLength: number): void {
  if (arenaLength <= ARENA_LENGTH_MAX) return;
  throw new SweepError(
    "NOT_COMPILED",
    `engine: compiled holds at most 2^31 - 1 numbers at once, got ${arenaLength}`,
    "a smaller batch or model, or engine: tfjs-node",
  );
}

function addWeights(
  book: TensorBook,
  { model, inputShape }: ProgramSource,
  rule: OptimizerRule,
): ProgramWeight[] {
  return modelShapes(model.layers, inputShape).flatMap(({ name: layer, weights }) =>
    weights.map((weight): ProgramWeight => {
      const tensor = book.add(weightTensor(`${layer}/${weight.name}`, weight));
      const slots = (weight.trainable ? rule.slots : []).map((start, index) =>
        start === undefined
          ? undefined
          : {
              tensor: book.add(weightTensor(`${layer}/${weight.name} slot ${index}`, weight)),
              start,
            },
      );
      return { layer, name: weight.name, tensor, slots };
    }),
  );
}

function weightTensor(name: string, { name: weight, shape }: WeightShape): TensorShape {
  return weight === "kernel"
    ? panelTensor(name, shape[0]!, shape[1]!, "lasting")
    : fixedTensor(name, shape, "lasting");
}

interface Forward {
  readonly prediction: TensorId;
  /** absent where nothing that is recorded reads them */
  readonly logits?: TensorId;
  readonly steps: readonly LoweredLayer[];
}

/** The forward pass and the recording of its losses. */
function lowerForward(lowering: Lowering, source: ProgramSource): Forward {
  const { model, inputShape } = source;
  const { optimizer } = source.training;
  const shapes = modelShapes(model.layers, inputShape);
  const values = new Map<string, Value>([[MODEL_INPUT, { tensor: INPUT, shape: inputShape }]]);
  const steps: LoweredLayer[] = [];
  const output = outputLayer(model.layers);
  let outputLogits: TensorId | undefined;
  let last: Value = values.get(MODEL_INPUT)!;
  for (const [index, layer] of model.layers.entries()) {
    const { outputShape, weights } = shapes[index]!;
    const inputs = layer.inputs.map((name) => values.get(name)!);
    const lowered = lowerLayer(layer, { lowering, inputs, outputShape, optimizer });
    const isTrained =
      weights.some(({ trainable }) => trainable) ||
      inputs.some(({ tensor }) => lowering.isTrained(tensor));
    for (const step of [...(lowered.before ? [lowered.before] : []), lowered]) {
      if (isTrained) lowering.markTrained(step.y);
      steps.push(step);
    }
    if (layer === output) outputLogits = lowered.logits;
    last = { tensor: lowered.y, shape: outputShape };
    values.set(layer.name, last);
  }
  lowerPenalties(lowering, source);
  const prediction = last.tensor;
  const metrics = recordedKinds(source.training, formOf(source));
  const logits = metrics.some(readsLogits) ? outputLogits : undefined;
  lowering.emit({ op: "meter", prediction, ...optional("logits", logits), metrics });
  return { prediction, ...optional("logits", logits), steps };
}

function formOf({ model, inputShape, targetShape }: ProgramSource): OutputForm {
  return outputForm(model.layers, inputShape, targetShape);
}

/** What weight regularizers add to the recorded loss. */
function lowerPenalties({ emit, weight }: Lowering, { model, inputShape }: ProgramSource): void {
  for (const [index, { name: layer, weights }] of modelShapes(model.layers, inputShape).entries()) {
    for (const { name } of weights) {
      const { regularizer } = weightRule(model.layers[index]!, name);
      if (!regularizer) continue;
      emit({ op: "penalty", weight: weight(layer, name)!.tensor, ...regularizer });
    }
  }
}

/** @returns the prediction */
function lowerTraining(lowering: Lowering, source: ProgramSource): TensorId {
  const { prediction, logits, steps } = lowerForward(lowering, source);
  if (!lowering.isTrained(prediction)) return prediction;
  const { layers } = source.model;
  const output = outputLayer(layers);
  const loss = lossKind(source.training.loss, endsInLogits(layers));
  const x = readsLogits(loss) ? logits! : prediction;
  lowering.addGradient(x, lossGradient(lowering, loss, x));
  if (x !== prediction && output.kind === "dense" && output.activityRegularizer) {
    // The loss gives no gradient at the output itself: that of the activity's penalty begins at 0.
    const dy = gradientLike(lowering, prediction);
    lowering.emit({ op: "scale", x: prediction, factor: 0, y: dy });
    lowering.addGradient(prediction, dy);
  }
  for (const { y, backward } of [...steps].reverse()) {
    const dy = lowering.gradientOf(y);
    if (backward && dy !== undefined && lowering.isTrained(y)) backward(dy);
  }
  return prediction;
}

/** @returns dx */
function lossGradient(lowering: Lowering, loss: LossKind, x: TensorId): TensorId {
  const dx = gradientLike(lowering, x);
  lowering.emit({ op: "loss-gradient", loss, x, dx });
  return dx;
}

/** Room for the derivative with respect to a value. */
function gradientLike({ book, samples }: Lowering, x: TensorId): TensorId {
  const { name, rows, width } = book.tensors[x]!;
  return samples(`d ${name}`, [rows, width]);
}
