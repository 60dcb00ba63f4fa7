import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RUNGS } from "../../src/diagnose/finding.ts";
import { sweep, temporaryFolder, writeSweep } from "./program.ts";

const VARIANTS = `
  with: {}
  untold: {dispatch: call}
  far: {build: deferred, set: {train.optimizer.learningRate: 0.001, train.epochs: 3}}
  bad: {set: {model.layers.1.dropout.rate: 0.5}, without: [dense-1]}`;

async function recorded(): Promise<string> {
  const folder = temporaryFolder();
  const db = join(folder, "a.db");
  const variants = VARIANTS.split("\n").slice(0, -1).join("\n");
  const file = writeSweep(folder, { variants, seeds: "1..4" });
  expect((await sweep("run", file, "--db", db)).exitCode).toBe(0);
  return db;
}

describe("sweep why", () => {
  test("names the training flag of a variant that is called, and ends with 0", async () => {
    const db = await recorded();
    const { out, exitCode } = await sweep("why", "with", "untold", "--db", db, "--seed", "3");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^with against untold, seed 3, engine compiled\//);
    expect(out).toContain("  x training flag, masks  with untold, dropout-1 drops 0 of 128 units");
    expect(out).toMatch(/its training flag is off,\s+as a plain call tells its layers nothing\n$/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("prints JSON as the contract has it", async () => {
    const db = await recorded();
    const { out } = await sweep("why", "with", "untold", "--db", db, "--json");
    const found = JSON.parse(out);
    expect(found).toMatchObject({ a: "with", b: "untold", seed: 1 });
    expect(found.declared).toEqual([{ path: "dispatch", a: "fit", b: "call" }]);
    expect(found.passed).toEqual(RUNGS.slice(0, 5));
    expect(found.differs).toMatchObject({ rung: "training-flag", where: "dropout-1", step: 1 });
    expect(found.differs.text).toContain("drops 0 of 128");
    expect(found.sentence.startsWith(found.differs.text)).toBe(true);
  });

  test("says of one variant that two runs of it are the same, on one engine and on two", async () => {
    const db = await recorded();
    const once = await sweep("why", "with", "--db", db);
    expect(once.out).toContain("no difference: two runs of with are the same to the last bit");
    const twice = await sweep("why", "with", "--db", db, "--engine", "compiled,tfjs-wasm");
    expect(twice.out).toContain("no difference but rounding between the engines, seed 1");
    const cross = await sweep("why", "with", "--db", db, "--engine", "tfjs-wasm,tfjs-cpu");
    expect(cross.out).toContain("no difference but rounding between the engines, seed 1");
  });

  test.each([
    [["why", "wiht", "untold"], /must be one of with, untold, far, got "wiht"\nhint: did you mean/],
    [["why", "with", "untold", "--seed", "-1"], /--seed: must be a whole number/],
    [["why", "with", "--engine", "jax"], /--engine: must be one or two of compiled.*got "jax"/],
    [["why", "with", "untold", "--engine", "compiled,tfjs-cpu"], /two engines.*on one variant/],
    [["why", "with", "with", "--ladder"], /--ladder: with and with must differ/],
    [["why", "with", "untold", "--sweep", "big"], /the sweep must be one of small, got "big"/],
  ])("refuses %j in words, with 2", async (args, words) => {
    const db = await recorded();
    const { talk, out, exitCode } = await sweep(...args, "--db", db);
    expect(exitCode).toBe(2);
    expect(talk).toMatch(words);
    expect(out).toBe("");
  });

  test("refuses a sweep that was imported, in words", async () => {
    const { writeFileSync } = await import("node:fs");
    const folder = temporaryFolder();
    const file = join(folder, "results.csv");
    writeFileSync(file, "variant,seed,loss\na,1,0.5\nb,1,0.4\n");
    const db = join(folder, "a.db");
    await sweep("import", file, "--name", "far", "--db", db);
    const { talk, exitCode } = await sweep("why", "a", "b", "--db", db);
    expect(exitCode).toBe(2);
    expect(talk).toContain("needs runs that are trained here, got the imported far");
  });
});

describe("sweep why --ladder", () => {
  test("trains the rungs between, each once, and tells what each change did", async () => {
    const db = await recorded();
    const first = await sweep("why", "with", "far", "--db", db, "--ladder", "--json");
    expect(first.exitCode).toBe(0);
    const { rungs, gap, seedCount } = JSON.parse(first.out);
    expect(seedCount).toBe(4);
    expect(rungs.map(({ change }: { change: string }) => change)).toEqual([
      "build",
      "set train.optimizer.learningRate",
      "set train.epochs",
    ]);
    const differences = rungs.map(({ difference }: { difference: number }) => difference);
    const sum = differences.reduce((total: number, each: number) => total + each, 0);
    expect(sum).toBeCloseTo(gap.difference, 9);
    // A named seeding does not ask how a model is built.
    expect(differences[0]).toBe(0);
    const sweepOf = ["--sweep", "small"];
    const again = await sweep("why", "with", "far", "--db", db, "--ladder", "--json", ...sweepOf);
    expect(again.talk).toContain("nothing to train");
    expect(again.out).toBe(first.out);
  });
});
