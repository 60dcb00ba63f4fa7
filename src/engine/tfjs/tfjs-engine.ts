import { sha256 } from "../../base/digest.ts";
import { type Dataset, splitRows } from "../../data/dataset.ts";
import { initialWeights, weightsSha256 } from "../../model/initialize.ts";
import { modelShapes, sizeOf } from "../../model/model-shapes.ts";
import { runDraws } from "../../model/run-draws.ts";
import { drawPermutation } from "../../random/distributions.ts";
import type { Engine, EpochValues, Observer, RunResult, RunSpec } from "../engine.ts";
import { epochRecord } from "../epoch-record.ts";
import { type MetricMeter, metricMeter } from "../metric-meter.ts";
import { loadBackend, type TfjsBackend } from "./load-backend.ts";
import { type RowReader, rowReader } from "./row-reader.ts";
import { openSession, type Session } from "./session.ts";

/** Rows whose predictions before training are digested: enough to tell two models apart. */
const INITIAL_PREDICTION_ROW_COUNT = 256;
/** Rows predicted at once when nothing is learned from them. */
const PREDICTION_BATCH = 1000;

/**
 * Trains with tfjs: its layers and its gradients. Initial weights, masks, order, recorded losses
 * and the optimizer are the project's own, so that the backends differ in rounding alone.
 *
 * @throws SweepError ENGINE_UNAVAILABLE where the backend does not load
 */
export async function loadTfjsEngine(backend: TfjsBackend): Promise<Engine> {
  await loadBackend(backend);
  return { train: async (spec, dataset, observer) => train(spec, dataset, observer) };
}

function train(spec: RunSpec, dataset: Dataset, observer: Observer): RunResult | undefined {
  const startedAt = performance.now();
  const { batch, epochs, earlyStopping } = spec.training;
  const shapes = modelShapes(spec.model.layers, dataset.inputShape);
  const initial = initialWeights(shapes, runDraws(spec.seeding, spec.seed));
  const initialWeightsSha256 = weightsSha256(initial);
  const reader = rowReader(dataset, batch);
  const firstRows = reader.inPlace(0, Math.min(batch, dataset.rowCount));
  const session = openSession(spec, dataset, initial, firstRows);
  const newMeter = () => {
    const outputWidth = sizeOf(shapes.at(-1)!.outputShape);
    return metricMeter(spec.training, outputWidth, sizeOf(dataset.targetShape));
  };
  try {
    const first = reader.inPlace(0, Math.min(INITIAL_PREDICTION_ROW_COUNT, dataset.rowCount));
    const initialPredictionsSha256 = sha256(session.predict(first));
    const record = epochRecord(earlyStopping);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const trained = trainEpoch(spec, dataset, session, reader, newMeter(), epoch, observer);
      if (!trained) return undefined;
      const values = { ...trained, ...validate(spec, dataset, session, reader, newMeter()) };
      const goesOn = record.add({ epoch, values });
      observer.onEpoch({ epoch, values });
      if (!goesOn) break;
    }
    const reason = record.diverged();
    return {
      outcome: reason === undefined ? "done" : "diverged",
      ...(reason !== undefined && { reason }),
      series: record.series(),
      initialWeightsSha256,
      initialPredictionsSha256,
      finalWeightsSha256: weightsSha256(session.weights()),
      durationMs: performance.now() - startedAt,
    };
  } finally {
    session.dispose();
  }
}

/** @returns the epoch's means, or undefined if told to stop */
function trainEpoch(
  spec: RunSpec,
  dataset: Dataset,
  session: Session,
  reader: RowReader,
  meter: MetricMeter,
  epoch: number,
  observer: Observer,
): EpochValues["values"] | undefined {
  const { batch, shuffle } = spec.training;
  const { trainRowCount } = splitRows(dataset.rowCount, spec.data.validation);
  const order = shuffle
    ? drawPermutation(runDraws(spec.seeding, spec.seed).order(epoch - 1), trainRowCount)
    : undefined;
  for (let start = 0; start < trainRowCount; start += batch) {
    if (observer.shouldStop()) return undefined;
    const end = Math.min(start + batch, trainRowCount);
    const rows = order ? reader.inOrder(order, start, end) : reader.inPlace(start, end);
    const penalty = session.penalty();
    const loss = meter.add(session.step(rows), rows.targets, penalty);
    observer.onStep?.(loss);
  }
  return meter.means();
}

function validate(
  spec: RunSpec,
  dataset: Dataset,
  session: Session,
  reader: RowReader,
  meter: MetricMeter,
): EpochValues["values"] {
  const { rowCount } = dataset;
  const { trainRowCount } = splitRows(rowCount, spec.data.validation);
  if (trainRowCount === rowCount) return {};
  const penalty = session.penalty();
  for (let start = trainRowCount; start < rowCount; start += PREDICTION_BATCH) {
    const rows = reader.inPlace(start, Math.min(start + PREDICTION_BATCH, rowCount));
    meter.add(session.predict(rows), rows.targets, penalty);
  }
  const means = Object.entries(meter.means());
  return Object.fromEntries(means.map(([metric, mean]) => [`val_${metric}`, mean]));
}
