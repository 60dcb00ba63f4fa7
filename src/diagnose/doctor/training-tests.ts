import { iris } from "../../data/iris.ts";
import type { Engine } from "../../engine/engine.ts";
import { weightsSha256 } from "../../model/initialize.ts";
import { TRAINING } from "./known-answers.ts";
import { closeTest, exactTest, type SelfTest } from "./self-test.ts";
import { trainingSpec } from "./self-test-specs.ts";

const LOSS_TOLERANCE = 1e-4;

/** bits: the same on every machine; rounding: those of this machine alone */
export type EnginePromise = "bits" | "rounding";

/** A training, and the digest that two people can compare. */
export interface TestedTraining {
  readonly stepCount: number;
  readonly weightsSha256: string;
  readonly tests: readonly SelfTest[];
}

/**
 * Trains 100 steps, or 20 where only the loss is known: tfjs takes half a second for the others,
 * and they would tell nothing more.
 */
export function trainingTests(engine: Engine, promise: EnginePromise): TestedTraining {
  const rows = iris({ shuffle: 1 });
  const run = engine.inspect(trainingSpec(), rows);
  try {
    const known = TRAINING[promise];
    run.advanceTo(known.stepCount);
    const { weights, lossSum } = run.state();
    const sha256 = weightsSha256(weights);
    const loss = [lossSum / rows.rowCount];
    const tests = [
      closeTest("training", "mean loss of the last epoch", [known.lastLoss], loss, LOSS_TOLERANCE),
    ];
    if ("sha256" in known) {
      const name = `SHA-256 of the weights after ${known.stepCount} steps`;
      tests.push(exactTest("training", name, known.sha256, sha256));
    }
    return { stepCount: known.stepCount, weightsSha256: sha256, tests };
  } finally {
    run.close();
  }
}
