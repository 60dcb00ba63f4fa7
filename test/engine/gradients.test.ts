import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { metricMeter } from "../../src/engine/metric-meter.ts";
import { loadBackend } from "../../src/engine/tfjs/load-backend.ts";
import { rowReader } from "../../src/engine/tfjs/row-reader.ts";
import { openSession } from "../../src/engine/tfjs/session.ts";
import { initialWeights, type Weight } from "../../src/model/initialize.ts";
import { modelShapes, sizeOf } from "../../src/model/model-shapes.ts";
import {
  ACTIVATIONS,
  type Activation,
  type LayerOptions,
  type LayerSpec,
} from "../../src/model/model-spec.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { LOSSES, type LossName } from "../../src/model/training-spec.ts";

// The gradient an engine follows must be the derivative of the loss that is recorded. One step of
// plain descent with rate 1 shows the gradient; central differences of the recorded loss, taken by
// moving the initial weights, are the derivative. Predictions are float32, so differences over
// 2 x 2^-8 carry errors of some 1e-4.

const STEP = 2 ** -8;
const TOLERANCE = 2e-3;
const ROWS = 6;

await loadBackend("cpu");

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

/** Losses that need an output of a kind: shares of one, a share each, or a sign. */
const OUTPUTS: Partial<Record<LossName, Activation>> = {
  categoricalCrossentropy: "softmax",
  sparseCategoricalCrossentropy: "softmax",
  binaryCrossentropy: "sigmoid",
  kullbackLeiblerDivergence: "softmax",
  poisson: "softplus",
  meanSquaredLogarithmicError: "softplus",
};

describe("the gradient is the derivative of the recorded loss", () => {
  test.each(LOSSES)("for the loss %s", (loss) => {
    expectDerivative([dense("out", "input", 3, OUTPUTS[loss])], loss);
  });

  test.each(ACTIVATIONS)("through the activation %s", (activation) => {
    expectDerivative([dense("hidden", "input", 3, activation), dense("out", "hidden", 3)]);
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
  test.each(Object.entries(between))("through %s", (kind, options) => {
    const joins = ["add", "average", "multiply", "maximum", "minimum", "concatenate"];
    const inputs = joins.includes(kind) ? (["a", "b"] as const) : (["a"] as const);
    const [first, ...others] = inputs;
    const middle = { ...place("middle", first, ...others), ...options };
    const flat: LayerSpec = { ...place("flat", "middle"), kind: "flatten" };
    const read = inputs.map((name) => dense(name, "input", 4));
    expectDerivative([...read, middle, flat, dense("out", "flat", 3)]);
  });

  test("with l1 and l2 on kernel and bias", () => {
    const penalized = {
      kernelRegularizer: { l1: 0.1, l2: 0.2 },
      biasRegularizer: { l1: 0, l2: 0.3 },
    };
    expectDerivative([{ ...dense("out", "input", 3), ...penalized } as LayerSpec]);
  });
});

function expectDerivative(layers: readonly LayerSpec[], loss: LossName = "meanSquaredError"): void {
  const spec = specOf(layers, loss);
  const rows = fixtureRows(loss);
  const before = freshWeights(spec);
  const after = afterOneStep(spec, rows, freshWeights(spec));
  let checked = 0;
  for (const [index, { values, trainable }] of before.entries()) {
    if (!trainable) continue;
    for (let i = 0; i < values.length; i++) {
      const gradient = values[i]! - after[index]![i]!;
      const derivative = (lossAt(index, i, STEP) - lossAt(index, i, -STEP)) / (2 * STEP);
      expect(Math.abs(gradient - derivative)).toBeLessThan(TOLERANCE * (1 + Math.abs(derivative)));
      checked++;
    }
  }
  expect(checked).toBeGreaterThan(5);

  function lossAt(index: number, element: number, shift: number): number {
    const weights = freshWeights(spec);
    weights[index]!.values[element]! += shift;
    return trainingLoss(spec, rows, weights);
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

function open(spec: RunSpec, rows: Dataset, weights: Weight[]) {
  const reader = rowReader(rows, ROWS);
  return { session: openSession(spec, rows, weights, reader.inPlace(0, ROWS)), reader };
}

function afterOneStep(spec: RunSpec, rows: Dataset, weights: Weight[]): Float32Array[] {
  const { session, reader } = open(spec, rows, weights);
  session.step(reader.inPlace(0, ROWS));
  const after = session.weights().map(({ values }) => Float32Array.from(values));
  session.dispose();
  return after;
}

/** The loss a step records: its predictions are those made while training. */
function trainingLoss(spec: RunSpec, dataset: Dataset, weights: Weight[]): number {
  const { session, reader } = open(spec, dataset, weights);
  const rows = reader.inPlace(0, ROWS);
  const penalty = session.penalty();
  const meter = metricMeter(spec.training, 3, sizeOf(dataset.targetShape));
  const loss = meter.add(session.step(rows), rows.targets, penalty);
  session.dispose();
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

test("a constrained kernel is inside its constraint after every step", () => {
  const constrained = { kernelConstraint: { kind: "nonNeg" } as const };
  const spec = specOf([{ ...dense("out", "input", 3), ...constrained } as LayerSpec], "hinge");
  const [kernel] = afterOneStep(spec, fixtureRows("hinge"), freshWeights(spec));
  expect(Math.min(...kernel!)).toBe(0);
});
