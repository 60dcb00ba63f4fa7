import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../cli/program.ts";

// The package as its users have it: found by name in node_modules, types and all.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * A project of somebody else's, with the package and Node's types installed.
 *
 * @param more compiler options
 */
function consumer(program: string, more: object = {}): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  for (const name of ["@types/node", "undici-types"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  }
  symlinkSync(ROOT, join(folder, "node_modules/seed-sweep"));
  const compilerOptions = {
    ...{ target: "ES2023", module: "NodeNext", types: ["node"], strict: true },
    ...{ exactOptionalPropertyTypes: true, skipLibCheck: false, noEmitOnError: true },
    ...more,
  };
  const project = { compilerOptions, files: ["program.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(project));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "program.ts"), program);
  return folder;
}

function compile(folder: string): string {
  try {
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    return execFileSync(process.execPath, [tsc], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

const PROGRAM = `
import { compare, reportText, runSweep, SweepError, type Summary, type SweepConfig } from "seed-sweep";

const config: SweepConfig = {
  name: "widths",
  seeds: "1..5",
  data: { source: "iris", shuffle: 1, validation: 0.2 },
  train: { epochs: 8, loss: "sparseCategoricalCrossentropy", optimizer: { name: "adam", learningRate: 0.01 } },
  model: { layers: [{ dense: { units: 2, activation: "relu" } }, { dense: { units: 3, activation: "softmax" } }] },
  variants: { narrow: {}, wide: { set: { "model.layers.0.dense.units": 64 } } },
};
const summary: Summary = await runSweep(config, { db: "a.db", threads: 2 });
const values = (name: string): Record<number, number> =>
  Object.fromEntries(summary.variants.find((each) => each.name === name)!.runs.map((run) => [run.seed, run.value!]));
const again = compare(values("wide"), values("narrow"), { scale: "log" });
const [pair] = summary.comparisons;
console.log(pair?.verdict, again.verdict, again.difference === pair?.difference);
console.log(reportText(summary).split("\\n")[0]);
try {
  await runSweep("nowhere.yaml", { db: "a.db" });
} catch (error) {
  if (error instanceof SweepError && error.code === "CONFIG_INVALID") console.log("caught");
}
`;

test("a strict TypeScript program compiles, runs and ends in a verdict", async () => {
  const folder = consumer(PROGRAM);
  expect(compile(folder)).toBe("");
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["program.js"], {
    cwd: folder,
  });
  expect(stdout.trim().split("\n")).toEqual([
    "better better true",
    "widths  val_loss, last epoch · lower is better · engine compiled/2-4",
    "caught",
  ]);
  expect(stderr).toBe("");
});

test("a misspelled option, a wrong type and a name that is not exported do not compile", () => {
  const folder = consumer(`
import { compare, runSweep, trainRuns } from "seed-sweep";
await runSweep("a.yaml", { thread: 2 });
compare(["1"], [2]);
trainRuns();
`);
  const errors = compile(folder);
  expect(errors).toContain("'thread' does not exist in type 'RunSweepOptions'");
  expect(errors).toContain("Type 'string' is not assignable to type 'number'");
  expect(errors).toContain("no exported member 'trainRuns'");
});

test("to import it starts nothing, reads no arguments and prints nothing", async () => {
  const folder = consumer("");
  // Files that were read are still being closed; whatever else is active was started.
  const script = `
    await import("seed-sweep");
    const active = process.getActiveResourcesInfo();
    process.stdout.write(active.filter((name) => !/^(CloseReq|PipeWrap)$/.test(name)).join());`;
  const args = ["--input-type=module", "-e", script, "--", "run", "nowhere.yaml"];
  const ended = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect(ended).toEqual({ stdout: "", stderr: "" });
});

const MODULE = `
import type { BuildModel, DataContext, DataRows } from "seed-sweep/module";

export const buildModel: BuildModel = ({ tf, inputShape, targetShape }) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, activation: "relu", inputShape: [...inputShape] }),
      tf.layers.dense({ units: targetShape[0] ?? 1 }),
    ],
  });

export function makeRows({ folder }: DataContext): DataRows {
  return { inputs: [[folder.length, 2], [3, 4]], targets: Float32Array.of(1, 2) };
}
`;

test("a module's author is told of a slip by the compiler", () => {
  // tfjs' own types name others that they do not bring.
  const more = { skipLibCheck: true };
  expect(compile(consumer(MODULE, more))).toBe("");
  const slipped = consumer(MODULE.replace("units: 8", "unit: 8"), more);
  expect(compile(slipped)).toContain("'unit' does not exist in type 'DenseLayerArgs'");
});
