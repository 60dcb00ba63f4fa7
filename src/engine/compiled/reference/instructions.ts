import { lossGradient } from "../../../model/loss-gradients.ts";
import { drawMask } from "../../../model/masks.ts";
import { maskDraw } from "../../../model/run-draws.ts";
import { addBatch } from "../../metric-sums.ts";
import { decodeDraw } from "../draw-records.ts";
import { type Instruction, type OpName, TARGET, type TensorId } from "../program.ts";
import { writeTensor } from "../tensor-values.ts";
import { activate, activateGradient } from "./activations.ts";
import { activityGradient, activityPenalty } from "./activity.ts";
import { applyMask } from "./apply-mask.ts";
import { combine, combineGradient, scale } from "./combine.ts";
import { copyBlocks } from "./copy-blocks.ts";
import { embed, embedGradient } from "./embedding.ts";
import type { Matrix } from "./matrix.ts";
import { batchNorm, batchNormGradient, layerNorm, layerNormGradient } from "./normalization.ts";
import { columnSums, denseForward, denseInputGradient, denseKernelGradient } from "./products.ts";
import { softmax, softmaxGradient } from "./softmax.ts";
import { matrixOf, type Step, valuesOf } from "./step.ts";
import {
  clipGradientNorm,
  constrainWeight,
  regularizeGradient,
  row,
  updateWeight,
  weightPenalty,
} from "./weights.ts";

type Handlers = {
  readonly [Name in OpName]: (step: Step, at: Extract<Instruction, { op: Name }>) => void;
};

/** Executes one instruction of a program for the batch under way. */
export function execute(step: Step, instruction: Instruction): void {
  const handle = HANDLERS[instruction.op] as (step: Step, at: Instruction) => void;
  handle(step, instruction);
}

function some(step: Step, id: TensorId | undefined): Matrix | undefined {
  return id === undefined ? undefined : matrixOf(step, id);
}

function vector(step: Step, id: TensorId | undefined): Float32Array | undefined {
  return id === undefined ? undefined : valuesOf(step, id);
}

const HANDLERS: Handlers = {
  dense: (step, { x, kernel, bias, y, relu }) =>
    denseForward(
      matrixOf(step, x),
      valuesOf(step, kernel),
      vector(step, bias),
      matrixOf(step, y),
      relu,
    ),
  activate: (step, { activation, x, y }) =>
    activate(activation, matrixOf(step, x), matrixOf(step, y)),
  "activate-gradient": (step, { activation, x, y, dy, dx }) =>
    activateGradient(
      activation,
      matrixOf(step, x),
      matrixOf(step, y),
      matrixOf(step, dy),
      matrixOf(step, dx),
    ),
  softmax: (step, { x, y }) => softmax(matrixOf(step, x), matrixOf(step, y)),
  "softmax-gradient": (step, { y, dy, dx }) =>
    softmaxGradient(matrixOf(step, y), matrixOf(step, dy), matrixOf(step, dx)),
  "draw-mask": drawStepMask,
  "apply-mask": (step, { x, multiply, add, y }) =>
    applyMask(matrixOf(step, x), some(step, multiply), some(step, add), matrixOf(step, y)),
  "batch-norm": (step, at) =>
    batchNorm(
      matrixOf(step, at.x),
      vector(step, at.gamma),
      vector(step, at.beta),
      valuesOf(step, at.movingMean),
      valuesOf(step, at.movingVariance),
      valuesOf(step, at.mean),
      valuesOf(step, at.inverse),
      matrixOf(step, at.normalized),
      matrixOf(step, at.y),
      at.momentum,
      at.epsilon,
      at.training,
    ),
  "batch-norm-gradient": (step, { dy, normalized, inverse, gamma, dx, dgamma, dbeta, training }) =>
    batchNormGradient(
      matrixOf(step, dy),
      matrixOf(step, normalized),
      valuesOf(step, inverse),
      vector(step, gamma),
      some(step, dx),
      vector(step, dgamma),
      vector(step, dbeta),
      training,
    ),
  "layer-norm": (step, { x, gamma, beta, inverse, normalized, y, epsilon }) =>
    layerNorm(
      matrixOf(step, x),
      vector(step, gamma),
      vector(step, beta),
      valuesOf(step, inverse),
      matrixOf(step, normalized),
      matrixOf(step, y),
      epsilon,
    ),
  "layer-norm-gradient": (step, { dy, normalized, inverse, gamma, dx, dgamma, dbeta }) =>
    layerNormGradient(
      matrixOf(step, dy),
      matrixOf(step, normalized),
      valuesOf(step, inverse),
      vector(step, gamma),
      some(step, dx),
      vector(step, dgamma),
      vector(step, dbeta),
    ),
  embed: (step, { x, table, y }) =>
    embed(matrixOf(step, x), matrixOf(step, table), matrixOf(step, y)),
  "embed-gradient": (step, { x, dy, dtable }) =>
    embedGradient(matrixOf(step, x), matrixOf(step, dy), matrixOf(step, dtable)),
  combine: (step, { kind, a, b, y }) =>
    combine(kind, matrixOf(step, a), matrixOf(step, b), matrixOf(step, y)),
  "combine-gradient": (step, { kind, side, a, b, dy, dx }) =>
    combineGradient(
      kind,
      side,
      matrixOf(step, a),
      matrixOf(step, b),
      matrixOf(step, dy),
      matrixOf(step, dx),
    ),
  scale: (step, { x, factor, y }) => scale(matrixOf(step, x), factor, matrixOf(step, y)),
  copy: (step, { x, y, count, length, fromStart, fromStep, toStart, toStep }) =>
    copyBlocks(
      matrixOf(step, x),
      matrixOf(step, y),
      step.samples,
      count,
      length,
      fromStart,
      fromStep,
      toStart,
      toStep,
    ),
  "loss-gradient"(step, { loss, x, dx }) {
    const output = matrixOf(step, x);
    lossGradient(loss, output, step.targets, targetWidth(step, output), matrixOf(step, dx));
  },
  penalty(step, { weight, l1, l2 }) {
    step.penalty += weightPenalty(step, weight, l1, l2);
  },
  "activity-penalty"(step, { y, l1, l2 }) {
    step.penalty += activityPenalty(matrixOf(step, y), l1, l2, step.samples);
  },
  "activity-gradient": (step, { y, l1, l2, dy }) =>
    activityGradient(matrixOf(step, y), l1, l2, step.samples, matrixOf(step, dy)),
  meter(step, { prediction, logits, metrics }) {
    const output = matrixOf(step, prediction);
    const batch = {
      predictions: packed(output),
      logits: logits === undefined ? undefined : packed(matrixOf(step, logits)),
      targets: step.targets.subarray(0, output.rows * targetWidth(step, output)),
      width: output.width,
      sampleCount: step.samples,
      penalty: step.penalty,
    };
    addBatch(metrics, batch, step.sums);
  },
  "input-gradient": (step, { dy, kernel, dx }) =>
    denseInputGradient(matrixOf(step, dy), valuesOf(step, kernel), matrixOf(step, dx)),
  "kernel-gradient": (step, { x, dy, gradient }) =>
    writeTensor(step.program, step.arena, gradient, kernelGradient(step, x, dy)),
  "update-kernel": (step, { x, dy, ...update }) =>
    updateWeight(step, update, kernelGradient(step, x, dy)),
  "column-sums": (step, { dy, gradient }) =>
    columnSums(matrixOf(step, dy), valuesOf(step, gradient)),
  regularize: (step, { weight, gradient, l1, l2 }) =>
    regularizeGradient(step, weight, gradient, l1, l2),
  "clip-norm": (step, { gradient, norm }) => clipGradientNorm(step, gradient, norm),
  update: (step, { gradient, ...update }) => updateWeight(step, update, row(step, gradient)),
  constrain: (step, { weight, constraint, limit }) =>
    constrainWeight(step, weight, constraint, limit),
};

/** How many targets belong to each row of the model's output. */
function targetWidth({ program, samples }: Step, { rows }: Matrix): number {
  return program.tensors[TARGET]!.width / (rows / samples);
}

/** [x.width, dy.width] row-major */
function kernelGradient(step: Step, x: TensorId, dy: TensorId): Float32Array {
  const [from, to] = [matrixOf(step, x), matrixOf(step, dy)];
  const gradient = new Float32Array(from.width * to.width);
  denseKernelGradient(from, to, gradient);
  return gradient;
}

function drawStepMask(
  step: Step,
  { site, kind, parameter, multiply, add }: Extract<Instruction, { op: "draw-mask" }>,
): void {
  const options =
    kind === "gaussianNoise" ? { kind, stddev: parameter } : { kind, rate: parameter };
  const { rows, width } = matrixOf(step, (multiply ?? add)!);
  const draw = maskDraw(decodeDraw(step.draws, site), step);
  const mask = drawMask(options, draw, rows * width);
  if (multiply !== undefined) valuesOf(step, multiply).set(mask.multiply!);
  if (add !== undefined) valuesOf(step, add).set(mask.add!);
}

/** A matrix without padding. */
export function packed({ values, rows, width, stride }: Matrix): Float32Array {
  const out = new Float32Array(rows * width);
  for (let at = 0; at < rows; at++) {
    out.set(values.subarray(at * stride, at * stride + width), at * width);
  }
  return out;
}
