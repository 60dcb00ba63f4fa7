import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { initialWeights } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { runDraws } from "../../src/model/run-draws.ts";
import { float64Losses } from "../reference/float64-question.ts";
import {
  CURVE_VARIANTS,
  type Curves,
  questionLayers,
  questionSpec,
  ROW_COUNT,
} from "../reference/question-network.ts";
import { availableSteppers, openStepper, type StepperName } from "./steppers.ts";

// The question's network against TensorFlow's own first steps: test/reference/README.md.

const curves: Curves = JSON.parse(
  readFileSync(new URL("../reference/curves.json", import.meta.url), "utf8"),
);
const ONES = [1, 1, 1, 1, 1];
const SEEDS = [1, 2, 3, 4, 5];
const STEP_COUNT = 5;
const dataset = sineWindows({ rows: ROW_COUNT, seed: 1, shuffle: 1, take: 32 * STEP_COUNT });

/**
 * At its third step this run has a unit whose input sum is -1.4e-6, too near to zero for float32
 * sums of 1001 products. TensorFlow's order of summation ends above zero, where float64 and sums in
 * ascending order stay below; from the fourth step on its losses are 5e-5 from theirs.
 */
const TIE = { variant: "dropout_active", seed: 3, stepsBefore: 3 };

describe.each(await availableSteppers())("the question's network on %s", (name) => {
  for (const [variant, dropoutOpSeeds] of Object.entries(CURVE_VARIANTS)) {
    test.each(SEEDS)(`${variant}, seed %i: TensorFlow's first five losses`, async (seed) => {
      const spec = questionSpec(questionLayers(ONES, dropoutOpSeeds), seed);
      const losses = await stepLosses(name, spec);
      const expected = [...curves.variants[variant]!.first5_batch_losses[seed]!];
      if (name !== "tfjs node" && variant === TIE.variant && seed === TIE.seed) {
        const decided = float64Losses(spec, dataset, STEP_COUNT).slice(TIE.stepsBefore);
        expected.splice(TIE.stepsBefore, decided.length, ...decided);
      }
      expect(losses).toHaveLength(STEP_COUNT);
      for (const [step, loss] of losses.entries()) {
        expect(Math.abs(loss / expected[step]! - 1)).toBeLessThanOrEqual(2e-6);
      }
    });
  }
});

async function stepLosses(name: StepperName, spec: RunSpec): Promise<number[]> {
  const shapes = modelShapes(spec.model.layers, dataset.inputShape);
  const initial = initialWeights(shapes, runDraws(spec.seeding, spec.seed));
  const stepper = await openStepper(name, spec, dataset, initial);
  try {
    return Array.from({ length: STEP_COUNT }, (_, step) => stepper.step(32 * step, 32 * step + 32));
  } finally {
    stepper.dispose();
  }
}
