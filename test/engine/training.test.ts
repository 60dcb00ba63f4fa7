import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import type { Weight } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import type { Activation, LayerSpec } from "../../src/model/model-spec.ts";
import type { LossName, OptimizerSpec } from "../../src/model/training-spec.ts";
import { availableSteppers, openStepper, type StepperName } from "./steppers.ts";

// 17 runs of Keras 3 and of TensorFlow 1's optimizers, 20 steps each: test/reference/README.md.

interface Fixture {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: Readonly<Record<"regression" | "class_index" | "binary", readonly number[]>>;
  readonly initial_weights: Readonly<Record<"out1" | "out3", readonly (readonly number[])[]>>;
  readonly runs: readonly {
    readonly framework: "keras" | "tf1";
    readonly loss: keyof typeof TASKS;
    readonly optimizer: string;
    readonly losses: readonly number[];
    readonly final_weights: readonly (readonly number[])[];
  }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../reference/training.json", import.meta.url), "utf8"),
);

const TASKS = {
  mse: { loss: "meanSquaredError", activation: "linear", target: "regression", width: 1 },
  mae: { loss: "meanAbsoluteError", activation: "linear", target: "regression", width: 1 },
  bce: { loss: "binaryCrossentropy", activation: "sigmoid", target: "binary", width: 1 },
  cce: { loss: "categoricalCrossentropy", activation: "softmax", target: "class_index", width: 3 },
} as const satisfies Record<
  string,
  { loss: LossName; activation: Activation; target: keyof Fixture["targets"]; width: number }
>;

const RMSPROP = { rho: 0.9, momentum: 0, centered: false, learningRate: 5e-4 };
const ADAM = { beta1: 0.9, beta2: 0.999, learningRate: 1e-3 };
const ADAGRAD = { initialAccumulator: 0.1, learningRate: 0.01 };
const OPTIMIZERS: Readonly<Record<string, OptimizerSpec>> = {
  "keras sgd": { name: "sgd", learningRate: 0.01 },
  "keras momentum": { name: "momentum", momentum: 0.9, learningRate: 0.01 },
  "keras rmsprop": { name: "rmsprop", epsilon: 1e-7, ...RMSPROP },
  "keras adam": { name: "adam", epsilon: 1e-7, ...ADAM },
  "tf1 sgd": { name: "sgd", learningRate: 0.01 },
  "tf1 momentum": { name: "momentum", momentum: 0.9, learningRate: 0.01 },
  "tf1 rmsprop": { name: "rmsprop-tf1", epsilon: 1e-10, ...RMSPROP },
  "tf1 adagrad": { name: "adagrad-tf1", epsilon: 0, ...ADAGRAD },
  "tf1 adam": { name: "adam-tf1", epsilon: 1e-8, ...ADAM },
};

/** Two correct programs differ by rounding; Adam divides tiny moments by tiny roots. */
const TOLERANCES = {
  adam: { losses: 5e-6, weights: 5e-5 },
  other: { losses: 5e-7, weights: 5e-7 },
};

describe.each(await availableSteppers())("training on %s", (name) => {
  test.each(fixture.runs.map((run) => ({ ...run, rule: `${run.framework} ${run.optimizer}` })))(
    "$loss with $rule takes the reference's 20 steps",
    async ({ loss, optimizer, rule, losses, final_weights }) => {
      const trained = await trainTwentySteps(name, loss, OPTIMIZERS[rule]!);
      const tolerance = TOLERANCES[optimizer === "adam" ? "adam" : "other"];
      expect(largestDifference(trained.losses, losses)).toBeLessThanOrEqual(tolerance.losses);
      for (const [index, weight] of final_weights.entries()) {
        const difference = largestDifference(trained.weights[index]!, weight);
        expect(difference).toBeLessThanOrEqual(tolerance.weights);
      }
    },
  );
});

async function trainTwentySteps(
  name: StepperName,
  task: keyof typeof TASKS,
  optimizer: OptimizerSpec,
) {
  const spec = fixtureSpec(task, optimizer);
  const stepper = await openStepper(name, spec, fixtureRows(task), fixtureWeights(spec, task));
  try {
    const losses = Array.from({ length: 20 }, (_, step) => {
      const start = (step % 4) * 16;
      return stepper.step(start, start + 16);
    });
    return { losses, weights: stepper.weights() };
  } finally {
    stepper.dispose();
  }
}

function fixtureSpec(task: keyof typeof TASKS, optimizer: OptimizerSpec): RunSpec {
  const { loss, activation, width } = TASKS[task];
  const dense = (ordinal: number, units: number, chosen: Activation): LayerSpec => ({
    kind: "dense",
    name: `dense-${ordinal}`,
    inputs: [ordinal === 1 ? "input" : `dense-${ordinal - 1}`],
    units,
    activation: chosen,
    useBias: true,
    kernelInitializer: { kind: "zeros" },
    biasInitializer: { kind: "zeros" },
  });
  const layers = [dense(1, 16, "relu"), dense(2, 16, "relu"), dense(3, width, activation)];
  return {
    data: { source: "sine-windows", rows: 64, seed: 1, validation: 0 },
    model: { layers, build: "static", dispatch: "fit" },
    training: { epochs: 5, batch: 16, loss, metrics: [], optimizer, shuffle: false },
    seeding: { rule: "named", streams: [] },
    engine: "test",
    seed: 1,
  };
}

function fixtureRows(task: keyof typeof TASKS): Dataset {
  const { target, width } = TASKS[task];
  const targets = fixture.targets[target].flatMap((value) =>
    width === 1 ? [value] : Array.from({ length: width }, (_, index) => (index === value ? 1 : 0)),
  );
  return {
    rowCount: 64,
    inputShape: [8],
    targetShape: [width],
    inputs: shared(fixture.inputs.flat()),
    targets: shared(targets),
    sha256: "",
  };
}

function shared(values: readonly number[]): Float32Array<SharedArrayBuffer> {
  const array = new Float32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}

function fixtureWeights(spec: RunSpec, task: keyof typeof TASKS): Weight[] {
  const values = fixture.initial_weights[TASKS[task].width === 3 ? "out3" : "out1"];
  const weights = modelShapes(spec.model.layers, [8]).flatMap((layer) =>
    layer.weights.map((weight) => ({ ...weight, layer: layer.name })),
  );
  return weights.map((weight, index) => ({ ...weight, values: Float32Array.from(values[index]!) }));
}

function largestDifference(got: ArrayLike<number>, expected: readonly number[]): number {
  expect(got.length).toBe(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs(got[index]! - value)));
}
