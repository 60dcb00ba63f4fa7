import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import type { TableOptions } from "../../../src/data/table/table-options.ts";
import { resolved, specOf, thrownBy } from "./sample-csv.ts";

const many = (count: number, row: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => row(n)).join("\n");

const HOUSES = `id,size,town,price
a1,50,Ulm,100.5
a2,80.5,Bonn,200
a3,65,Ulm,150
`;
const HOUSE_OPTIONS: Partial<TableOptions> = { target: ["price"], ignore: ["id"] };

describe("a file's spec", () => {
  test("holds the digest, the columns and the options, and no place on a disk", async () => {
    expect(await specOf(HOUSES, { ...HOUSE_OPTIONS, shuffle: 3, validation: 0.4 })).toEqual({
      source: "csv",
      sha256: sha256(HOUSES),
      rows: 3,
      inputs: [{ name: "size" }, { name: "town", categories: 2 }],
      targets: [{ name: "price", kind: "number" }],
      shuffle: 3,
      validation: 0.4,
      standardize: false,
    });
  });

  test("does not depend on how the config names what it leaves out", async () => {
    const byName = await specOf("a,b,y\n1,2,3\n", { ignore: ["a", "b", "a"] }).catch(String);
    expect(byName).toContain("must leave a column");
    const one = await specOf("a,b,c,y\n1,2,3,4\n", { ignore: ["a", "b"] });
    expect(await specOf("a,b,c,y\n1,2,3,4\n", { ignore: ["b", "a", "a"] })).toEqual(one);
  });

  test("counts the classes of whole numbers and of texts", async () => {
    const targets = async (values: string[]) =>
      (await specOf(`x,y\n${values.map((value) => `1,${value}\n`).join("")}`)).targets;
    expect(await targets(["0", "2", "1.0"])).toEqual([{ name: "y", kind: "number", classes: 3 }]);
    expect(await targets(["0", "-1"])).toEqual([{ name: "y", kind: "number" }]);
    expect(await targets(["0.5", "1"])).toEqual([{ name: "y", kind: "number" }]);
    expect(await targets(["no", "yes", "no"])).toEqual([{ name: "y", kind: "text", classes: 2 }]);
  });

  test("keeps targets in the order of the config, inputs in that of the file", async () => {
    const { inputs, targets } = await specOf("b,y,a,z\n1,2,3,4\n", { target: ["z", "y"] });
    expect(inputs.map(({ name }) => name)).toEqual(["b", "a"]);
    expect(targets.map(({ name }) => name)).toEqual(["z", "y"]);
  });

  test.each([
    ["semicolons", "x;y\n1;2\n"],
    ["tabs", "x\ty\n1\t2\n"],
    ["a byte order mark", "\uFEFFx,y\n1,2\n"],
    ["line ends of Windows", "x,y\r\n1,2\r\n"],
    ["quotes, spaces and a blank line", '"x", y\n\n "1" ,2\n'.replace(' "1" ', '"1"')],
    ["no last line end", "x,y\n1,2"],
  ])("is the same but for the digest with %s", async (_, text) => {
    const { sha256: _sha, ...spec } = await specOf(text);
    const { sha256: _plain, ...plain } = await specOf("x,y\n1,2\n");
    expect(spec).toEqual(plain);
  });
});

describe("what is told of a file", () => {
  test("is how it is read, in a line", async () => {
    const found = await resolved(HOUSES, { ...HOUSE_OPTIONS, standardize: true });
    expect(found).toMatchObject({
      notes: [
        "my.csv: 3 rows; 3 inputs from 1 column of numbers (standardized) and 1 column of texts; " +
          "target price",
      ],
      warnings: [],
    });
  });

  test("is a column that may not be meant as it is read", async () => {
    const rows = many(10, (n) => `name ${n % 9},${n === 4 ? "x" : n},${n % 5 ? "a" : "b"},1`);
    expect(await resolved(`"my ""n""",m,k,y\n${rows}\n`)).toMatchObject({
      warnings: [
        'my.csv: column "my "n"" has 9 different texts in 10 rows, which tells little; ' +
          'ignore: ["my \\"n\\""] leaves it out',
        'my.csv: column "m" has numbers and 1 text, "x" in line 6: all of it is read as texts',
      ],
    });
  });
});

/** Each file, and the places (line:column) that its mistakes are told at. */
const MISTAKES: readonly (readonly [title: string, text: string, places: readonly string[]])[] = [
  ["an empty file", "", ["1:1"]],
  ["blank lines alone", "\n \n", ["1:1"]],
  ["a header alone", "x,y\n", ["1:1"]],
  ["a column without a name", ",x,y\n0,1,2\n", ["1:1"]],
  ["a column twice", "x,y,x\n1,2,3\n", ["1:5"]],
  ["too few and too many cells", "x,y\n1\n1,2,3\n", ["2:2", "3:5"]],
  ["a quote left open", 'x,y\n1,"2\n3,4\n', ["2:3"]],
  ["text after a quote", 'x,y\n"1"2,3\n', ["2:1"]],
  ["missing values", "x,z,y\n,1,2\n1,,2\n1,1,\n", ["2:1", "3:3", "4:5"]],
  ["spaces for a value", "x,y\n  ,1\n", ["2:1"]],
  ["nan and inf", "x,y\nnan,1\n1,-inf\n", ["2:1", "3:3"]],
  ["a word for nothing among numbers", "x,y\n1,1\n?,2\nNA,3\n", ["3:1", "4:1"]],
  ["a decimal comma", "x;y\n1,5;2\n", ["2:1"]],
  ["a number too large for a float32", "x,y\n1,1e39\n", ["2:3"]],
  ["a number too large for a float64", "x,y\n-1e999,1\n", ["2:1"]],
  ["a text among many numbers", `x,y\n${many(1500, (n) => `${n},1`)}\nabc,1\n`, ["1502:1"]],
  ["too many texts", `x,y\n${many(1001, (n) => `t${n},1`)}\n`, ["1002:1"]],
  ["bytes that are no UTF-8", "x,y\n1,2\n3,\u00ff\n", ["3:3"]],
  ["a mistake after line ends of Windows", "x,y\r\n1,2\r\n,2\r\n", ["3:1"]],
  ["a mistake after quoted lines", 'x,t,y\n1,"a\nb",2\n1,a,\n', ["4:5"]],
];

test.each(MISTAKES)("%s: told where it is", async (_, text, places) => {
  const encoding = text.includes("\u00ff") ? "latin1" : "utf8";
  const { code, message } = await thrownBy(Buffer.from(text, encoding));
  expect(code).toBe("CONFIG_INVALID");
  const told = [...message.matchAll(/^my\.csv:(\d+:\d+): /gm)].map(([, place]) => place);
  expect(told, message).toEqual(places);
  expect(message).not.toMatch(/^ +at |undefined|\[object/m);
});

test("a missing value is told with its column, its line and a caret below it", async () => {
  const { message } = await thrownBy("age,town,y\n33,Ulm,1\n,Bonn,2\n");
  expect(message).toBe(
    [
      'my.csv:3:1: column "age": must have a value in every row, got nothing',
      "  3 | ,Bonn,2",
      "    | ^",
      "hint: fill the gaps or leave these rows out; ignore: [age] leaves the column out",
    ].join("\n"),
  );
});

test("of a target with gaps it is not said that it may be ignored", async () => {
  const { message } = await thrownBy("x,y\n1,\n2,3\n");
  expect(message).toMatch(/\nhint: fill the gaps or leave these rows out$/);
});

test("of many gaps forty are told and the others counted", async () => {
  const { message } = await thrownBy(`x,y\n${many(100, () => ",1")}\n`);
  expect(message.match(/^my\.csv:/gm)).toHaveLength(40);
  expect(message).toMatch(/\nand 60 more$/);
  expect(message.match(/^hint: /gm)).toHaveLength(1);
  const words = await thrownBy(`x,y\n1,1\n${many(100, () => "NA,1")}\n`);
  expect(words.message).toMatch(/\nand 60 more$/);
});

test("what is ignored may have gaps, texts and anything else", async () => {
  const spec = await specOf("x,note,y\n1,,2\n2,nan,3\n3,1e999,4\n", { ignore: ["note"] });
  expect(spec.inputs).toEqual([{ name: "x" }]);
});

test("a target of texts must be the only one", async () => {
  const { message } = await thrownBy("x,y,z\n1,2,a\n", { target: ["y", "z"] });
  expect(message).toContain('my.csv:2:5: column "z": a target beside others must be numbers');
});

describe("a config that does not fit its file", () => {
  test.each<[string, Partial<TableOptions>, object]>([
    [
      "a misspelled target",
      { target: ["prize"] },
      { key: ["target", 0], got: '"prize"', hint: 'did you mean "price"?' },
    ],
    [
      "a target that is not there",
      { target: ["quality"] },
      { key: ["target", 0], hint: "its columns: id, size, town, price" },
    ],
    [
      "an unknown column to ignore",
      { target: ["price"], ignore: ["id", "siez"] },
      { key: ["ignore", 1], rule: "must be a column of my.csv" },
    ],
    [
      "nothing left",
      { target: ["price"], ignore: ["id", "size", "town"] },
      { key: ["ignore"], rule: "must leave a column of my.csv as input" },
    ],
    [
      "targets alone",
      { target: ["price", "id", "size", "town"] },
      { key: ["target"], rule: "must leave a column of my.csv as input" },
    ],
    [
      "nothing to validate on",
      { target: ["price"], ignore: ["id"], validation: 1e-17 },
      { key: ["validation"], rule: "must leave rows on both sides of the 3 of my.csv" },
    ],
  ])("is told of %s", async (_, options, problem) => {
    expect(await resolved(HOUSES, options)).toMatchObject({ problems: [problem] });
  });
});

test("more numbers than memory holds are refused before any are made", async () => {
  // 1000 texts in each of 600 columns make 600,000 inputs a row.
  const names = many(600, (n) => `c${n}`).replaceAll("\n", ",");
  const rows = many(1000, (n) => `${`t${n},`.repeat(600)}1`);
  expect(await resolved(`${names},y\n${rows}\n`)).toMatchObject({
    problems: [{ key: ["path"], got: "1000 rows of 600000" }],
  });
});
