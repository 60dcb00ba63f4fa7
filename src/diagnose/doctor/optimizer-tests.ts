import type { Engine } from "../../engine/engine.ts";
import { OPTIMIZER_STEPS } from "./known-answers.ts";
import { closeTest, type SelfTest } from "./self-test.ts";
import { OPTIMIZER_ROWS, optimizerSpec, TESTED_OPTIMIZERS } from "./self-test-specs.ts";

/** A dozen float32 operations on numbers up to 3. */
const TOLERANCE = 2e-6;

/** The weights after one step of each optimizer, and after a second, which has a memory. */
export function optimizerTests(engine: Engine): SelfTest[] {
  return TESTED_OPTIMIZERS.flatMap((optimizer) => {
    const run = engine.inspect(optimizerSpec(optimizer), OPTIMIZER_ROWS);
    try {
      return OPTIMIZER_STEPS[optimizer.name].map((expected, index) => {
        run.advanceTo(index + 1);
        const got = run.state().weights.flatMap(({ values }) => [...values]);
        const name = `${optimizer.name}, weights after step ${index + 1}`;
        return closeTest("optimizers", name, expected, got, TOLERANCE);
      });
    } finally {
      run.close();
    }
  });
}
