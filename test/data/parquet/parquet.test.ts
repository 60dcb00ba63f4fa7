import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { readParquetCells } from "../../../src/data/parquet/read-parquet-cells.ts";
import { resolveParquet } from "../../../src/data/parquet/resolve-parquet.ts";
import { makeTableRows } from "../../../src/data/table/make-table-rows.ts";
import type { TableOptions } from "../../../src/data/table/table-options.ts";

// Written by files/make_tables.py with pyarrow.
const FILES = fileURLToPath(new URL("files", import.meta.url));
const bytesOf = (name: string) => readFileSync(join(FILES, `${name}.parquet`));

const OPTIONS: TableOptions = {
  ...{ source: "parquet", path: "my.parquet", target: ["price"] },
  ...{ validation: 0, standardize: false },
};

function resolved(bytes: Buffer, options: Partial<TableOptions> = {}) {
  const file = { bytes, sha256: sha256(bytes) };
  return resolveParquet(file, "my.parquet", { ...OPTIONS, ...options });
}

function specOf(bytes: Buffer, options: Partial<TableOptions> = {}) {
  const found = resolved(bytes, options);
  if (found.problems) throw new RangeError(JSON.stringify(found.problems));
  return found.spec;
}

function rowsOf(bytes: Buffer, options: Partial<TableOptions> = {}) {
  return makeTableRows(specOf(bytes, options), readParquetCells(bytes, "my.parquet"));
}

function thrownBy(bytes: Buffer, options: Partial<TableOptions> = {}): SweepError {
  try {
    resolved(bytes, options);
  } catch (error) {
    if (error instanceof SweepError) return error;
    throw error;
  }
  throw new RangeError("must throw");
}

/** size, rooms, town one-hot (Bonn, Köln, Ulm), new */
const INPUTS = Array.from({ length: 12 }, (_, n) => {
  const town = [2, 0, 1][n % 3];
  return [
    30.5 + n,
    n % 4,
    ...[0, 1, 2].map((place) => Number(place === town)),
    Number(n % 2 === 0),
  ];
}).flat();
const PRICES = Array.from({ length: 12 }, (_, n) => n / 8);

describe("the rows of a table are the same", () => {
  const codecs = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"];
  const pages = ["pages-1-words", "pages-1-plain", "pages-2-words", "pages-2-plain"];
  test.each([...codecs, ...pages, "encodings", "lengths"])("written as %s", async (name) => {
    const dataset = await rowsOf(bytesOf(name));
    expect(dataset).toMatchObject({ rowCount: 12, inputShape: [6], targetShape: [1] });
    expect([...dataset.inputs]).toEqual(INPUTS);
    expect([...dataset.targets]).toEqual(PRICES);
  });

  test("written from JavaScript", async () => {
    const numbers = (of: (n: number) => number) => Array.from({ length: 12 }, (_, n) => of(n));
    const columnData = [
      { name: "size", data: numbers((n) => 30.5 + n), type: "DOUBLE" as const },
      { name: "rooms", data: numbers((n) => n % 4), type: "INT32" as const },
      {
        ...{ name: "town", type: "STRING" as const },
        data: Array.from({ length: 12 }, (_, n) => ["Ulm", "Bonn", "Köln"][n % 3]!),
      },
      {
        ...{ name: "new", type: "BOOLEAN" as const },
        data: Array.from({ length: 12 }, (_, n) => n % 2 === 0),
      },
      { name: "price", data: PRICES, type: "FLOAT" as const },
    ];
    const dataset = await rowsOf(Buffer.from(parquetWriteBuffer({ columnData })));
    expect([...dataset.inputs]).toEqual(INPUTS);
  });
});

describe("a table's spec", () => {
  test("says of its columns what a CSV file's says", () => {
    const bytes = bytesOf("snappy");
    expect(specOf(bytes, { ignore: ["new"], shuffle: 1, standardize: true })).toEqual({
      ...{ source: "parquet", sha256: sha256(bytes), rows: 12 },
      inputs: [{ name: "size" }, { name: "rooms" }, { name: "town", categories: 3 }],
      targets: [{ name: "price", kind: "number" }],
      ...{ shuffle: 1, validation: 0, standardize: true },
    });
  });

  test("has classes where the target is texts, flags or 0, 1, 2", () => {
    const target = (name: string) => specOf(bytesOf("none"), { target: [name] }).targets;
    expect(target("town")).toEqual([{ name: "town", kind: "text", classes: 3 }]);
    expect(target("rooms")).toEqual([{ name: "rooms", kind: "number", classes: 4 }]);
    expect(target("new")).toEqual([{ name: "new", kind: "number", classes: 2 }]);
  });

  test("splits by a column that is no input", async () => {
    const validation = { column: "town", value: "Ulm" };
    const spec = specOf(bytesOf("none"), { validation });
    expect(spec.validation).toEqual({ ...validation, rows: 4 });
    expect(spec.inputs.map(({ name }) => name)).toEqual(["size", "rooms", "new"]);
    const { targets } = await rowsOf(bytesOf("none"), { validation });
    const rows = [1, 2, 4, 5, 7, 8, 10, 11, 0, 3, 6, 9];
    expect([...targets]).toEqual(rows.map((row) => row / 8));
  });

  test("takes flags and numbers as what says so", () => {
    const rows = (column: string, value: string | number | boolean) =>
      specOf(bytesOf("none"), { validation: { column, value } }).validation;
    expect(rows("new", true)).toMatchObject({ rows: 6 });
    expect(rows("rooms", 3)).toMatchObject({ rows: 3 });
  });

  test("may be told by a whole number beyond those of a float64 in other rows", async () => {
    const column = (name: string, data: number[]) => ({ name, data, type: "DOUBLE" as const });
    const part = { name: "part", data: [7n, 2n ** 53n + 1n, 7n], type: "INT64" as const };
    const columnData = [column("size", [1, 2, 3]), column("price", [4, 5, 6]), part];
    const bytes = Buffer.from(parquetWriteBuffer({ columnData }));
    for (const [value, order] of [
      [7, [5, 4, 6]],
      ["9007199254740993", [4, 6, 5]],
    ] as const) {
      const { targets } = await rowsOf(bytes, { validation: { column: "part", value } });
      expect([...targets]).toEqual(order);
    }
  });
});

test("numbers of every width come as they are, decimals as the nearest float64", async () => {
  const { inputs, inputShape } = await rowsOf(bytesOf("types"), { target: ["y"] });
  const width = inputShape[0]!;
  const rows = [
    [-128, 0, -32768, 0, -(2 ** 31), 0, -(2 ** 53), 0, -1.5, -0.3, 3e-7, 1, 0, 1],
    [
      ...[127, 255, 32767, 65535, 2 ** 31 - 1, 2 ** 32 - 1, 2 ** 53, 2 ** 53],
      ...[65504, 12345.6, -7, 0, 1, 0],
    ],
  ];
  expect(width).toBe(14);
  expect(inputs).toEqual(
    new Float32Array(new SharedArrayBuffer(4 * 28)).fill(0).map((_, i) => rows.flat()[i]!),
  );
});

describe("a row's mistake is told by row and column:", () => {
  test("nothing, and not-a-number, all of them", () => {
    const { message } = thrownBy(bytesOf("gaps"), { target: ["y"] });
    const lines = message.split("\n").filter((line) => !line.startsWith("hint: "));
    expect(lines).toEqual([
      'my.parquet: row 2: column "x": must have a value in every row, got null',
      'my.parquet: row 2: column "t": must have a value in every row, got null',
      'my.parquet: row 3: column "n": must have a value in every row, got null',
      'my.parquet: row 4: column "x": must have a value in every row, got NaN',
    ]);
    expect(message).toContain("hint: fill the gaps or leave these rows out; ignore: [x] leaves");
  });

  test("a whole number and a decimal that no float64 is", () => {
    expect(thrownBy(bytesOf("large"), { target: ["y"] }).message).toBe(
      'my.parquet: row 2: column "x": must be a number that a float64 holds exactly, got ' +
        '"9007199254740993"',
    );
    expect(thrownBy(bytesOf("digits"), { target: ["y"] }).message).toContain(
      'row 1: column "x": must be a number that a float64 holds exactly, got "0.1234567890123456789"',
    );
  });
});

test("a column's name cannot steer the terminal that shows a mistake", () => {
  const name = "\u001b[31mred\n";
  const columnData = [
    { name, data: [Number.NaN], type: "DOUBLE" as const },
    { name: "price", data: [1], type: "DOUBLE" as const },
  ];
  const { message } = thrownBy(Buffer.from(parquetWriteBuffer({ columnData })));
  expect(message).toContain('row 1: column "\uFFFD[31mred\uFFFD": must have a value in every row');
});

describe("a column that is neither numbers nor texts is told in the config:", () => {
  test.each([
    ["day", "date"],
    ["time", "timestamp"],
    ["list", "list"],
    ["struct", "struct"],
    ["bytes", "bytes"],
    ["nothing", "null"],
  ])("%s", (name, got) => {
    const { problems } = resolved(bytesOf("others"), { target: ["y"] });
    expect(problems).toContainEqual({
      key: ["path"],
      rule: `column "${name}" of my.parquet must be numbers, texts or flags`,
      ...{ got, hint: `ignore: [${name}] leaves it out` },
    });
    expect(resolved(bytesOf("others"), { target: [name], ignore: ["y"] }).problems).toContainEqual(
      expect.objectContaining({ key: ["target", 0], got }),
    );
  });

  test("and may be ignored", async () => {
    const ignore = ["day", "time", "list", "struct", "bytes", "nothing"];
    expect([...(await rowsOf(bytesOf("others"), { target: ["y"], ignore })).inputs]).toEqual([
      1, 2,
    ]);
  });
});

describe("a file that breaks its rules is told by the place:", () => {
  const cut = (bytes: Buffer, end: number) => bytes.subarray(0, end);
  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "byte 0: must be a Parquet file, which begins with PAR1, got"],
    ["a text", Buffer.from("a,b\n1,2\n3,4\n5,6\n"), "byte 0: must be a Parquet file"],
    ["a file cut off", cut(bytesOf("none"), 900), "must end with PAR1, got other bytes, as if cut"],
    [
      "a footer longer than the file",
      Buffer.concat([bytesOf("none").subarray(0, -8), Buffer.from("ffffff7f50415231", "hex")]),
      "a footer must be 1 to ",
    ],
  ])("%s", (_, bytes, message) => {
    expect(thrownBy(bytes).message).toMatch(/^my\.parquet: byte \d+: /);
    expect(thrownBy(bytes).message).toContain(message);
  });

  test("a page that is not what its checksum says", () => {
    const bytes = bytesOf("pages-1-plain");
    bytes.writeDoubleLE(7, bytes.indexOf(doubleBytes(35.5)));
    expect(thrownBy(bytes).message).toMatch(
      /^my\.parquet: row group 1, column "size", byte \d+: must have the checksum -?\d+, got/,
    );
  });
});

function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

test("a run that would take all memory is refused before it is read", () => {
  const bytes = bytesOf("none");
  // The levels of the first page: their size, a run of five, its value.
  const levels = bytes.indexOf(Buffer.from([2, 0, 0, 0, 10, 1]));
  Buffer.from([2, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x07, 1]).copy(bytes, levels);
  bytes[levels] = 6;
  expect(thrownBy(bytes).message).toMatch(
    /^my\.parquet: row group 1, column "size", byte \d+: a run must be at most the 5 values left, got/,
  );
});

test("texts that are no UTF-8 are refused, not mended", () => {
  const bytes = bytesOf("none");
  bytes[bytes.indexOf("Köln") + 2] = 0xff;
  expect(thrownBy(bytes).message).toContain('row group 1, column "town": must be Parquet');
});
