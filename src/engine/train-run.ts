import { sha256 } from "../base/digest.ts";
import { withOneNaN } from "../base/one-nan.ts";
import type { Dataset } from "../data/dataset.ts";
import { type Weight, weightsSha256 } from "../model/initialize.ts";
import { runDraws } from "../model/run-draws.ts";
import { weightPenalty } from "../model/weight-penalty.ts";
import { drawPermutation } from "../random/distributions.ts";
import type { EpochValues, Observer, RunResult, RunSpec } from "./engine.ts";
import { epochRecord } from "./epoch-record.ts";
import { splitOf } from "./run-rows.ts";

/** A model in training, as far as the course of a run is the same in every engine. */
export interface Trainer {
  /** of the model as it stands, [end - start, output size]; the caller's to change */
  predict(start: number, end: number): Float32Array;
  /**
   * Goes once through rows 0 to rowCount - 1.
   *
   * @param order row numbers by place; undefined: rows as they stand
   * @returns the means of what is recorded, or undefined if told to stop
   */
  trainEpoch(
    rowCount: number,
    order: Uint32Array | undefined,
    observer: Observer,
  ): EpochValues["values"] | undefined;
  /** @returns the means over rows start to end - 1, or undefined if told to stop */
  evaluate(start: number, end: number, observer: Observer): EpochValues["values"] | undefined;
  /** copies, in the order of model/model-shapes */
  weights(): readonly { readonly values: Float32Array }[];
}

/** Rows whose predictions before training are digested: enough to tell two models apart. */
const INITIAL_PREDICTION_ROW_COUNT = 256;

/**
 * Trains a run to its end: epoch by epoch, until the last one, early stopping or divergence.
 *
 * @param initial the weights the trainer starts from
 * @param startedAt when the run began, for its duration
 * @returns undefined if told to stop
 */
export function trainRun(
  spec: RunSpec,
  dataset: Dataset,
  initial: readonly Weight[],
  trainer: Trainer,
  observer: Observer,
  startedAt: number,
): RunResult | undefined {
  const { rowCount } = dataset;
  const { epochs, shuffle, earlyStopping } = spec.training;
  const { trainRowCount } = splitOf(spec, dataset);
  const draws = runDraws(spec.seeding, spec.seed);
  const initialWeightsSha256 = weightsSha256(initial);
  const firstPredictions = trainer.predict(0, Math.min(INITIAL_PREDICTION_ROW_COUNT, rowCount));
  const initialPredictionsSha256 = sha256(withOneNaN(firstPredictions));
  const record = epochRecord(earlyStopping);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const order = shuffle ? drawPermutation(draws.order(epoch - 1), trainRowCount) : undefined;
    const trained = trainer.trainEpoch(trainRowCount, order, observer);
    const validated = trained && validate(trainer, trainRowCount, rowCount, observer);
    if (!validated) return undefined;
    const values = { ...trained, ...validated };
    const goesOn = record.add({ epoch, values });
    observer.onEpoch({ epoch, values });
    if (!goesOn) break;
  }
  const reason = record.diverged();
  const last = trainer.weights().map(({ values }) => ({ values: withOneNaN(values) }));
  const values = last.map((weight) => weight.values);
  const penalty = weightPenalty(spec.model.layers, initial, values);
  return {
    outcome: reason === undefined ? "done" : "diverged",
    ...(reason !== undefined && { reason }),
    series: record.series(),
    initialWeightsSha256,
    initialPredictionsSha256,
    finalWeightsSha256: weightsSha256(last),
    durationMs: performance.now() - startedAt,
    ...(penalty !== undefined && { penalty }),
  };
}

function validate(
  trainer: Trainer,
  start: number,
  end: number,
  observer: Observer,
): EpochValues["values"] | undefined {
  if (start === end) return {};
  const means = trainer.evaluate(start, end, observer);
  if (!means) return undefined;
  const named = Object.entries(means).map(([metric, mean]) => [`val_${metric}`, mean]);
  return Object.fromEntries(named);
}
