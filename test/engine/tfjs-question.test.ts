import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sineWindows } from "../../src/data/sine-windows.ts";
import type { Engine, RunSpec } from "../../src/engine/engine.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import { float64Losses } from "../reference/float64-question.ts";
import {
  CURVE_VARIANTS,
  type Curves,
  questionLayers,
  questionSpec,
  ROW_COUNT,
} from "../reference/question-network.ts";
import { loadableBackends } from "./backends.ts";

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
 * sums of 1001 products. TensorFlow's order of summation ends above zero, where float64, wasm and
 * cpu stay below; from the fourth step on its losses are 5e-5 from theirs.
 */
const TIE = { variant: "dropout_active", seed: 3, stepsBefore: 3 };

describe.each(await loadableBackends())("the question's network on %s", (backend) => {
  for (const [variant, dropoutOpSeeds] of Object.entries(CURVE_VARIANTS)) {
    test.each(SEEDS)(`${variant}, seed %i: TensorFlow's first five losses`, async (seed) => {
      const engine = await loadTfjsEngine(backend);
      const spec = questionSpec(questionLayers(ONES, dropoutOpSeeds), seed);
      const losses = await stepLosses(engine, spec);
      const expected = [...curves.variants[variant]!.first5_batch_losses[seed]!];
      if (backend !== "node" && variant === TIE.variant && seed === TIE.seed) {
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

async function stepLosses(engine: Engine, spec: RunSpec): Promise<number[]> {
  const losses: number[] = [];
  await engine.train(spec, dataset, {
    onEpoch: () => {},
    onStep: (loss) => losses.push(loss),
    shouldStop: () => false,
  });
  return losses;
}
