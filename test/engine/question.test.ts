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
 * sums of 1001 products. TensorFlow's order of summation ended above zero on the machine of the
 * reference, where float64 and sums in ascending order stay below; from the fourth step on its losses
 * are 5e-5 from theirs. Its order depends on the processor: tfjs-node may end on either side.
 */
const TIE = { variant: "dropout_active", seed: 3, stepsBefore: 3 };

describe.each(await availableSteppers())("the question's network on %s", (name) => {
  for (const [variant, dropoutOpSeeds] of Object.entries(CURVE_VARIANTS)) {
    test.each(SEEDS)(`${variant}, seed %i: TensorFlow's first five losses`, async (seed) => {
      const spec = questionSpec(questionLayers(ONES, dropoutOpSeeds), seed);
      const losses = await stepLosses(name, spec);
      const theirs = curves.variants[variant]!.first5_batch_losses[seed]!;
      const sides =
        variant === TIE.variant && seed === TIE.seed ? [decided(spec, theirs)] : [theirs];
      if (name === "tfjs node") sides.push(theirs);
      expect(losses).toHaveLength(STEP_COUNT);
      expect(Math.min(...sides.map((side) => largestShare(losses, side)))).toBeLessThanOrEqual(
        2e-6,
      );
    });
  }
});

/** TensorFlow's losses, but for those after the tie, which are float64's. */
function decided(spec: RunSpec, theirs: readonly number[]): readonly number[] {
  const losses = float64Losses(spec, dataset, STEP_COUNT);
  return [...theirs.slice(0, TIE.stepsBefore), ...losses.slice(TIE.stepsBefore)];
}

function largestShare(losses: readonly number[], expected: readonly number[]): number {
  return Math.max(...losses.map((loss, step) => Math.abs(loss / expected[step]! - 1)));
}

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
