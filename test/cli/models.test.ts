import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { type KerasNumbers, kerasFile, kerasJson } from "../reference/keras-models/keras-files.ts";
import { sweep, temporaryFolder } from "./program.ts";

/** The rows that make_models.py trained on. */
function table(): string {
  const { inputs, targets } = kerasJson("sequential.numbers.json") as KerasNumbers;
  const rows = Array.from({ length: inputs.length / 6 }, (_, row) =>
    [...inputs.slice(6 * row, 6 * row + 6), ...targets.slice(2 * row, 2 * row + 2)].join(","),
  );
  return `a,b,c,d,e,f,y,z\n${rows.join("\n")}\n`;
}

interface Parts {
  readonly model?: string;
  readonly variants?: string;
  readonly train?: string;
  readonly more?: string;
}

const BOTH = "{keras: ./sequential.json, weights: ./sequential.safetensors}";

/** A folder with a sweep, its data, and what Keras wrote. */
function given({ model = BOTH, variants = "{a: {}}", train = "", more = "" }: Parts = {}) {
  const folder = temporaryFolder();
  for (const name of [
    "sequential.json",
    "functional.json",
    "functional.npz",
    "sequential.safetensors",
    "sequential.keras2.h5",
    "sequential.types.h5",
  ]) {
    copyFileSync(kerasFile(name), join(folder, name));
  }
  writeFileSync(join(folder, "rows.csv"), table());
  const file = join(folder, "mine.yaml");
  writeFileSync(
    file,
    `name: mine
seeds: 1..3
data: {source: csv, path: ./rows.csv, target: [y, z], standardize: false, validation: 0.25}
train: {epochs: 2, batch: 16, loss: mse, optimizer: {name: sgd, learningRate: 0.01}${train}}
${model === "" ? "" : `model: ${model}\n`}${more}variants: ${variants}
`,
  );
  return { folder, file, db: join(folder, "a.db") };
}

function query(db: string, sql: string): unknown[] {
  const database = new Database(db, { readonly: true });
  const found = database.prepare(sql).pluck().all();
  database.close();
  return found;
}

describe("a sweep on a model of Keras", () => {
  test("trains it, and says what of it is passed over and what the seed still moves", async () => {
    const { file, db } = given();
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, talk]).toEqual([0, expect.stringContaining("3 to train")]);
    expect(talk).toContain(
      "a: initial weights are given; the seed still moves the order of the rows",
    );
    expect(talk).toContain("seed 1 twice gives equal bits, seed 2 others");
    const [initial, ...others] = query(db, "SELECT DISTINCT initial_weights_sha256 FROM runs");
    expect([typeof initial, others]).toEqual(["string", []]);
    expect(query(db, "SELECT DISTINCT series_sha256 FROM runs")).toHaveLength(3);
  });

  test("takes the same weights of another file for the same run", async () => {
    const { file, db } = given({ variants: "{a: {}, b: {weights: ./sequential.keras2.h5}}" });
    const { talk } = await sweep("run", file, "--db", db);
    expect(talk).toContain("2 variants x 3 seeds = 6 runs; 3 to train");
    expect(query(db, "SELECT count(*) FROM runs WHERE state = 'done'")).toEqual([6]);
  });

  test("draws the weights where none are given, and leaves layers out by name or kind", async () => {
    const variants = `
  drawn: {}
  bare: {without: [batchNormalization, layer_normalization]}
  given: {weights: ./sequential.safetensors, without: [batch_normalization]}`;
    const { file, db } = given({ model: "{keras: ./sequential.json}", variants });
    const { exitCode } = await sweep("run", file, "--db", db);
    expect(exitCode).toBe(0);
    const definitions = query(db, "SELECT definition FROM variants ORDER BY name") as string[];
    const models = definitions.map((each) => JSON.parse(each).model);
    const names = models.map(({ layers }) => layers.map(({ name }: { name: string }) => name));
    expect(names[0]).toEqual(["dense", "re_lu", "narrow", "dense_1"]);
    expect(names[2]).toEqual(["dense", "re_lu", "narrow", "layer_normalization", "dense_1"]);
    expect(models.map((model) => "initialWeights" in model)).toEqual([false, false, true]);
    const { out } = await sweep("verify", "--db", db, "--runs", "all");
    expect(out).toContain("verified: the record of 9 runs holds, 9 of them repeated");
  });

  test("needs no base model where every variant brings its own", async () => {
    const variants =
      "{a: {keras: ./sequential.json}, b: {keras: ./sequential.json, dispatch: call}}";
    const { file, db } = given({ model: "", variants });
    expect((await sweep("plan", file, "--db", db)).exitCode).toBe(0);
  });

  test("gives weights to layers that are written in the config", async () => {
    const model = `
  weights: ./functional.npz
  layers:
    - dense: {units: 8, activation: relu, name: second, inputs: [input]}
    - dense: {units: 8, activation: swish, name: first, inputs: [input]}
    - add: {inputs: [second, first]}
    - average: {inputs: [add-1, first]}
    - concatenate: {inputs: [average-1, second, add-1]}
    - batchNormalization:
    - dense: {units: 3}
    - dense: {units: 2, name: more}`;
    const { file, db } = given({ model, variants: "{a: {without: [more]}}" });
    const { exitCode, talk } = await sweep("plan", file, "--db", db);
    expect([exitCode, talk]).toEqual([2, expect.stringContaining("as many numbers as a target")]);
    const short = model.replace("\n    - dense: {units: 2, name: more}", "");
    const other = given({ model: short, variants: "{a: {}}" });
    const { talk: told } = await sweep("plan", other.file, "--db", db);
    expect(told).toContain("the model must end in as many numbers as a target has (2), got 3");
  });

  test("notes that numbers are rounded to float32", async () => {
    const { file, db } = given({ variants: "{a: {weights: ./sequential.types.h5}}" });
    const { talk } = await sweep("plan", file, "--db", db);
    expect(talk).toContain("float16 and float64 numbers are rounded to float32");
  });

  test("warns where layers of two files were counted out differently", async () => {
    const { folder, file, db } = given({
      model: "{keras: ./sequential.json}",
      variants: "{a: {}, b: {keras: ./other.json}}",
    });
    const json = readFileSync(join(folder, "sequential.json"), "utf8");
    writeFileSync(join(folder, "other.json"), json.replaceAll('"dense"', '"dense_7"'));
    const { out } = await sweep("plan", file, "--db", db);
    expect(out).toContain("a has dense, dense_1 and b has dense_7, dense_1: layers that stand");
  });
});

describe("given weights", () => {
  test("are no dead seed to the audit, which says that they are given", async () => {
    const { file } = given({ variants: "{a: {}, b: {keras: ./sequential.json}}" });
    const { exitCode, out } = await sweep("audit", file);
    expect(exitCode).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain(
      "initial weights, order follow the seed as the config says; given, whatever the seed: " +
        "initial weights of a",
    );
  });

  test("leave nothing to the seed where the rows keep their order, and the audit says so", async () => {
    const { file, db } = given({ train: ", shuffle: false" });
    const { exitCode, out } = await sweep("audit", file);
    expect(exitCode).toBe(0);
    expect(out.replace(/\s+/g, " ")).toContain(
      "seed 1 and seed 2 give the same run: the initial weights are given, and nothing else",
    );
    const { talk } = await sweep("plan", file, "--db", db);
    expect(talk).toContain("the seed still moves nothing: every seed gives the same run");
  });

  test("are the cause that why names", async () => {
    const { file, db } = given({ variants: "{a: {}, b: {keras: ./sequential.json}}" });
    await sweep("run", file, "--db", db);
    const { out } = await sweep("why", "a", "b", "--db", db);
    expect(out).toContain("x initial weights");
    expect(out.replace(/\s+/g, " ")).toContain("they are given with a and drawn with b");
  });

  test("are looked for where they lay, and others in their place are refused", async () => {
    const model = "{keras: ./sequential.json, weights: ./sequential.keras2.h5}";
    const { folder, file, db } = given({ model });
    await sweep("run", file, "--db", db);
    const weights = join(folder, "sequential.keras2.h5");
    copyFileSync(kerasFile("sequential.legacy.h5"), weights); // the same weights, other bytes
    expect((await sweep("verify", "--db", db)).exitCode).toBe(0);
    copyFileSync(kerasFile("sequential.types.h5"), weights);
    for (const command of [["verify"], ["why", "a"]]) {
      const { exitCode, talk } = await sweep(...command, "--db", db);
      expect([exitCode, talk]).toEqual([
        2,
        expect.stringContaining("must give the weights that the sweep started from, got others"),
      ]);
    }
    renameSync(weights, join(folder, "away.h5"));
    const { exitCode, talk } = await sweep("verify", "--db", db);
    expect([exitCode, talk]).toEqual([2, expect.stringContaining("must be a file, got no such")]);
  });
});

describe("why --ladder", () => {
  const variants = `
  a: {}
  b: {keras: ./sequential.json, without: [batch_normalization], set: {train.batch: 8}}`;

  test("finds the models of the sweep, from any folder, and takes a model for one change", async () => {
    const { file, db } = given({ variants });
    await sweep("run", file, "--db", db);
    const { exitCode, out, talk } = await sweep("why", "a", "b", "--ladder", "--db", db);
    expect([exitCode, talk]).toEqual([0, expect.stringContaining("mine+ladder: 3 variants")]);
    expect(out).toContain('model: {} -> {"keras":"./sequential.json","');
    const again = await sweep(
      ...["why", "a", "b", "--ladder", "--sweep", "mine+ladder", "--db", db],
    );
    expect(again.exitCode).toBe(0);
  });

  test("refuses a model that is another one now, or gone", async () => {
    const { folder, file, db } = given({ variants });
    await sweep("run", file, "--db", db);
    const model = join(folder, "sequential.json");
    writeFileSync(model, readFileSync(model, "utf8").replace('"gelu"', '"relu"'));
    const changed = await sweep("why", "a", "b", "--ladder", "--db", db);
    expect([changed.exitCode, changed.talk]).toEqual([
      2,
      expect.stringContaining("sequential.json: must be as the sweep was recorded with it"),
    ]);
    renameSync(model, join(folder, "away.json"));
    const gone = await sweep("why", "a", "b", "--ladder", "--db", db);
    expect([gone.exitCode, gone.talk]).toEqual([
      2,
      expect.stringContaining("must be a file, got no such file"),
    ]);
  });
});

describe("mistakes", () => {
  test("in the config and in files are told at once, and nothing is recorded", async () => {
    const { folder, file, db } = given({
      variants: `
  a: {keras: ./gone.json}
  b: {keras: ./broken.json}
  c: {keras: ./functional.json}
  d: {without: [dens]}
  e: {keras: ./sequential.json, weights: ./functional.npz}
  f: {weights: ./weights.txt}
  g: {keras: ./odd.json}`,
    });
    writeFileSync(join(folder, "broken.json"), '{"class_name":\n  "Sequential",, }');
    const json = readFileSync(join(folder, "sequential.json"), "utf8");
    writeFileSync(join(folder, "odd.json"), json.replace('"gelu"', '"gelo"'));
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect(exitCode).toBe(2);
    const told = talk.replaceAll(`${folder}/`, "");
    expect(told).toContain("mine.yaml:7:14: variants.a.keras: must be a file, got no such file");
    expect(told).toContain("hint: looked for it as gone.json, beside the config");
    expect(told).toContain(
      "variants.d.without.0: must name a layer or a kind of the model, got dens",
    );
    expect(told).toContain('hint: did you mean "dense"?');
    expect(told).toContain("variants.f.weights: must end in one of .npz, .safetensors, .h5, .hdf5");
    expect(told).toContain('broken.json:2:16: must be JSON, got ","');
    expect(told).toContain('odd.json: layers.1.activation (Dense "dense"): must be one of linear');
    expect(told).toContain("functional.npz: must hold the model's 11 weights, dense/kernel");
    expect(told).not.toMatch(/^ +at |node_modules|undefined|\[object/m);
    expect(existsSync(db)).toBe(false);
  });

  test("of tf1-graph's op seeds are told once the layers are known", async () => {
    const more = "seeding: {rule: tf1-graph, lastId: 2147483640}\n";
    const { file, db } = given({ model: "{keras: ./sequential.json}", more });
    const { exitCode, talk } = await sweep("plan", file, "--db", db);
    expect([exitCode, talk]).toEqual([
      2,
      expect.stringContaining("seeding.lastId: must leave the op seeds of 6 layers"),
    ]);
  });
});
