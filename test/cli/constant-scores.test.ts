import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sweep, temporaryFolder } from "./program.ts";

test("runs that learn nothing are counted, named and exported, accuracies beside the majority", async () => {
  const folder = temporaryFolder();
  const [config, db] = [join(folder, "dead.yaml"), join(folder, "a.db")];
  const lines = [
    "name: dead",
    "seeds: 1..3",
    "data: {source: iris, shuffle: 1, validation: {random: 0.2}}",
    "train:",
    "  epochs: 12",
    "  loss: sparseCategoricalCrossentropy",
    "  metrics: [accuracy]",
    "  optimizer: {name: adam, learningRate: 0.05}",
    "model:",
    "  layers:",
    "    - dense: {units: 4, activation: relu}",
    "    - dense: {units: 3, activation: softmax}",
    "variants:",
    "  live: {}",
    // Units that give 0 for every row, and so have no gradient.
    "  dead: {set: {model.layers.0.dense.kernelInitializer: zeros}}",
    "  penalized: {set: {model.layers.0.dense.kernelRegularizer: {l2: {l2: 0.02}}}}",
    "compare: {metric: val_loss}",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const { out } = await sweep("run", config, "--db", db, "--no-audit", "--threads", "1");
  expect(out.replace(/\s+/g, " ")).toContain(
    "collapsed, no better in training than a constant answer: dead seeds 1..3",
  );
  expect(out.replace(/\s+/g, " ")).toContain(
    "val_loss holds the penalties, and these differ: live none; " +
      "penalized l2 0.02 of dense-1's kernel;",
  );
  const json = JSON.parse((await sweep("report", "--json", "--db", db)).out);
  expect(json.variants.map(({ collapsed }: { collapsed: number[] }) => collapsed)).toEqual([
    [],
    [1, 2, 3],
    [],
  ]);
  const accuracy = await sweep("report", "--metric", "val_accuracy", "--db", db);
  expect(accuracy.out).toMatch(/mean +sd +median +min +max +constant +collapsed\n/);
  expect(accuracy.out.replace(/\s+/g, " ")).toMatch(
    /dead: val_accuracy 0\.\d+ is not above 0\.\d+, what the majority class alone scores/,
  );
  const exported = JSON.parse((await sweep("export", "--json", "--db", db)).out);
  const [live] = exported;
  const penalized = exported.find(({ variant }: { variant: string }) => variant === "penalized");
  expect(live).toMatchObject({ penalty: 0, constantScores: { loss: expect.closeTo(1.098, 2) } });
  expect(penalized.penalty).toBeGreaterThan(0);
  expect(penalized.constantScores).toEqual(live.constantScores);
});
