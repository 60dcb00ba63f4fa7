import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { folderWith } from "../module/temporary-module.ts";
import { sweep } from "./program.ts";

const ROWS = `import { noise } from "./noise.ts";
export function loadRows() {
  const inputs = Array.from({ length: 60 }, (_, i) => [Math.fround(Math.sin(i)), (i % 7) / 7]);
  return { inputs, targets: inputs.map(([a, b]) => a! * 2 + b! + noise(a!)) };
}
`;

const MODELS = `import * as tf from "@tensorflow/tfjs";
import { gain } from "./gain.ts";

class Gain extends tf.layers.Layer {
  static className = "Gain";
  override call(inputs: tf.Tensor | tf.Tensor[]) {
    return tf.mul([inputs].flat()[0]!, gain);
  }
}

const body = (inputShape: readonly number[], ...between: tf.layers.Layer[]) =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 8, activation: "relu", inputShape: [...inputShape], kernelInitializer: "glorotUniform" }),
      ...between,
      tf.layers.dropout({ rate: 0.2 }),
      tf.layers.dense({ units: 1, kernelInitializer: "glorotUniform" }),
    ],
  });
interface Context { readonly inputShape: readonly number[] }
export const known = ({ inputShape }: Context) => body(inputShape);
export const own = ({ inputShape }: Context) => body(inputShape, new Gain({ name: "gain" }));
`;

const FILES = {
  "rows.ts": ROWS,
  "noise.ts": "export const noise = (x: number): number => Math.fround(Math.abs(x) / 10);\n",
  "models.ts": MODELS,
  "gain.ts": "export const gain = 1.5;\n",
};

interface Parts {
  readonly data?: string;
  readonly model?: string;
  readonly variants?: string;
  readonly more?: string;
}

function config({ data, model, variants, more = "" }: Parts = {}): string {
  return `name: mine
seeds: 1..2
data: ${data ?? "{source: module, path: ./rows.ts, export: loadRows, validation: 0.2}"}
train: {epochs: 2, batch: 8, loss: mse, optimizer: {name: adam, learningRate: 0.01}}
model: ${model ?? "{module: ./models.ts, export: known}"}
variants: ${variants ?? "{with: {}, without: {without: [dropout]}}"}
${more}`;
}

/** A folder with a sweep and its modules. */
function given(parts: Parts = {}, files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ ...FILES, "mine.yaml": config(parts), ...files });
  const at = (name: string) => join(folder, name);
  return { folder, at, file: at("mine.yaml"), db: at("a.db") };
}

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sweep.js", import.meta.url));

const OWN = { model: "{module: ./models.ts, export: own}" };

function bitsIn(db: string): unknown[] {
  const database = new Database(db, { readonly: true });
  const sql = `SELECT variants.name || seed || series_sha256 || final_weights_sha256
     FROM runs JOIN variants ON variants.id = variant_id ORDER BY variants.name, seed`;
  const found = database.prepare(sql).pluck().all();
  database.close();
  return found;
}

describe("rows and a model of modules", () => {
  test("are trained compiled, once, and a remark in them trains nothing anew", async () => {
    const { file, db, at } = given();
    const first = await sweep("run", file, "--db", db);
    expect(first).toMatchObject({ exitCode: 0, talk: expect.stringContaining("4 to train") });
    expect(first.talk).toContain("on compiled");
    expect(first.talk).toContain("rows.ts: 60 rows; inputs of [2], targets of [1]\n");
    for (const name of ["rows.ts", "noise.ts", "models.ts", "gain.ts"]) {
      writeFileSync(at(name), `// a remark\n${FILES[name as "rows.ts"]}`);
    }
    const again = await sweep("run", file, "--db", db);
    expect(again).toMatchObject({ exitCode: 0, talk: expect.stringContaining("nothing to train") });
  });

  test("are the very runs of the same layers in YAML", async () => {
    const { folder, file, db } = given();
    const layers = `{layers: [{dense: {units: 8, activation: relu}}, {dropout: {rate: 0.2}},
      {dense: {units: 1}}]}`;
    await sweep("run", file, "--db", db);
    const written = join(folder, "written.yaml");
    writeFileSync(written, config({ model: layers }).replace("name: mine", "name: written"));
    const { talk } = await sweep("run", written, "--db", db);
    expect(talk).toContain("4 copied from equal runs, nothing to train");
  });

  test("are other runs where a file that they import makes other rows", async () => {
    const { file, db, at } = given();
    await sweep("run", file, "--db", db);
    writeFileSync(at("noise.ts"), FILES["noise.ts"].replace("10", "11"));
    expect(await sweep("run", file, "--db", db)).toMatchObject({
      exitCode: 0,
      talk: expect.stringContaining("4 to train"),
    });
  });

  test("are found again by why and verify, and told of where they make others", async () => {
    const { file, db, at } = given();
    await sweep("run", file, "--db", db);
    const why = await sweep("why", "with", "without", "--db", db);
    expect(why.out).toContain("without has no dropout-1");
    expect(await sweep("verify", "--db", db)).toMatchObject({ exitCode: 0 });
    writeFileSync(at("noise.ts"), "export const noise = () => 0;");
    const changed = await sweep("verify", "--db", db);
    expect(changed.exitCode).toBe(2);
    expect(changed.talk).toContain(`${at("rows.ts")}: loadRows: must make rows with SHA-256`);
    rmSync(at("rows.ts"));
    const gone = await sweep("why", "with", "without", "--db", db);
    expect(gone.exitCode).toBe(2);
    expect(gone.talk).toContain(`${at("rows.ts")}: must be a module's file, got no such file`);
  });
});

describe("a layer of the user's own", () => {
  test("is trained by tfjs, with the same bits in one thread and in two, and once", async () => {
    const { file, db, at } = given(OWN);
    const first = await sweep("run", file, "--db", db, "--threads", "2");
    expect(first).toMatchObject({ exitCode: 0, talk: expect.stringContaining("on tfjs-wasm") });
    const again = await sweep("run", file, "--db", db);
    expect(again.talk).toContain("nothing to train");
    await sweep("run", file, "--db", at("b.db"), "--threads", "1");
    expect(bitsIn(at("b.db"))).toEqual(bitsIn(db));
    expect(bitsIn(db)).toHaveLength(4);
  });

  test("is looked into by plan, why, its ladder and verify", async () => {
    const variants = "{with: {}, without: {without: [gain]}}";
    const loud = MODELS.replace("    return tf.mul", "    console.log('the layer prints');\n$&");
    const { file, db } = given({ ...OWN, variants }, { "models.ts": loud });
    const plan = await sweep("plan", file, "--db", db, "--json");
    expect(JSON.parse(plan.out)).toMatchObject({ variants: [{ parameters: 33 }, {}] });
    expect(await sweep("plan", file, "--db", db, "--program")).toMatchObject({ exitCode: 2 });
    await sweep("run", file, "--db", db, "--seeds", "1..3");
    // What the user's code prints in the program's own process is no part of its output.
    const args = [PROGRAM, "why", "with", "without", "--json", "--db", db];
    const why = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(JSON.parse(why.stdout)).toMatchObject({
      differs: { text: "without has no gain (own [8])" },
    });
    expect(why.stderr).toContain("the layer prints");
    const ladder = await sweep("why", "with", "without", "--ladder", "--db", db);
    expect(ladder).toMatchObject({ exitCode: 0, out: expect.stringContaining("without gain") });
    expect(await sweep("verify", "mine", "--db", db)).toMatchObject({ exitCode: 0 });
  });

  test("makes other runs where a file that its module imports has changed", async () => {
    const { file, db, at, folder } = given(OWN);
    await sweep("run", file, "--db", db);
    writeFileSync(at("gain.ts"), "export const gain = 1.5; // a remark");
    const why = await sweep("why", "with", "without", "--db", db);
    expect(why.exitCode).toBe(2);
    expect(why.talk).toContain(`${at("models.ts")}: must be as it was, with SHA-256`);
    expect(why.talk).toContain("hint: it or a file that it imports has changed");
    expect((await sweep("run", file, "--db", db)).talk).toContain("4 to train");
    renameSync(folder, `${folder}-moved`);
    const moved = await sweep("run", `${folder}-moved/mine.yaml`, "--db", `${folder}-moved/a.db`);
    rmSync(`${folder}-moved`, { recursive: true });
    expect(moved.talk).toContain("nothing to train");
  });

  test("that calls Math.random is found before the first run", async () => {
    const random = MODELS.replace("[0]!, gain)", "[0]!, gain + Math.random())");
    const { file, db, at } = given(OWN, { "models.ts": random });
    const run = await sweep("run", file, "--db", db);
    expect(run.exitCode).toBe(4);
    expect(run.talk).toContain(`${at("models.ts")}:7 calls Math.random, which no seed decides`);
    const audit = await sweep("audit", file);
    expect(audit).toMatchObject({ exitCode: 4, out: expect.stringContaining("Math.random") });
  });

  test("that counts on in its thread from run to run is found by the audit", async () => {
    const counting = MODELS.replace(
      "    return tf.mul([inputs].flat()[0]!, gain);",
      `    const shared = globalThis as { calls?: number };
      shared.calls = (shared.calls ?? 0) + 1;
      return tf.mul([inputs].flat()[0]!, 1 + shared.calls / 100);`,
    );
    const { file } = given(OWN, { "models.ts": counting });
    const audit = await sweep("audit", file, "--threads", "3");
    expect(audit).toMatchObject({ exitCode: 4, out: expect.stringContaining("seed 1 twice") });
  });

  test("that throws in the middle of a run fails it with its line", async () => {
    const counting = MODELS.replace(
      "    return tf.mul",
      "    if (++n > 10) throw new Error('worn out');\n    return tf.mul",
    );
    const files = { "models.ts": `let n = 0;\n${counting}` };
    const { file, db, at } = given(OWN, files);
    const run = await sweep("run", file, "--db", db, "--no-audit");
    expect(run.exitCode).toBe(1);
    const status = await sweep("status", "--db", db);
    expect(status.out).toContain(`${at("models.ts")}:8:25: own: must not throw, got "Error: worn`);
  });
});

describe("mistakes end in exit code 2 and leave no database", () => {
  test.each<[string, Parts, Record<string, string>, string]>([
    [
      "a module of rows that is not there",
      { data: "{source: module, path: ./no.ts}" },
      {},
      "mine.yaml:3:30: data.path: must be a module's file, got no such file",
    ],
    [
      "a module of a model that is not there",
      { model: "{module: ./no.ts}" },
      {},
      "mine.yaml:5:17: model.module: must be a module's file, got no such file",
    ],
    [
      "an export that is no name",
      { model: "{module: ./models.ts, export: a-b}" },
      {},
      "mine.yaml:5:38: model.export: must be the name of an export, got a-b",
    ],
    [
      "a name that is nearly right",
      { model: "{module: ./models.ts, export: Known}" },
      {},
      'models.ts: must export Known, got known, own\nhint: did you mean "known"?',
    ],
    [
      "a layer to leave out that is not there",
      { variants: "{a: {without: [dropuot]}}" },
      {},
      "variants.a.without.0: must name a layer or a kind of the model, got dropuot",
    ],
    [
      "a layer that throws when it is called",
      OWN,
      { "models.ts": MODELS.replace("return tf.mul", "throw new Error('no'); return tf.mul") },
      'models.ts:7:11: own: must not throw, got "Error: no"',
    ],
    [
      "a layer that the engine cannot train",
      { model: "{module: ./conv.ts}", variants: "{a: {}}" },
      {
        "conv.ts": `import * as tf from "@tensorflow/tfjs";
export default () => tf.sequential({ layers: [
  tf.layers.reshape({ targetShape: [2, 1], inputShape: [2] }),
  tf.layers.conv1d({ filters: 2, kernelSize: 2 }), tf.layers.flatten(), tf.layers.dense({ units: 1 })] });`,
      },
      "conv.ts: default export: must have layers that engine tfjs-wasm trains, got one that needs " +
        "Conv2DBackpropFilter\nhint: engine: tfjs-cpu trains all that tfjs has",
    ],
    [
      "a validation that leaves no rows",
      { data: "{source: module, path: ./rows.ts, export: loadRows, validation: 0.99}" },
      {},
      "must leave rows on both sides of the 60 of",
    ],
  ])("%s", async (_, parts, files, told) => {
    const { file, db } = given(parts, files);
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, existsSync(db)]).toEqual([2, false]);
    expect(talk).toContain(told);
    expect(talk).not.toMatch(/^ +at /m);
  });

  test("own layers on the compiled engine are refused by name", async () => {
    const { file, db } = given(OWN);
    const { exitCode, talk } = await sweep("run", file, "--db", db, "--engine", "compiled");
    expect([exitCode, existsSync(db)]).toEqual([2, false]);
    expect(talk).toContain("engine: compiled knows no Gain (layer gain) of a module");
  });
});

test("variants that share a module and its export have it build their model once", async () => {
  const counting = `import { appendFileSync } from "node:fs";
    import * as tf from "@tensorflow/tfjs";
    const built = (units: number) => ({ inputShape }: { inputShape: number[] }) => {
      appendFileSync(import.meta.dirname + "/built.txt", units + ";");
      return tf.sequential({ layers: [tf.layers.dense({ units, inputShape })] });
    };
    export const one = built(1);
    export const other = ({ inputShape }: { inputShape: number[] }) => {
      const model = built(3)({ inputShape });
      model.add(tf.layers.dense({ units: 1 }));
      return model;
    };`;
  const one = "module: ./counting.ts, export: one";
  const slow = `{${one}, set: {train.epochs: 1}}`;
  const variants = `{a: {${one}}, b: ${slow}, c: {module: ./counting.ts, export: other}}`;
  const text = config({ model: "{module: ./counting.ts, export: one}", variants });
  const folder = folderWith({ ...FILES, "counting.ts": counting, "sweep.yaml": text });
  const planned = await sweep("plan", join(folder, "sweep.yaml"), "--db", join(folder, "a.db"));
  expect(planned.exitCode).toBe(0);
  // Twice each: a model has to come out the same.
  expect(readFileSync(join(folder, "built.txt"), "utf8")).toBe("1;1;3;3;");
});
