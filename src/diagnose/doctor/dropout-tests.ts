import type { Engine } from "../../engine/engine.ts";
import { DROPOUT } from "./known-answers.ts";
import { closeTest, exactTest, type SelfTest } from "./self-test.ts";
import { DROPOUT_COUNT, DROPOUT_RATE, DROPOUT_ROWS, dropoutSpec } from "./self-test-specs.ts";

const TOLERANCE = 1e-5;

/**
 * Dropout drops the very numbers that Philox says when it is told to train, others at the next
 * step, and nothing otherwise; by what it does to a loss, not only by what it says.
 */
export function dropoutTests(engine: Engine): SelfTest[] {
  return (["static", "deferred"] as const).flatMap((build) => [
    ...trainingTests(engine, build),
    ...silentTests(engine, build),
  ]);
}

function trainingTests(engine: Engine, build: "static" | "deferred"): SelfTest[] {
  const run = engine.inspect(dropoutSpec({ build, dispatch: "fit" }), DROPOUT_ROWS);
  try {
    const tests = DROPOUT.steps.flatMap(({ dropped, loss }, index) => {
      const seen = run.inspectStep();
      const [layer] = seen.switched;
      const taken = run.state().lossSum / seen.rows.length / (index + 1);
      const losses = DROPOUT.steps.slice(0, index + 1).map((step) => step.loss);
      const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
      const name = (what: string) => `${build}, told to train, step ${index + 1}: ${what}`;
      return [
        exactTest("dropout", name("flag"), "training", flagOf(layer?.training)),
        exactTest(
          "dropout",
          name(`dropped of ${DROPOUT_COUNT} at rate ${DROPOUT_RATE}`),
          dropped,
          layer?.droppedCount ?? 0,
        ),
        closeTest("dropout", name("loss"), [loss], [seen.loss], TOLERANCE),
        closeTest("dropout", name("mean loss so far"), [mean], [taken], TOLERANCE),
      ];
    });
    return [
      ...tests,
      closeTest("dropout", `${build}, predicting`, [1, 1], [...run.predict(0, 2)], TOLERANCE),
    ];
  } finally {
    run.close();
  }
}

function silentTests(engine: Engine, build: "static" | "deferred"): SelfTest[] {
  const run = engine.inspect(dropoutSpec({ build, dispatch: "call" }), DROPOUT_ROWS);
  try {
    const seen = run.inspectStep();
    const [layer] = seen.switched;
    const name = (what: string) => `${build}, not told: ${what}`;
    return [
      exactTest("dropout", name("flag"), "silent", flagOf(layer?.training)),
      exactTest("dropout", name("dropped"), 0, layer?.droppedCount ?? 0),
      closeTest("dropout", name("loss"), [1], [seen.loss], TOLERANCE),
      closeTest(
        "dropout",
        name("loss of the step taken"),
        [1],
        [run.state().lossSum / seen.rows.length],
        TOLERANCE,
      ),
    ];
  } finally {
    run.close();
  }
}

function flagOf(training: boolean | undefined): string {
  return training ? "training" : "silent";
}
