import type { Dataset } from "../../data/dataset.ts";
import { evaluationBatchOf } from "../../model/hinge-labels.ts";
import { outputForm } from "../../model/output-form.ts";
import { recordedKinds } from "../../model/row-metric.ts";
import {
  type Engine,
  type GivenWeights,
  NO_GIVEN_WEIGHTS,
  type Observer,
  type OwnLayers,
  type RunResult,
  type RunSpec,
} from "../engine.ts";
import { type InspectedModel, inspectRun } from "../inspect-run.ts";
import { addBatch } from "../metric-sums.ts";
import { startingWeights } from "../starting-weights.ts";
import { type Trainer, trainRun } from "../train-run.ts";
import { inspectedSession } from "./inspected-session.ts";
import { loadBackend, setBackend, type TfjsBackend } from "./load-backend.ts";
import type { Outcome } from "./objective.ts";
import { type Rows, rowReader } from "./row-reader.ts";
import { openSession, type Session } from "./session.ts";

/** Rows predicted at once when nothing is learned from them. */
const PREDICTION_BATCH = 1000;

/**
 * Trains with tfjs: its layers and their gradients. Initial weights, masks, order, losses with
 * their gradients and the optimizer are the project's own: backends differ in rounding alone.
 *
 * @throws SweepError ENGINE_UNAVAILABLE where the backend does not load
 */
export async function loadTfjsEngine(backend: TfjsBackend): Promise<Engine> {
  await loadBackend(backend);
  return {
    train: async (spec, dataset, observer, given = NO_GIVEN_WEIGHTS, own = undefined) =>
      train(spec, dataset, observer, given, own),
    inspect(spec, dataset, given = NO_GIVEN_WEIGHTS, own = undefined) {
      setBackend(backend);
      const model = inspectedSession(spec, dataset, startingWeights(spec, dataset, given), own);
      return inspectRun(spec, dataset, onBackend(backend, model));
    },
  };
}

/** The backend is tfjs' global state, and two runs that are looked into may have one each. */
function onBackend(backend: TfjsBackend, model: InspectedModel): InspectedModel {
  const on = <Args extends unknown[], Result>(call: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      setBackend(backend);
      return call(...args);
    };
  };
  const { layers, read, write, train: trainOn, look, predict, close } = model;
  return {
    ...{ layers, read: on(read), write: on(write), train: on(trainOn) },
    ...{ look: on(look), predict: on(predict), close: on(close) },
  };
}

function train(
  spec: RunSpec,
  dataset: Dataset,
  observer: Observer,
  given: GivenWeights,
  own: OwnLayers | undefined,
): RunResult | undefined {
  const startedAt = performance.now();
  const initial = startingWeights(spec, dataset, given);
  const reader = rowReader(dataset, spec.training.batch);
  const firstRows = reader.inPlace(0, Math.min(spec.training.batch, dataset.rowCount));
  const session = openSession(spec, dataset, initial, firstRows, own);
  try {
    const trainer = sessionTrainer(spec, dataset, session, reader);
    return trainRun(spec, dataset, initial, trainer, observer, startedAt);
  } finally {
    session.dispose();
  }
}

function sessionTrainer(
  spec: RunSpec,
  dataset: Dataset,
  session: Session,
  reader: ReturnType<typeof rowReader>,
): Trainer {
  const { batch, metrics } = spec.training;
  const form = outputForm(spec.model.layers, dataset.inputShape, dataset.targetShape);
  const kinds = recordedKinds(spec.training, form);
  const evaluationBatch = evaluationBatchOf(kinds, batch) ?? PREDICTION_BATCH;
  const sums = new Float64Array(kinds.length);
  const record = (outcome: Outcome, { targets, rowCount }: Rows) =>
    addBatch(kinds, { ...outcome, targets, width: form.width, sampleCount: rowCount }, sums);
  const meansOver = (rowCount: number) =>
    Object.fromEntries(["loss", ...metrics].map((name, i) => [name, sums[i]! / rowCount]));
  return {
    predict: (start, end) => session.predict(reader.inPlace(start, end)).predictions,
    trainEpoch(rowCount, order, observer) {
      sums.fill(0);
      for (let start = 0; start < rowCount; start += batch) {
        if (observer.shouldStop()) return undefined;
        const end = Math.min(start + batch, rowCount);
        const rows = order ? reader.inOrder(order, start, end) : reader.inPlace(start, end);
        const meanLoss = record(session.step(rows), rows);
        observer.onStep?.(meanLoss);
      }
      return meansOver(rowCount);
    },
    evaluate(start, end, observer) {
      sums.fill(0);
      for (let first = start; first < end; first += evaluationBatch) {
        if (observer.shouldStop()) return undefined;
        const rows = reader.inPlace(first, Math.min(first + evaluationBatch, end));
        record(session.predict(rows), rows);
      }
      return meansOver(end - start);
    },
    weights: () => session.weights(),
  };
}
