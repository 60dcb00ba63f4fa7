import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sweep, temporaryFolder } from "../cli/program.ts";
import { loadableBackends } from "../engine/backends.ts";

// Trainings on which this program once differed from Keras, as a user runs them: faults/<name>/ holds
// the sweep with its data, model and weights, and what Keras 3.15.1 (TensorFlow 2.21.0) gives.

/** Relative to 1 + the size of a number: float32 has seven digits, and one loss begins at 109. */
const TOLERANCE = 1e-5;

const engines = [
  "compiled",
  ...(await loadableBackends()).filter((name) => name !== "cpu").map((name) => `tfjs-${name}`),
];

describe.each([
  ["cancer_raw_bce", "a saturated sigmoid learns"],
  ["hinge01", "labels of 0 and 1 are -1 and 1 to a hinge"],
  ["momentum_sched", "momentum remembers the rate of each step"],
])("%s: %s", (name) => {
  const folder = fileURLToPath(new URL(`faults/${name}`, import.meta.url));
  const { history }: { history: Record<string, number[]> } = JSON.parse(
    readFileSync(join(folder, "keras.json"), "utf8"),
  );

  test.each(engines)("every epoch is Keras' on %s", async (engine) => {
    const db = join(temporaryFolder(), "fault.db");
    const ran = await sweep("run", join(folder, "s.yaml"), "--db", db, "--engine", engine);
    expect(ran).toMatchObject({ exitCode: 0 });
    const { out } = await sweep("export", "--db", db, "--json");
    const [{ series }] = JSON.parse(out) as [{ series: Record<string, number[]> }];
    expect(Object.keys(series).sort()).toEqual(Object.keys(history).sort());
    for (const [metric, expected] of Object.entries(history)) {
      expect(series[metric]).toHaveLength(expected.length);
      for (const [epoch, value] of expected.entries()) {
        const distance = Math.abs(series[metric]![epoch]! - value);
        expect(distance, `${metric} of epoch ${epoch + 1}`).toBeLessThanOrEqual(
          TOLERANCE * (1 + Math.abs(value)),
        );
      }
    }
  });
});
