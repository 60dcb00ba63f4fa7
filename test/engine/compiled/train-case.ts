import type { Dataset } from "../../../src/data/dataset.ts";
import type { RunSpec } from "../../../src/engine/engine.ts";
import { initialWeights } from "../../../src/model/initialize.ts";
import { modelShapes } from "../../../src/model/model-shapes.ts";
import { runDraws } from "../../../src/model/run-draws.ts";
import type { LossName } from "../../../src/model/training-spec.ts";
import { openStepper, type StepperName } from "../steppers.ts";
import type { Case } from "./cases.ts";

const ROWS = 24;
const BATCH = 8;
export const STEPS = 8;

/** Takes a case's eight steps; the last loss is that of all rows after them. */
export async function trainCase(
  name: StepperName,
  given: Case,
): Promise<{ losses: number[]; weights: Float32Array[] }> {
  const { layers, loss = "meanSquaredError", dispatch = "fit" } = given;
  const { optimizer = { name: "sgd", learningRate: 0.05 } } = given;
  const spec: RunSpec = {
    data: { source: "sine-windows", rows: ROWS, seed: 1, validation: 0 },
    model: { layers, build: "static", dispatch },
    training: { epochs: 1, batch: BATCH, loss, metrics: [], optimizer, shuffle: false },
    seeding: { rule: "named", streams: ["init", "dropout", "noise"] },
    engine: "test",
    seed: 9,
  };
  const dataset = rowsFor(given, loss);
  const initial = initialWeights(modelShapes(layers, [4]), runDraws(spec.seeding, spec.seed));
  const stepper = await openStepper(name, spec, dataset, initial);
  try {
    const losses = Array.from({ length: STEPS }, (_, step) => {
      const start = (step * BATCH) % ROWS;
      return stepper.step(start, start + BATCH);
    });
    return {
      losses: [...losses.slice(0, -1), stepper.lossOf(0, ROWS)],
      weights: stepper.weights(),
    };
  } finally {
    stepper.dispose();
  }
}

function rowsFor({ wholeInputs }: Case, loss: LossName): Dataset {
  const sparse = loss === "sparseCategoricalCrossentropy";
  const oneHot = /^(categorical|binary)/.test(loss);
  const targetWidth = sparse ? 1 : 3;
  const shared = (length: number) => new Float32Array(new SharedArrayBuffer(4 * length));
  const inputs = shared(4 * ROWS);
  const targets = shared(targetWidth * ROWS);
  for (let i = 0; i < inputs.length; i++) {
    inputs[i] = wholeInputs ? (i * 7) % wholeInputs : Math.sin(1 + i * 1.7) * 1.5;
  }
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < targetWidth; column++) {
      const share = [0.2, 0.3, 0.5][(row + column) % 3]!;
      const sign = (row + column) % 2 === 0 ? 1 : -1;
      const number = 1.5 + Math.sin(1 + row * 3 + column);
      targets[row * targetWidth + column] = sparse
        ? row % 3
        : oneHot
          ? Number(row % 3 === column)
          : loss === "kullbackLeiblerDivergence"
            ? share
            : /inge/.test(loss)
              ? sign
              : number;
    }
  }
  const targetShape = [targetWidth];
  return { rowCount: ROWS, inputShape: [4], targetShape, inputs, targets, sha256: "" };
}
