import type { Dataset } from "../data/dataset.ts";
import { learningRateAt } from "../model/learning-rate.ts";
import { runDraws } from "../model/run-draws.ts";
import { drawPermutation } from "../random/distributions.ts";
import type { RunSpec } from "./engine.ts";
import type { InspectedRun, NamedTensor, RunState, StepRecord } from "./inspection.ts";
import { splitOf } from "./run-rows.ts";

/** A model in training, as far as engines differ in how they are looked into. */
export interface InspectedModel extends Pick<InspectedRun, "layers" | "predict" | "close"> {
  /** weights in the order of model/model-shapes, then the optimizer's memory of each; copies */
  read(): Pick<RunState, "weights" | "slots">;
  /** @param step steps taken so far, for rules that count them */
  write(state: Pick<RunState, "weights" | "slots">, step: number): void;
  /** trains a stretch of whole steps; returns its rows' recorded losses, summed onto `lossSum` */
  train(stretch: StepStretch, lossSum: number): number;
  /** what one step would do; the model stays as it is */
  look(stretch: StepStretch): Pick<StepRecord, "loss" | "switched" | "gradients">;
}

/** Steps of one epoch. */
export interface StepStretch {
  /** first place in the order, or first row where there is none */
  readonly first: number;
  /** one beyond the last */
  readonly end: number;
  /** row numbers by place; undefined: rows as they stand */
  readonly order: Uint32Array | undefined;
  /** steps taken before, over all epochs */
  readonly step: number;
  /** rows trained on before, over all epochs */
  readonly rowsBefore: number;
}

/** The course of a run that is looked into, the same in every engine. */
export function inspectRun(spec: RunSpec, dataset: Dataset, model: InspectedModel): InspectedRun {
  const { batch, epochs, optimizer } = spec.training;
  const { trainRowCount } = splitOf(spec, dataset);
  const stepsPerEpoch = Math.ceil(trainRowCount / batch);
  const orderOf = epochOrders(spec, trainRowCount);
  let [step, lossSum] = [0, 0];

  /** Steps from one on, to `end` or the end of the epoch. */
  const stretch = (from: number, end: number): StepStretch => {
    const epoch = Math.floor(from / stepsPerEpoch);
    const epochStart = epoch * stepsPerEpoch;
    const lastStep = Math.min(end, epochStart + stepsPerEpoch);
    const first = (from - epochStart) * batch;
    return {
      first,
      end: Math.min((lastStep - epochStart) * batch, trainRowCount),
      order: orderOf(epoch),
      step: from,
      rowsBefore: epoch * trainRowCount + first,
    };
  };
  const rowsOf = (number: number): Uint32Array => {
    const { first, end, order } = stretch(number - 1, number);
    return order
      ? order.slice(first, end)
      : Uint32Array.from({ length: end - first }, (_, place) => first + place);
  };
  const advanceTo = (end: number) => {
    while (step < end) {
      if (step % stepsPerEpoch === 0) lossSum = 0;
      const next = stretch(step, end);
      lossSum = model.train(next, lossSum);
      step += Math.ceil((next.end - next.first) / batch);
    }
  };
  return {
    layers: model.layers,
    stepCount: epochs * stepsPerEpoch,
    stepsPerEpoch,
    get step() {
      return step;
    },
    rowsOf,
    predict: model.predict,
    inspectStep() {
      const seen = model.look(stretch(step, step + 1));
      const learningRate = learningRateAt(optimizer.learningRate, step);
      advanceTo(step + 1);
      return { step, rows: rowsOf(step), learningRate, ...seen };
    },
    advanceTo,
    state: () => ({ ...model.read(), step, lossSum }),
    resume(state) {
      ({ step, lossSum } = state);
      model.write(state, step);
    },
    close: model.close,
  };
}

/** The order of each epoch; the last one asked for is kept. */
function epochOrders(
  { seeding, seed, training: { shuffle } }: RunSpec,
  rowCount: number,
): (epoch: number) => Uint32Array | undefined {
  const draws = runDraws(seeding, seed);
  let kept: { readonly epoch: number; readonly order: Uint32Array } | undefined;
  return (epoch) => {
    if (!shuffle) return undefined;
    if (kept?.epoch !== epoch)
      kept = { epoch, order: drawPermutation(draws.order(epoch), rowCount) };
    return kept.order;
  };
}

/** Numbers of a mask that let nothing through. */
export function droppedCount(multiply: Float32Array | undefined): number {
  return multiply?.reduce((count, factor) => count + Number(factor === 0), 0) ?? 0;
}

/** A tensor that stands for a weight: its gradient, or the optimizer's memory of it. */
export function ofWeight(
  { layer, name, shape }: Omit<NamedTensor, "values">,
  values: Float32Array,
): NamedTensor {
  return { layer, name, shape, values };
}
