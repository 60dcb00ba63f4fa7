import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Dataset, splitRows } from "../../src/data/dataset.ts";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { metricMeter } from "../../src/engine/metric-meter.ts";
import type { TfjsBackend } from "../../src/engine/tfjs/load-backend.ts";
import { rowReader } from "../../src/engine/tfjs/row-reader.ts";
import { openSession } from "../../src/engine/tfjs/session.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import { initialWeights } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { type Curves, questionLayers, questionSpec, ROW_COUNT } from "./question-network.ts";

const TAKEN = 10_000;

/**
 * The question's 303 against 7 (`first_question_last_id` of curves.json): ten graph seeds, each
 * with both rows of op seeds, one epoch.
 */
export function describeLastId(backend: TfjsBackend): void {
  const curves: Curves = JSON.parse(
    readFileSync(new URL("./curves.json", import.meta.url), "utf8"),
  );
  const runs = curves.first_question_last_id["runs_1..10"].map((run) => ({
    ...run,
    spec: questionSpec(questionLayers(run.kernel_op_seeds), run.graph_seed, {
      take: TAKEN,
      validation: 0.1,
    }),
  }));
  let dataset: Dataset;
  beforeAll(() => {
    dataset = sineWindows({ rows: ROW_COUNT, seed: 1, shuffle: 1, take: TAKEN });
  });

  describe(`303 against 7 on ${backend}`, () => {
    test("the validation loss before training is TensorFlow's", async () => {
      await loadTfjsEngine(backend);
      expect(runs).toHaveLength(20);
      for (const { spec, val_loss_before_training: expected } of runs) {
        const loss = lossBeforeTraining(spec, dataset);
        expect(Math.abs(loss / expected - 1)).toBeLessThanOrEqual(1e-6);
      }
    });

    test("after one epoch 8 runs of 20 are TensorFlow's and none is far", async () => {
      const engine = await loadTfjsEngine(backend);
      const distances: number[] = [];
      for (const { spec, val_loss } of runs) {
        const observer = { onEpoch: () => {}, shouldStop: () => false };
        const result = await engine.train(spec, dataset, observer);
        distances.push(Math.abs(result!.series.val_loss![0]! / val_loss[0]! - 1));
      }
      expect(distances.filter((distance) => distance <= 1e-6).length).toBeGreaterThanOrEqual(8);
      expect(Math.max(...distances)).toBeLessThanOrEqual(6e-2);
    });
  });
}

function lossBeforeTraining(spec: RunSpec, dataset: Dataset): number {
  const { rowCount, inputShape } = dataset;
  const reader = rowReader(dataset, spec.training.batch);
  const shapes = modelShapes(spec.model.layers, inputShape);
  const initial = initialWeights(shapes, runDraws(spec.seeding, spec.seed));
  const session = openSession(spec, dataset, initial, reader.inPlace(0, 32));
  try {
    const { trainRowCount } = splitRows(rowCount, spec.data.validation);
    const rows = reader.inPlace(trainRowCount, rowCount);
    return metricMeter(spec.training, 1, 1).add(session.predict(rows), rows.targets, 0);
  } finally {
    session.dispose();
  }
}
