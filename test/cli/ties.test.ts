import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

test("three tied accuracies of a file hold no gate", async () => {
  const folder = temporaryFolder();
  const [file, db] = [join(folder, "results.csv"), join(folder, "a.db")];
  const rows = ["b", "a"].flatMap((name) =>
    [0.9, 0.93, 0.9].map((value, index) => `${name},${index + 1},${value}`),
  );
  writeFileSync(file, `variant,seed,val_acc\n${rows.join("\n")}\n`);
  await sweep("import", file, "--name", "far", "--db", db);
  for (const relation of ["equivalent-to", "not-worse-than", "better-than"]) {
    const gate = await sweep("gate", `a ${relation} b`, "--margin", "0.01", "--db", db);
    expect(gate).toMatchObject({
      exitCode: 3,
      out:
        `undecided: a ${relation} b; undecided between a and b: ` +
        "val_acc of a and b is equal on all 3 seeds\n",
      talk: expect.stringContaining(
        "caveat: val_acc is equal on all 3 seeds: ties are no evidence of equivalence\n",
      ),
    });
  }
});

test("tied accuracies do not end a sweep before its budget", async () => {
  const folder = temporaryFolder();
  const [config, db] = [join(folder, "tied.yaml"), join(folder, "a.db")];
  // Steps too small to move an accuracy, and no two of them equal.
  const lines = [
    "name: tied",
    "seeds: 1..6",
    "data: {source: iris, shuffle: 1, validation: 0.2}",
    "train:",
    "  epochs: 1",
    "  loss: sparseCategoricalCrossentropy",
    "  metrics: [accuracy]",
    "  optimizer: {name: sgd, learningRate: 0.000001}",
    "model: {layers: [dense: {units: 3, activation: softmax}]}",
    "variants: {slow: {}, slower: {set: {train.optimizer.learningRate: 0.0000001}}}",
    "compare: {metric: val_accuracy, margin: 0.01}",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const { exitCode, out, talk } = await sweep(
    "run",
    config,
    "--until-decided",
    "--threads",
    "1",
    "--db",
    db,
  );
  expect(exitCode).toBe(3);
  expect(talk).toContain("look at 5 pairs: slower undecided, equal on every seed so far\n");
  expect(talk).not.toContain("look at 3 pairs");
  expect(out).toContain("UNDECIDED  val_accuracy of slower and slow is equal on all 6 seeds\n");
  expect(out).toMatch(/equal on all 6 seeds,\s+though the runs differ:\s+ties are no evidence/);
  expect(out).not.toContain("no margin");
  expect((await sweep("why", "slow", "slower", "--db", db)).exitCode).toBe(0);
});

test("runs that are equal to the bit do not end a sweep before its first look", async () => {
  const folder = temporaryFolder();
  const config = writeSweep(folder, { seeds: "1..9", variants: "{a: {}, twin: {}}" });
  const db = join(folder, "a.db");
  const args = ["--until-decided", "--threads", "1", "--db", db, "--json"];
  const { exitCode, out } = await sweep("run", config, ...args);
  expect(exitCode).toBe(0);
  const { comparisons, variants } = JSON.parse(out);
  expect(comparisons[0].verdict).toBe("identical");
  expect(variants[0].n).toBe(5);
});
