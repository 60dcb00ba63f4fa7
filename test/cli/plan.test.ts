import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadPlan } from "../../src/cli/load-plan.ts";
import { sweep, temporaryFolder } from "./program.ts";

const HEAD = `name: flowers
seeds: 1..2
data: {source: iris}
train: {epochs: 1, batch: 10, loss: sparseCategoricalCrossentropy, optimizer: {name: sgd}}
variants: {a: {}}
`;

function writeConfig(layers: string, engine = "auto"): string {
  const file = join(temporaryFolder(), "c.yaml");
  writeFileSync(file, `${HEAD}engine: ${engine}\nmodel:\n  layers:\n${layers}`);
  return file;
}

const SMALL = "    - dense: {units: 3, activation: softmax}\n";
/** Ten times as many numbers as an arena may hold. */
const HUGE = `    - embedding: {inputDim: 1000000, outputDim: 20000}
    - flatten: {}
${SMALL}`;

describe("plan --program", () => {
  test("prints every variant's program under its digest, and trains nothing", async () => {
    const { out, exitCode } = await sweep("plan", writeConfig(SMALL), "--program");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^a, program [0-9a-f]{64}\n\nkernels \d+, arena of \d+ float32\n/);
    expect(out).toContain("= loss-gradient loss sparseCategoricalCrossentropy");
  });

  test("as JSON gives the digest that the plan's runs carry", async () => {
    const config = writeConfig(SMALL);
    const { out } = await sweep("plan", config, "--program", "--json");
    const { plan } = await loadPlan({ config, db: "nowhere.db" });
    const [{ variant, sha256, program }] = JSON.parse(out);
    expect([variant, sha256]).toEqual(["a", plan.runs[0]!.spec.program]);
    expect(program).toMatch(/^kernels/);
  });

  test("is refused for an engine without programs", async () => {
    const { exitCode, talk } = await sweep("plan", writeConfig(SMALL, "tfjs-cpu"), "--program");
    expect(exitCode).toBe(2);
    expect(talk).toContain(
      "--program: must be a plan for the compiled engine, got engine tfjs-cpu",
    );
  });
});

describe("a model that cannot be compiled", () => {
  test("is planned on tfjs-wasm where the engine is auto", async () => {
    const small = await loadPlan({ config: writeConfig(SMALL), db: "nowhere.db" });
    expect(small.plan.engine.name).toBe("compiled");
    const { plan } = await loadPlan({ config: writeConfig(HUGE), db: "nowhere.db" });
    expect(plan.engine.name).toBe("tfjs-wasm");
    expect(plan.runs[0]!.spec.program).toBeUndefined();
  });

  test("is refused by name where the compiled engine is asked for", async () => {
    const { exitCode, talk } = await sweep("plan", writeConfig(HUGE, "compiled"));
    expect(exitCode).toBe(2);
    expect(talk).toContain("compiled holds at most 2^31 - 1 numbers at once, got");
  });
});
