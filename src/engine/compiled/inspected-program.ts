import { withOneNaN } from "../../base/one-nan.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { Weight } from "../../model/initialize.ts";
import { sizeOf } from "../../model/model-shapes.ts";
import { clipValue } from "../../model/optimizer.ts";
import { optimizerScalars } from "../../model/optimizer-scalars.ts";
import type { OptimizerSpec } from "../../model/training-spec.ts";
import { actsInTraining, layersOf } from "../built-layers.ts";
import type { RunSpec } from "../engine.ts";
import { droppedCount, type InspectedModel, ofWeight, type StepStretch } from "../inspect-run.ts";
import type { BuiltLayer, NamedTensor, SwitchedLayer } from "../inspection.ts";
import { roomOf } from "./buffer-plan.ts";
import type { Executor, Kernels } from "./kernels.ts";
import type { Program, TensorId } from "./program.ts";
import { setWeights, siteDraws } from "./start-program.ts";
import { outputSizeOf, readTensor, writeTensor } from "./tensor-values.ts";

/**
 * A program that is looked into. Steps are taken by the program itself; what a step does is read
 * from its inspected twin, which starts from the same state.
 *
 * @param initial the weights it starts from
 * @param lowerTwin the same model and training, lowered to be inspected
 */
export function inspectedProgram(
  kernels: Kernels,
  program: Program,
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
  lowerTwin: () => Program,
): InspectedModel {
  const { inputShape } = dataset;
  const executor = kernels.open(program, dataset);
  setWeights(program, executor.arena, initial);
  const draws = siteDraws(spec, program);
  const scalarsOf = optimizerScalars(spec.training.optimizer);
  const layers = layersOf(spec.model.layers, inputShape);
  let twin: Twin | undefined;

  const train = (on: Executor, { first, end, order, step, rowsBefore }: StepStretch) => {
    const scalars = scalarsOf(step, Math.ceil((end - first) / program.trainBatch));
    on.train({ first, end, order, step, rowsBefore, scalars, draws });
  };
  const valuesOf = (id: TensorId) => withOneNaN(readTensor(program, executor.arena, id));
  const read = () => ({
    weights: program.weights.map(({ tensor }, i) => ofWeight(initial[i]!, valuesOf(tensor))),
    slots: program.weights.flatMap(({ slots }, i) =>
      slots.flatMap((slot) => (slot ? [ofWeight(initial[i]!, valuesOf(slot.tensor))] : [])),
    ),
  });
  return {
    layers,
    read,
    write: (state) => writeState(program, executor, state),
    predict(first, end) {
      const predictions = new Float32Array((end - first) * outputSizeOf(program));
      executor.evaluate({ first, end, predictions });
      return withOneNaN(predictions);
    },
    train(stretch, lossSum) {
      executor.sums.fill(0);
      executor.sums[0] = lossSum;
      train(executor, stretch);
      return executor.sums[0]!;
    },
    look(stretch) {
      twin ??= openTwin(kernels, lowerTwin(), dataset);
      copyState({ program, executor }, twin);
      twin.executor.sums.fill(0);
      train(twin.executor, stretch);
      const rowCount = stretch.end - stretch.first;
      return {
        loss: twin.executor.sums[0]! / rowCount,
        switched: switchedLayers(twin, layers, rowCount),
        gradients: gradientsOf(twin, initial, spec.training.optimizer),
      };
    },
    close: () => {},
  };
}

interface Twin {
  readonly program: Program;
  readonly executor: Executor;
}

function openTwin(kernels: Kernels, program: Program, dataset: Dataset): Twin {
  return { program, executor: kernels.open(program, dataset) };
}

/** Weights and slots as they lie: a program and its twin lay each of them out alike. */
function copyState(from: Twin, to: Twin): void {
  const copy = (source: TensorId, target: TensorId) => {
    const tensor = from.program.tensors[source]!;
    const { offset } = to.program.tensors[target]!;
    const end = tensor.offset + roomOf(tensor, 0);
    to.executor.arena.set(from.executor.arena.subarray(tensor.offset, end), offset);
  };
  for (const [index, { tensor, slots }] of from.program.weights.entries()) {
    const twin = to.program.weights[index]!;
    copy(tensor, twin.tensor);
    for (const [place, slot] of slots.entries()) {
      if (slot) copy(slot.tensor, twin.slots[place]!.tensor);
    }
  }
}

function writeState(
  program: Program,
  { arena }: Executor,
  { weights, slots }: ReturnType<InspectedModel["read"]>,
): void {
  const memory = slots.values();
  for (const [index, weight] of program.weights.entries()) {
    writeTensor(program, arena, weight.tensor, weights[index]!.values);
    for (const slot of weight.slots) {
      if (slot) writeTensor(program, arena, slot.tensor, memory.next().value!.values);
    }
  }
}

/** @param layers of the model, in order */
function switchedLayers(
  { program, executor }: Twin,
  layers: readonly BuiltLayer[],
  rowCount: number,
): SwitchedLayer[] {
  const { train, sites } = program;
  const draws = train.filter((at) => at.op === "draw-mask");
  const normalizes = train.some((at) => at.op === "batch-norm" && at.training);
  return layers.filter(actsInTraining).map(({ name, kind, outputShape }) => {
    const elementCount = rowCount * sizeOf(outputShape);
    const part = (which: "multiply" | "add") => {
      const id = draws.find(({ site }) => sites[site]!.layer === name)?.[which];
      if (id === undefined) return {};
      const { offset } = program.tensors[id]!;
      return { [which]: executor.arena.slice(offset, offset + elementCount) };
    };
    const mask: Pick<SwitchedLayer, "multiply" | "add"> = { ...part("multiply"), ...part("add") };
    const training =
      kind === "batchNormalization" ? normalizes : mask.multiply !== undefined || !!mask.add;
    const dropped = droppedCount(mask.multiply);
    return { layer: name, kind, training, elementCount, droppedCount: dropped, ...mask };
  });
}

/** As the optimizer takes them: `update` is the last to change one, by cutting its values. */
function gradientsOf(
  { program, executor }: Twin,
  weights: readonly Weight[],
  { clipValue: limit }: OptimizerSpec,
): NamedTensor[] {
  const updates = program.train.filter((at) => at.op === "update");
  return program.weights.flatMap(({ tensor }, index) => {
    const update = updates.find(({ weight }) => weight === tensor);
    if (!update) return [];
    const values = withOneNaN(readTensor(program, executor.arena, update.gradient));
    if (limit !== undefined) clipValue(values, limit);
    return [ofWeight(weights[index]!, values)];
  });
}
