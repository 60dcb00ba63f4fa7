import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { sweep, temporaryFolder } from "./program.ts";

test("the config that init writes runs as it is, to a report", async () => {
  const folder = temporaryFolder();
  const [out, db] = [join(folder, "first try.yaml"), join(folder, "a.db")];
  expect(await sweep("init", "--out", out)).toEqual({
    ...{ exitCode: 0, out: "", talk: `wrote ${out}\nhint: sweep run ${out}\n` },
  });
  const ran = await sweep("run", out, "--db", db);
  expect(ran.exitCode).toBe(0);
  expect(ran.out).toMatch(/^first-try {2}val_loss, last epoch/);
  expect(ran.out).toContain("with-dropout relative to without-dropout");
  expect(ran.talk).not.toContain("warning");
});

function folderWith(csv: string) {
  const folder = temporaryFolder();
  const [data, out] = [join(folder, "my data.csv"), join(folder, "conf/sweep.yaml")];
  mkdirSync(join(folder, "conf"));
  writeFileSync(data, csv);
  return { folder, data, out };
}

const HOUSES = `id,area,"rooms, all",town,price
1,50,2,Bern,100.5
2,70,3,Genf,inf
3,90,,Bern,300
`;

describe("the config for a table", () => {
  test("predicts a column of numbers by its mean squared error", async () => {
    const { data, out } = folderWith(HOUSES);
    const { exitCode, talk } = await sweep(
      "init",
      "--data",
      data,
      "--target",
      "price",
      "--out",
      out,
    );
    expect({ exitCode, talk }).toEqual({
      exitCode: 0,
      talk: `wrote ${out}\nhint: sweep run ${out}\n`,
    });
    await expect(readFileSync(out, "utf8")).toMatchFileSnapshot(
      "../golden/files/starter-numbers.yaml",
    );
  });
  test("predicts a column of texts as one class for each", async () => {
    const { data, out } = folderWith(HOUSES);
    await sweep("init", "--data", data, "--target", "town", "--out", out);
    await expect(readFileSync(out, "utf8")).toMatchFileSnapshot(
      "../golden/files/starter-classes.yaml",
    );
  });
  test("ignores row numbers and texts that hardly repeat, and says where a cell is missing", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i},person ${i},${["", "x", "z"][i % 3]},y`,
    );
    const { data, out } = folderWith([",name,kind,y: or n", ...rows].join("\n"));
    const { talk } = await sweep("init", "--data", data, "--target", "kind", "--out", out);
    expect(talk).toContain("note: kind is empty in 20 of 60 rows\n");
    expect(readFileSync(out, "utf8")).toMatch(
      /^ {2}target: kind +#.*\n {2}ignore: \["", name\] +#/m,
    );
  });
});

test("the index that pandas writes into a Parquet file is no input", async () => {
  const folder = temporaryFolder();
  const [data, out] = [join(folder, "some.parquet"), join(folder, "sweep.yaml")];
  const column = (name: string, data: number[]) => ({ name, data, type: "DOUBLE" as const });
  const numbers = Array.from({ length: 10 }, (_, n) => n / 8);
  const columnData = ["size", "price", "__index_level_0__"].map((name) => column(name, numbers));
  writeFileSync(data, Buffer.from(parquetWriteBuffer({ columnData })));
  await sweep("init", "--data", data, "--target", "price", "--out", out);
  const text = readFileSync(out, "utf8");
  expect(text).toContain("ignore: [__index_level_0__]");
  writeFileSync(out, text.replace("ignore: [__index_level_0__]", "ignore: []"));
  const planned = await sweep("plan", out, "--db", join(folder, "a.db"));
  expect(planned.out).toContain(
    'column "__index_level_0__" is pandas\' index, most often row numbers; ' +
      "ignore: [__index_level_0__] leaves it out",
  );
});

/** Of NumPy and pyarrow. */
const FILES = fileURLToPath(new URL("../data", import.meta.url));

test.each([
  ["parquet/files/snappy.parquet", "price", "source: parquet", "units: 1}"],
  ["parquet/files/snappy.parquet", "town", "source: parquet", "units: 3, activation: softmax}"],
  [
    "parquet/files/others.parquet",
    "y",
    "ignore: [day, time, list, struct, bytes, nothing]",
    "units",
  ],
  ["npy/files/little-f8.npy", `${FILES}/npy/files/classes.npy`, "source: npy", "units: 3, act"],
  ["npy/files/cube.npy", `${FILES}/npy/files/little-f4.npy`, "source: npy", "units: 3}"],
  ["npy/files/deflated.npz", "y", "inputs: x ", "units: 3, activation: softmax}"],
])("the config for %s and its %s can be planned", async (data, target, source, units) => {
  const out = join(temporaryFolder(), "sweep.yaml");
  const args = ["--data", join(FILES, data), "--target", target, "--out", out];
  const written = await sweep("init", ...args);
  expect(written).toMatchObject({ exitCode: 0 });
  const text = readFileSync(out, "utf8");
  expect(text).toContain(source);
  expect(text).toContain(units);
  // Of two rows none is left to validate.
  writeFileSync(out, text.replace("validation: 0.2 ", "validation: 0.5 "));
  const db = join(temporaryFolder(), "a.db");
  expect(await sweep("plan", out, "--db", db)).toMatchObject({ exitCode: 0 });
});

test.each([
  ["npy/files/deflated.npz", undefined, "--target: must be an array of the archive, got none"],
  ["npy/files/deflated.npz", "z", "must be one of two arrays of"],
  ["npy/files/little-f8.npy", undefined, "--target: must be the .npy of the targets, got none"],
  ["npy/files/little-f8.npy", "none.npy", "--target none.npy: must be a file, got no such file"],
  ["npy/files/objects.npy", `${FILES}/npy/files/classes.npy`, "got Python objects"],
  ["parquet/files/snappy.parquet", "prize", 'did you mean "price"?'],
  ["parquet/files/make_tables.parquet", "y", "must be a file, got no such file"],
])("%s with the target %s is refused in plain words", async (data, target, message) => {
  const out = join(temporaryFolder(), "sweep.yaml");
  const args = target === undefined ? [] : ["--target", target];
  const { exitCode, talk } = await sweep(
    "init",
    "--data",
    join(FILES, data),
    ...args,
    "--out",
    out,
  );
  expect({ exitCode, talk }).toEqual({ exitCode: 2, talk: expect.stringContaining(message) });
  expect(existsSync(out)).toBe(false);
});

describe("init refuses", () => {
  const cases: [string, readonly string[], RegExp, number][] = [
    [
      "a target without a table",
      ["--target", "price"],
      /--target price: .*got no --data\nhint: /,
      2,
    ],
    [
      "a column that is not there",
      ["--data", "DATA", "--target", "prize"],
      /got prize\nhint: did you mean "price"\?/,
      2,
    ],
    [
      "no target",
      ["--data", "DATA"],
      /got none\nhint: known: id, area, rooms, all, town, price/,
      2,
    ],
    [
      "a file that is not there",
      ["--data", "x.csv", "--target", "y"],
      /x\.csv: must be a file, got no such file/,
      2,
    ],
    ["a folder", ["--data", "/", "--target", "y"], /must be a file, got a folder/, 2],
    [
      "a place that cannot be written",
      ["--out", "/no/such/folder/a.yaml"],
      /must be a file that can be written, got ENOENT/,
      74,
    ],
  ];
  test.each(cases)("%s", async (_, args, message, expected) => {
    const { data, out } = folderWith(HOUSES);
    const given = args.map((arg) => (arg === "DATA" ? data : arg));
    const place = given.includes("--out") ? [] : ["--out", out];
    const { exitCode, talk } = await sweep("init", ...given, ...place);
    expect({ exitCode, talk }).toEqual({
      exitCode: expected,
      talk: expect.stringMatching(message),
    });
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ["a header alone", "a,b\n"],
    ["nothing", ""],
    ["open quotes", 'a,"b\n1,2\n'],
  ])("%s as a table", async (_, csv) => {
    const { data, out } = folderWith(csv);
    const { exitCode, talk } = await sweep("init", "--data", data, "--target", "a", "--out", out);
    expect({ exitCode, talk }).toEqual({
      ...{ exitCode: 2, talk: expect.stringContaining("must be a table with a header and rows") },
    });
  });

  test.each([
    ["one text", "a,b\nx,1\nx,2\n"],
    ["nothing in it", "a,b\n,1\n,2\n"],
    [
      "a thousand and one texts",
      `a,b\n${Array.from({ length: 1001 }, (_, i) => `t${i},1\n`).join("")}`,
    ],
  ])("a target with %s", async (_, csv) => {
    const { data, out } = folderWith(csv);
    const { exitCode, talk } = await sweep("init", "--data", data, "--target", "a", "--out", out);
    expect({ exitCode, talk }).toEqual({
      ...{
        exitCode: 2,
        talk: expect.stringMatching(/--target a: must be a column of numbers, or of/),
      },
    });
  });

  test("to write over a file, whatever it is", async () => {
    const out = join(temporaryFolder(), "sweep.yaml");
    writeFileSync(out, "mine");
    expect(await sweep("init", "--out", out)).toEqual({
      ...{ exitCode: 2, out: "" },
      talk: `--out ${out}: must be a new file, got one that is there\nhint: another name: --out other.yaml\n`,
    });
    expect(readFileSync(out, "utf8")).toBe("mine");
  });

  test("to write through a link that leads nowhere", async () => {
    const folder = temporaryFolder();
    const [out, elsewhere] = [join(folder, "sweep.yaml"), join(folder, "elsewhere")];
    symlinkSync(elsewhere, out);
    expect((await sweep("init", "--out", out)).exitCode).toBe(2);
    expect(existsSync(elsewhere)).toBe(false);
  });
});
