import { expect, test } from "vitest";
import { DROPOUT, OPTIMIZER_STEPS, TRAINING } from "../../../src/diagnose/doctor/known-answers.ts";
import {
  DROPOUT_BATCH,
  DROPOUT_COUNT,
  DROPOUT_RATE,
  DROPOUT_WIDTH,
  OPTIMIZER_ROWS,
  TESTED_OPTIMIZERS,
  trainingSpec,
} from "../../../src/diagnose/doctor/self-test-specs.ts";
import { drawKeepMask } from "../../../src/random/distributions.ts";
import { namedDraw, stepDraw } from "../../../src/random/streams.ts";
import { float64Line } from "../../reference/float64-optimizers.ts";

// The answers, worked out again where no engine has a part in it.

const { inputs, targets } = OPTIMIZER_ROWS;
const ROWS = [0, 1].map((row) => ({
  x: [inputs[2 * row]!, inputs[2 * row + 1]!] as const,
  y: targets[row]!,
}));

test.each(TESTED_OPTIMIZERS)("$name takes these two steps in float64", (optimizer) => {
  const steps = float64Line(optimizer, ROWS, [0.5, 0.5, 0], 2);
  const rounded = steps.map((weights) => weights.map((value) => Number(value.toPrecision(9))));
  expect(OPTIMIZER_STEPS[optimizer.name]).toEqual(rounded);
});

test("every optimizer that a config can name is tested", () => {
  const tested = TESTED_OPTIMIZERS.map(({ name }) => name);
  expect(tested.toSorted()).toEqual(Object.keys(OPTIMIZER_STEPS).toSorted());
});

test("rules that should differ differ by far more than rounding", () => {
  const alike = ["adagrad adagrad-tf1", "adam adam-tf1"];
  const entries = Object.entries(OPTIMIZER_STEPS);
  for (const [a, stepsA] of entries) {
    for (const [b, stepsB] of entries) {
      if (a >= b || alike.includes(`${a} ${b}`)) continue;
      const differences = stepsA.flat().map((value, i) => Math.abs(value - stepsB.flat()[i]!));
      expect(Math.max(...differences), `${a} and ${b}`).toBeGreaterThan(1e-3);
    }
  }
});

test("dropout drops and scales what Philox says, step by step", () => {
  const { key } = namedDraw(1, "dropout", "drop", 0);
  for (const [step, { dropped, loss }] of DROPOUT.steps.entries()) {
    const kept = new Float32Array(DROPOUT_COUNT);
    drawKeepMask(stepDraw(key, step), DROPOUT_RATE, kept);
    expect(kept.filter((keep) => keep === 0).length).toBe(dropped);
    const means = Array.from({ length: DROPOUT_BATCH }, (_, row) => {
      const ofRow = kept.subarray(row * DROPOUT_WIDTH, (row + 1) * DROPOUT_WIDTH);
      return ofRow.reduce((sum, keep) => sum + keep, 0) / (1 - DROPOUT_RATE) / DROPOUT_WIDTH;
    });
    const squares = means.reduce((sum, mean) => sum + mean * mean, 0);
    expect(loss).toBe(Number((squares / DROPOUT_BATCH).toPrecision(9)));
  }
});

test("dropout drops within five deviations of its rate", () => {
  const deviation = Math.sqrt(DROPOUT_COUNT * DROPOUT_RATE * (1 - DROPOUT_RATE));
  for (const count of [...DROPOUT.steps.map(({ dropped }) => dropped), DROPOUT.tfjsDropped]) {
    expect(Math.abs(count - DROPOUT_COUNT * DROPOUT_RATE)).toBeLessThan(5 * deviation);
  }
});

test("the training is of 100 steps and ends where less than chance is lost", () => {
  const { epochs, batch } = trainingSpec().training;
  expect(epochs * Math.ceil(150 / batch)).toBe(TRAINING.bits.stepCount);
  const { bits, rounding } = TRAINING;
  expect(bits.lastLoss).toBeLessThan(rounding.lastLoss);
  expect(rounding.lastLoss).toBeLessThan(Math.log(3));
});
