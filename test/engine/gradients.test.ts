import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { initialWeights, type Weight } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import {
  ACTIVATIONS,
  type Activation,
  type LayerOptions,
  type LayerSpec,
} from "../../src/model/model-spec.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { LOSSES, type LossName } from "../../src/model/training-spec.ts";
import { OUTPUTS } from "./compiled/cases.ts";
import { openStepper, type StepperName } from "./steppers.ts";

// The gradient an engine follows must be the derivative of the loss that is recorded. One step of
// plain descent with rate 1 shows the gradient; central differences of the recorded loss, taken by
// moving the initial weights, are the derivative. Predictions are float32, so differences over
// 2 x 2^-8 carry errors of some 1e-4.

/** The kernel sets have the same bits, so one of them stands for all. */
const STEPPERS: readonly StepperName[] = ["tfjs cpu", "compiled reference"];

const STEP = 2 ** -8;
const TOLERANCE = 2e-3;
const ROWS = 6;

const place = (name: string, input: string, ...others: string[]) => ({
  name,
  inputs: [input, ...others],
});
const dense = (
  name: string,
  input: string,
  units: number,
  activation: Activation = "linear",
): LayerSpec => ({
  ...place(name, input),
  kind: "dense",
  units,
  activation,
  useBias: true,
  kernelInitializer: { kind: "randomUniform", minval: -1, maxval: 1 },
  biasInitializer: { kind: "randomUniform", minval: -1, maxval: 1 },
});

describe.each(STEPPERS)("on %s the gradient is the derivative of the recorded loss", (name) => {
  test.each(LOSSES)("for the loss %s", async (loss) => {
    await expectDerivative(name, [dense("out", "input", 3, OUTPUTS[loss])], loss);
  });

  test.each(ACTIVATIONS)("through the activation %s", async (activation) => {
    await expectDerivative(name, [
      dense("hidden", "input", 3, activation),
      dense("out", "hidden", 3),
    ]);
  });

  const between: Readonly<Record<string, LayerOptions>> = {
    activation: { kind: "activation", activation: "tanh" },
    batchNormalization: {
      kind: "batchNormalization",
      momentum: 0.99,
      epsilon: 0.001,
      center: true,
      scale: true,
    },
    layerNormalization: {
      kind: "layerNormalization",
      epsilon: 0.001,
      center: true,
      scale: true,
    },
    reshape: { kind: "reshape", targetShape: [2, 2] },
    add: { kind: "add" },
    average: { kind: "average" },
    multiply: { kind: "multiply" },
    maximum: { kind: "maximum" },
    minimum: { kind: "minimum" },
    concatenate: { kind: "concatenate", axis: -1 },
  };
  test.each(Object.entries(between))("through %s", async (kind, options) => {
    const joins = ["add", "average", "multiply", "maximum", "minimum", "concatenate"];
    const inputs = joins.includes(kind) ? (["a", "b"] as const) : (["a"] as const);
    const [first, ...others] = inputs;
    const middle = { ...place("middle", first, ...others), ...options };
    const flat: LayerSpec = { ...place("flat", "middle"), kind: "flatten" };
    const read = inputs.map((name) => dense(name, "input", 4));
    await expectDerivative(name, [...read, middle, flat, dense("out", "flat", 3)]);
  });

  test("with l1 and l2 on kernel and bias", async () => {
    const penalized = {
      kernelRegularizer: { l1: 0.1, l2: 0.2 },
      biasRegularizer: { l1: 0, l2: 0.3 },
    };
    await expectDerivative(name, [{ ...dense("out", "input", 3), ...penalized } as LayerSpec]);
  });

  test("with l1 and l2 on the activities of a hidden layer and of the last one", async () => {
    const activityRegularizer = { l1: 0.1, l2: 0.2 };
    await expectDerivative(name, [
      { ...dense("hidden", "input", 3, "tanh"), activityRegularizer } as LayerSpec,
      { ...dense("out", "hidden", 3), activityRegularizer } as LayerSpec,
    ]);
  });

  test.each(["meanSquaredError", "categoricalCrossentropy", "cosineProximity"] as const)(
    "for an output of rank 2 and the loss %s",
    async (loss) => {
      const column: LayerOptions = { kind: "reshape", targetShape: [3, 1] };
      const out = dense("out", "input", 3, OUTPUTS[loss]);
      await expectDerivative(name, [out, { ...place("column", "out"), ...column }], loss);
    },
  );
});

test.each(STEPPERS)("on %s an l1 penalty leaves an activity of 0 where it is", async (name) => {
  const zeros = {
    kernelInitializer: { kind: "zeros" },
    biasInitializer: { kind: "zeros" },
  } as const;
  const spec = specOf(
    [
      {
        ...dense("hidden", "input", 3),
        ...zeros,
        activityRegularizer: { l1: 1, l2: 0 },
      } as LayerSpec,
      { ...dense("out", "hidden", 3), ...zeros } as LayerSpec,
    ],
    "meanSquaredError",
  );
  const [kernel] = await afterOneStep(
    name,
    spec,
    fixtureRows("meanSquaredError"),
    freshWeights(spec),
  );
  expect([...kernel!]).toEqual(Array(12).fill(0));
});

async function expectDerivative(
  name: StepperName,
  layers: readonly LayerSpec[],
  loss: LossName = "meanSquaredError",
): Promise<void> {
  const spec = specOf(layers, loss);
  const rows = fixtureRows(loss);
  const before = freshWeights(spec);
  const after = await afterOneStep(name, spec, rows, freshWeights(spec));
  let checked = 0;
  for (const [index, { values, trainable }] of before.entries()) {
    if (!trainable) continue;
    for (let i = 0; i < values.length; i++) {
      const gradient = values[i]! - after[index]![i]!;
      const [above, below] = [await lossAt(index, i, STEP), await lossAt(index, i, -STEP)];
      const derivative = (above - below) / (2 * STEP);
      expect(Math.abs(gradient - derivative)).toBeLessThan(TOLERANCE * (1 + Math.abs(derivative)));
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(5);

  async function lossAt(index: number, element: number, shift: number): Promise<number> {
    const weights = freshWeights(spec);
    weights[index]!.values[element]! += shift;
    return trainingLoss(name, spec, rows, weights);
  }
}

function specOf(layers: readonly LayerSpec[], loss: LossName): RunSpec {
  return {
    data: { source: "sine-windows", rows: ROWS, seed: 1, validation: 0 },
    model: { layers, build: "static", dispatch: "fit" },
    training: {
      epochs: 1,
      batch: ROWS,
      loss,
      metrics: [],
      optimizer: { name: "sgd", learningRate: 1 },
      shuffle: false,
    },
    seeding: { rule: "named", streams: ["init"] },
    engine: "test",
    seed: 4,
  };
}

function freshWeights(spec: RunSpec): Weight[] {
  return initialWeights(modelShapes(spec.model.layers, [4]), runDraws(spec.seeding, spec.seed));
}

async function afterOneStep(
  name: StepperName,
  spec: RunSpec,
  rows: Dataset,
  weights: Weight[],
): Promise<Float32Array[]> {
  const stepper = await openStepper(name, spec, rows, weights);
  stepper.step(0, ROWS);
  const after = stepper.weights();
  stepper.dispose();
  return after;
}

/** The loss a step records: its predictions are those made while training. */
async function trainingLoss(
  name: StepperName,
  spec: RunSpec,
  rows: Dataset,
  weights: Weight[],
): Promise<number> {
  const stepper = await openStepper(name, spec, rows, weights);
  const loss = stepper.step(0, ROWS);
  stepper.dispose();
  return loss;
}

function fixtureRows(loss: LossName): Dataset {
  const sparse = loss === "sparseCategoricalCrossentropy";
  const oneHot = ["categoricalCrossentropy", "categoricalHinge", "binaryCrossentropy"].includes(
    loss,
  );
  const shares = loss === "kullbackLeiblerDivergence";
  const signs = loss === "hinge" || loss === "squaredHinge";
  const target = (row: number, column: number) => {
    if (sparse) return row % 3;
    if (oneHot) return row % 3 === column ? 1 : 0;
    if (shares) return [0.2, 0.3, 0.5][(row + column) % 3]!;
    if (signs) return (row + column) % 2 === 0 ? 1 : -1;
    return 1.5 + Math.sin(1 + row * 3 + column); // positive, for the logarithms
  };
  const width = sparse ? 1 : 3;
  return {
    rowCount: ROWS,
    inputShape: [4],
    targetShape: [width],
    inputs: fill(ROWS * 4, (i) => Math.sin(2 + i * 1.7)),
    targets: fill(ROWS * width, (i) => target(Math.floor(i / width), i % width)),
    sha256: "",
  };
}

function fill(length: number, value: (i: number) => number): Float32Array<SharedArrayBuffer> {
  const array = new Float32Array(new SharedArrayBuffer(4 * length));
  for (let i = 0; i < length; i++) array[i] = value(i);
  return array;
}

test.each(STEPPERS)("on %s a constrained kernel is inside its constraint", async (name) => {
  const constrained = { kernelConstraint: { kind: "nonNeg" } as const };
  const spec = specOf([{ ...dense("out", "input", 3), ...constrained } as LayerSpec], "hinge");
  const [kernel] = await afterOneStep(name, spec, fixtureRows("hinge"), freshWeights(spec));
  expect(Math.min(...kernel!)).toBe(0);
});
