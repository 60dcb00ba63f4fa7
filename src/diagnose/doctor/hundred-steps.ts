import { iris } from "../../data/iris.ts";
import type { Engine } from "../../engine/engine.ts";
import { weightsSha256 } from "../../model/initialize.ts";
import { HUNDRED_STEPS } from "./known-answers.ts";
import { closeTest, exactTest, type SelfTest } from "./self-test.ts";
import { hundredStepsSpec } from "./self-test-specs.ts";

const LOSS_TOLERANCE = 1e-3;

/** A training of 100 steps, and the digest that two people can compare. */
export interface HundredSteps {
  readonly finalWeightsSha256: string;
  readonly tests: readonly SelfTest[];
}

/**
 * @param promise bits: the same on every machine, so they are known; rounding: the loss is known
 */
export function hundredSteps(engine: Engine, promise: "bits" | "rounding"): HundredSteps {
  const rows = iris({ shuffle: 1 });
  const run = engine.inspect(hundredStepsSpec(), rows);
  try {
    run.advanceTo(run.stepCount);
    const { weights, lossSum } = run.state();
    const finalWeightsSha256 = weightsSha256(weights);
    const loss = [lossSum / rows.rowCount];
    const { sha256, lastLoss } = HUNDRED_STEPS;
    const group = "100 steps";
    const tests = [
      closeTest(group, "mean loss of the last epoch", [lastLoss], loss, LOSS_TOLERANCE),
      ...(promise === "bits"
        ? [exactTest(group, "SHA-256 of the final weights", sha256, finalWeightsSha256)]
        : []),
    ];
    return { finalWeightsSha256, tests };
  } finally {
    run.close();
  }
}
