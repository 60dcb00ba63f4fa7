import { expect, test } from "vitest";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { IrisSpec } from "../../src/data/dataset.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { rowsOfRun } from "../../src/engine/run-rows.ts";
import { scoreKeeper } from "../../src/engine/score-keeper.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";

const OUT: LayerSpec = {
  ...{ kind: "dense", name: "out", inputs: ["input"], units: 3, activation: "softmax" },
  ...{ useBias: true, kernelInitializer: { kind: "zeros" }, biasInitializer: { kind: "zeros" } },
};

function specOf(validation: IrisSpec["validation"], seed: number): RunSpec {
  return {
    data: { source: "iris", shuffle: 1, validation },
    model: { layers: [OUT], build: "static", dispatch: "fit" },
    training: {
      ...{ epochs: 1, batch: 32, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] },
      ...{ optimizer: { name: "sgd", learningRate: 0.1 }, shuffle: false },
    },
    seeding: { rule: "named", streams: ["init", "split"] },
    ...{ engine: "test", seed },
  };
}

/** Counted by hand from the rows as the run has them. */
function countedByHand(targets: Float32Array): { entropy: number; share: number } {
  const counts = [0, 1, 2].map((label) => targets.filter((target) => target === label).length);
  const shares = counts.map((count) => count / targets.length);
  const entropy = shares.reduce((sum, share) => sum - share * Math.log(share), 0);
  return { entropy, share: Math.max(...shares) };
}

test.each([
  ["a held split", 0.2, 120],
  ["a drawn one", { random: 0.2 }, 120],
  ["folds", { folds: 5 }, 120],
])("the scores of %s are those of the run's own rows", async (_, validation, trainRowCount) => {
  const scoresOf = scoreKeeper();
  for (const seed of [1, 2, 1]) {
    const spec = specOf(validation, seed);
    const rows = rowsOfRun(spec, await buildDataset(spec.data, {}));
    const training = countedByHand(rows.targets.subarray(0, trainRowCount));
    const validating = countedByHand(rows.targets.subarray(trainRowCount));
    expect(scoresOf(spec, rows)).toEqual({
      loss: expect.closeTo(training.entropy, 12),
      accuracy: training.share,
      val_accuracy: validating.share,
    });
  }
});

test("scores are counted once for runs with the same rows, and anew for others", async () => {
  const scoresOf = scoreKeeper();
  const held = specOf(0.2, 1);
  const rows = await buildDataset(held.data, {});
  const first = scoresOf(held, rows);
  expect(scoresOf({ ...held, seed: 2 }, rows)).toBe(first);
  const other = { ...held, training: { ...held.training, metrics: [] } };
  expect(scoresOf(other, rows)).not.toBe(first);
  const drawn = specOf({ random: 0.2 }, 1);
  const arranged = rowsOfRun(drawn, await buildDataset(drawn.data, {}));
  expect(scoresOf(drawn, arranged)).toBe(scoresOf(drawn, arranged));
  expect(scoresOf({ ...drawn, seed: 2 }, arranged)).not.toBe(scoresOf(drawn, arranged));
});
