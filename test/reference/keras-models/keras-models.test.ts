import { describe, expect, test } from "vitest";
import { loadEngine } from "../../../src/engine/load-engine.ts";
import { type KerasName, kerasRun, kerasWeights } from "./keras-files.ts";

// Numbers of Keras 3.15.1, see make_models.py. Tolerances are those of the project's other runs of
// Keras: 5e-7 on losses, 5e-6 for adam, whose steps grow where gradients are near epsilon.

const TRAINED: readonly (readonly [KerasName, "compiled" | "tfjs-wasm" | "tfjs-cpu"])[] = [
  ["sequential", "compiled"],
  ["sequential", "tfjs-wasm"],
  ["functional", "compiled"],
  ["functional", "tfjs-wasm"],
  ["embedding", "compiled"],
  ["embedding", "tfjs-cpu"], // the wasm backend has no gradient of a lookup
];

describe.each(TRAINED)("from the weights of Keras, %s on %s", (model, name) => {
  test("predicts before training what Keras does", async () => {
    const { spec, dataset, given, numbers } = await kerasRun(model);
    const run = (await loadEngine(name)).inspect(spec, dataset, given);
    const predictions = run.predict(0, dataset.rowCount);
    run.close();
    expect(largestDifference(predictions, numbers.predictions)).toBeLessThan(1e-6);
  });

  test("loses at each step what Keras does", async () => {
    const { spec, dataset, given, numbers, tolerance } = await kerasRun(model);
    const losses: number[] = [];
    const observer = {
      onEpoch: () => {},
      onStep: (loss: number) => losses.push(loss),
      shouldStop: () => false,
    };
    await (await loadEngine(name)).train(spec, dataset, observer, given);
    expect(losses).toHaveLength(20);
    expect(largestDifference(losses, numbers.step_losses)).toBeLessThan(tolerance);
  });
});

describe("one model's weights are the same numbers, however they are written:", () => {
  test.each(["sequential.no-names.weights.h5", "sequential.legacy.h5", "sequential.keras2.h5"])(
    "%s",
    async (file) => {
      const weights = await kerasWeights("sequential", "sequential.weights.h5");
      expect(await kerasWeights("sequential", file)).toEqual(weights);
    },
  );

  test.each([
    ["sequential", "sequential.weights.h5", "sequential.types.h5"],
    ["embedding", "embedding.safetensors", "embedding.dots.safetensors"],
  ] as const)("rounded, %s", async (model, file, rounded) => {
    const weights = await kerasWeights(model, file);
    const others = await kerasWeights(model, rounded);
    expect(others).not.toEqual(weights);
    expect(largestDifference(others, weights)).toBeLessThan(2 ** -11);
  });
});

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index]!)));
}
