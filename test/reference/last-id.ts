import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { EngineName, RunSpec } from "../../src/engine/engine.ts";
import { loadEngine } from "../../src/engine/load-engine.ts";
import { splitOf } from "../../src/engine/run-rows.ts";
import { initialWeights } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { openStepper, type StepperName } from "../engine/steppers.ts";
import { type Curves, questionLayers, questionSpec, ROW_COUNT } from "./question-network.ts";

const TAKEN = 10_000;

/**
 * The question's 303 against 7 (`first_question_last_id` of curves.json): ten graph seeds, each
 * with both rows of op seeds, one epoch.
 */
export function describeLastId(engineName: EngineName, stepperName: StepperName): void {
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

  describe(`303 against 7 on ${engineName}`, () => {
    test("the validation loss before training is TensorFlow's", async () => {
      expect(runs).toHaveLength(20);
      for (const { spec, val_loss_before_training: expected } of runs) {
        const loss = await lossBeforeTraining(stepperName, spec, dataset);
        expect(Math.abs(loss / expected - 1)).toBeLessThanOrEqual(1e-6);
      }
    });

    test("after one epoch 8 runs of 20 are TensorFlow's and none is far", async () => {
      const engine = await loadEngine(engineName);
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

async function lossBeforeTraining(
  name: StepperName,
  spec: RunSpec,
  dataset: Dataset,
): Promise<number> {
  const { rowCount, inputShape } = dataset;
  const shapes = modelShapes(spec.model.layers, inputShape);
  const initial = initialWeights(shapes, runDraws(spec.seeding, spec.seed));
  const stepper = await openStepper(name, spec, dataset, initial);
  try {
    const { trainRowCount } = splitOf(spec, dataset);
    return stepper.lossOf(trainRowCount, rowCount);
  } finally {
    stepper.dispose();
  }
}
