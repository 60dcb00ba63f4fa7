import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { buildDataset, dataShapes } from "../../../src/data/build-dataset.ts";
import type { ArraySpec, Dataset } from "../../../src/data/dataset.ts";
import type { ArrayOptions } from "../../../src/data/npy/array-options.ts";
import { type ResolvedData, resolveData } from "../../../src/data/resolve-data.ts";
import { numpyRandom } from "../../../src/random/mt19937.ts";
import { temporaryFolder } from "../../cli/program.ts";

// Written by files/make_arrays.py with NumPy.
const FILES = fileURLToPath(new URL("files", import.meta.url));
const OPTIONS: ArrayOptions = {
  ...{ source: "npy", path: "little-f8.npy", targets: "targets.npy" },
  ...{ validation: 0, standardize: false },
};

async function resolved(options: Partial<ArrayOptions> = {}, folder = FILES) {
  const found = await resolveData({ ...OPTIONS, ...options }, folder);
  if (found.problems) throw new RangeError(JSON.stringify(found.problems));
  return found as ResolvedData & { spec: ArraySpec };
}

async function rowsOf(options: Partial<ArrayOptions> = {}, folder = FILES): Promise<Dataset> {
  const { spec, files } = await resolved(options, folder);
  return buildDataset(spec, files);
}

async function thrownBy(options: Partial<ArrayOptions>, folder = FILES): Promise<SweepError> {
  const error = await resolveData({ ...OPTIONS, ...options }, folder).catch((thrown) => thrown);
  if (error instanceof SweepError) return error;
  throw new RangeError(`must throw a SweepError, got ${JSON.stringify(error)}`);
}

const QUARTERS = Array.from({ length: 12 }, (_, n) => n / 4 - 1);
const TENS = Array.from({ length: 12 }, (_, n) => 10 * n);

describe("an array's numbers", () => {
  const floats = ["f2", "f4", "f8"].flatMap((type) => [`little-${type}`, `big-${type}`]);
  test.each([...floats, "version-1", "version-2", "version-3"])("are those of %s", async (name) => {
    const dataset = await rowsOf({ path: `${name}.npy` });
    expect(dataset).toMatchObject({ rowCount: 4, inputShape: [3], targetShape: [1] });
    expect([...dataset.inputs]).toEqual(QUARTERS);
    expect([...dataset.targets]).toEqual([0.5, -1.5, 2.5, 3.5]);
  });

  const widths = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"];
  const wholes = widths.flatMap((type) => [`little-${type}`, `big-${type}`]);
  test.each(wholes)("are those of %s", async (name) => {
    expect([...(await rowsOf({ path: `${name}.npy` })).inputs]).toEqual(TENS);
  });

  test("are 0 and 1 of flags", async () => {
    const { inputs } = await rowsOf({ path: "bool.npy" });
    expect([...inputs]).toEqual(TENS.map((ten) => Number(ten % 20 === 0)));
  });

  test("keep a row's shape, and do not depend on the order of the axes in the file", async () => {
    const cube = await rowsOf({ path: "cube.npy" });
    expect(cube.inputShape).toEqual([2, 3]);
    expect([...cube.inputs]).toEqual(Array.from({ length: 24 }, (_, n) => n));
    expect((await rowsOf({ path: "fortran.npy" })).inputs).toEqual(cube.inputs);
  });

  test.each(["stored.npz", "deflated.npz"])("are those of %s, by name", async (path) => {
    const dataset = await rowsOf({ path, inputs: "x", targets: "y" });
    expect([...dataset.inputs]).toEqual(QUARTERS);
    expect([...dataset.targets]).toEqual([0, 2, 1, 0]);
  });

  test("may be one a row", async () => {
    expect(await rowsOf({ path: "targets.npy" })).toMatchObject({ inputShape: [1] });
  });

  test("are shuffled as NumPy shuffles, inputs and targets alike", async () => {
    const { inputs, targets } = await rowsOf({ shuffle: 7, targets: "classes.npy" });
    const order = [...numpyRandom(7).permutation(4)];
    expect([...inputs]).toEqual(order.flatMap((row) => QUARTERS.slice(3 * row, 3 * row + 3)));
    expect([...targets]).toEqual(order.map((row) => [0, 2, 1, 0][row]));
  });

  test("are standardized place by place on the training rows, where asked for", async () => {
    const { inputs } = await rowsOf({ standardize: true, validation: 0.5 });
    expect([...inputs]).toEqual([-1, -1, -1, 1, 1, 1, 3, 3, 3, 5, 5, 5]);
  });
});

describe("the spec of arrays", () => {
  test("holds digests, shapes and options, and no place on a disk", async () => {
    const digest = (name: string) => sha256(readFileSync(join(FILES, name)));
    const { spec, files, notes } = await resolved({ targets: "classes.npy", shuffle: 1 });
    expect(spec).toEqual({
      ...{ source: "npy", rows: 4, inputShape: [3], targetShape: [1], classes: 3, shuffle: 1 },
      inputs: { sha256: digest("little-f8.npy") },
      targets: { sha256: digest("classes.npy") },
      ...{ validation: 0, standardize: false },
    });
    expect(Object.keys(files).sort()).toEqual([spec.inputs.sha256, spec.targets.sha256].sort());
    expect(notes).toEqual([
      `${join(FILES, "little-f8.npy")}: 4 rows of [3] <f8; ` +
        `targets ${join(FILES, "classes.npy")}, [1] <i8, 3 classes`,
    ]);
    const { rowCount, hasClasses, classCount } = dataShapes(spec);
    expect({ rowCount, hasClasses, classCount }).toEqual({
      ...{ rowCount: 4, hasClasses: true, classCount: 3 },
    });
  });

  test("names an archive's arrays", async () => {
    const { spec } = await resolved({ path: "stored.npz", inputs: "x", targets: "y" });
    const digest = sha256(readFileSync(join(FILES, "stored.npz")));
    expect([spec.inputs, spec.targets]).toEqual([
      { sha256: digest, name: "x" },
      { sha256: digest, name: "y" },
    ]);
  });

  test("has no classes where a target is no whole number, or more than one", async () => {
    expect((await resolved()).spec.classes).toBeUndefined();
    expect((await resolved({ targets: "little-u1.npy" })).spec.classes).toBeUndefined();
  });

  test("makes other rows of other bytes impossible", async () => {
    const folder = temporaryFolder();
    for (const name of ["little-f8.npy", "targets.npy"]) {
      copyFileSync(join(FILES, name), join(folder, name));
    }
    const { spec, files } = await resolved({}, folder);
    copyFileSync(join(FILES, "big-f8.npy"), join(folder, "little-f8.npy"));
    await expect(buildDataset(spec, files)).rejects.toMatchObject({
      message: expect.stringContaining(`must have SHA-256 ${spec.inputs.sha256}, got`),
    });
  });
});

describe("what is no array of numbers is told in plain words:", () => {
  test.each([
    ["objects", "Python objects, which only Python can read (|O)"],
    ["texts", "texts (<U2)"],
    ["bytes", "texts (|S2)"],
    ["complex", "complex numbers (<c8)"],
    ["fields", "a structure of fields ([('a', '<f4'), ('b', '<i2')])"],
    ["dates", "dates (<M8[D])"],
    ["long", "floats of another width (<f16)"],
  ])("%s", async (name, got) => {
    const { message, hint } = await thrownBy({ path: `${name}.npy` });
    expect(message).toBe(
      `${join(FILES, `${name}.npy`)}: byte 10, header: must be whole numbers, floats of 16, 32 or ` +
        `64 bits, or flags, got ${got}`,
    );
    expect(hint).toContain("np.save");
  });

  test.each([
    ["scalar", "the shape must have 1 to 64 axes, the first for the rows, got ()"],
    ["empty", "the shape must hold a number at least, got (0, 3)"],
  ])("%s", async (name, message) => {
    expect((await thrownBy({ path: `${name}.npy` })).message).toContain(message);
  });
});

describe("numbers that are none are all told, with row and index:", () => {
  test("not-a-number and infinity, in both arrays", async () => {
    const { message } = await thrownBy({ path: "gaps.npy", targets: "gaps.npy" });
    const file = join(FILES, "gaps.npy");
    const told = [
      `${file}: row 2: index [1, 2]: must be a finite number, got NaN`,
      `${file}: row 4: index [3, 0]: must be a finite number, got -Infinity`,
    ];
    expect(message).toBe([...told, ...told].join("\n"));
  });

  test("beyond float32, and beyond float64", async () => {
    expect((await thrownBy({ path: "huge.npy" })).message).toContain(
      "row 1: index [0, 0]: must be a number that a float32 holds, up to 3.4e38, got 1e+300",
    );
    expect((await thrownBy({ targets: "large-i8.npy" })).message).toContain(
      "row 1: index [0]: must be a number that a float64 holds exactly, got a larger one",
    );
  });
});

/** A header before `data`. */
function npy(header: string, data = Buffer.alloc(0), version = 1): Buffer {
  const size = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) size.writeUInt16LE(header.length);
  else size.writeUInt32LE(header.length);
  const magic = Buffer.from([0x93, ...Buffer.from("NUMPY"), version, 0]);
  return Buffer.concat([magic, size, Buffer.from(header, "latin1"), data]);
}

const dict = (shape: string, descr = "'<f4'", order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe("a file that breaks its rules is told by the byte:", () => {
  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "byte 0: must be a NumPy array (.npy or .npz), got nothing"],
    ["a text", Buffer.from("1,2,3\n"), "byte 0: must be a NumPy array"],
    ["a version of the future", npy(dict("(1,)"), Buffer.alloc(4), 4), "byte 6: the format must"],
    ["a header cut off", npy(dict("(1,)")).subarray(0, 30), "byte 8: a header must be at most 20"],
    ["no size of a header", npy("").subarray(0, 9), "byte 8: a header must be at most 0 bytes"],
    ["a header without end", npy("{'descr': '<f4'"), "byte 10, header: must be {'descr': ..."],
    ["a shape of words", npy(dict("('a',)")), "byte 10, header: must be {'descr'"],
    ["a negative shape", npy(dict("(-1,)")), "byte 10, header: must be {'descr'"],
    ["a word twice", npy(dict("(1,)").replace("descr", "shape")), "header: must be {'descr'"],
    [
      "more than the file holds",
      npy(dict("(100000000, 5)"), Buffer.alloc(8)),
      "must be followed by 2000000000 bytes for shape (100000000, 5), got 8",
    ],
    [
      "more than there are numbers",
      npy(dict("(99999999999999999999, 5)")),
      "the shape must come to at most 536870912 numbers",
    ],
    ["more after it", npy(dict("(1,)"), Buffer.alloc(5)), "must be followed by 4 bytes"],
  ])("%s", async (_, bytes, message) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "x.npy"), bytes);
    copyFileSync(join(FILES, "targets.npy"), join(folder, "targets.npy"));
    const error = await thrownBy({ path: "x.npy" }, folder);
    expect(error.message).toMatch(/x\.npy: byte \d+[:,]/);
    expect(error.message).toContain(message);
  });

  test.each<[string, (zip: Buffer) => Buffer, string]>([
    ["an archive cut off", (zip) => zip.subarray(0, -30), "an archive must end in a list, got"],
    [
      "other bytes in an entry",
      (zip) => {
        zip[70]! ^= 1;
        return zip;
      },
      'array "x": must',
    ],
    [
      "an entry that claims gigabytes",
      (zip) => {
        const listed = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
        zip.writeUInt32LE(0xfffffff0, listed + 24);
        return zip;
      },
      'array "x": must',
    ],
  ])("%s", async (_, change, message) => {
    const folder = temporaryFolder();
    const path = "deflated.npz";
    const bytes = readFileSync(join(FILES, path));
    writeFileSync(join(folder, path), change(bytes));
    const error = await thrownBy({ path, inputs: "x", targets: "y" }, folder);
    expect(error.message).toContain(message);
  });
});

test("an archive of zeros that inflates beyond what it says ends at what it says", async () => {
  const folder = temporaryFolder();
  const bytes = readFileSync(join(FILES, "deflated.npz"));
  const listed = bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bytes.writeUInt32LE(10, listed + 24);
  writeFileSync(join(folder, "a.npz"), bytes);
  const error = await thrownBy({ path: "a.npz", inputs: "x", targets: "y" }, folder);
  expect(error.message).toContain('array "x": must inflate to 10 bytes, got');
});

describe("what the config says wrongly of the files is told in the config:", () => {
  test.each<[string, Partial<ArrayOptions>, object]>([
    ["no such file", { targets: "y.npy" }, { key: ["targets"], got: "no such file" }],
    ["a name for one array", { inputs: "x" }, { key: ["inputs"] }],
    [
      "no name for an archive's",
      { path: "stored.npz", targets: "y" },
      { key: ["inputs"], got: "nothing", hint: "its arrays: x, y" },
    ],
    [
      "a name that none has",
      { path: "stored.npz", inputs: "x", targets: "yy" },
      { key: ["targets"], got: '"yy"', hint: 'did you mean "y"?' },
    ],
    ["no row to validate", { validation: 0.9 }, { key: ["validation"] }],
    ["too many folds", { validation: { folds: 5 } }, { key: ["validation", "folds"] }],
  ])("%s", async (_, options, problem) => {
    const found = await resolveData({ ...OPTIONS, ...options }, FILES);
    expect(found.problems).toEqual([expect.objectContaining(problem)]);
  });

  test("rows that are not as many", async () => {
    const folder = temporaryFolder();
    copyFileSync(join(FILES, "little-f8.npy"), join(folder, "x.npy"));
    writeFileSync(join(folder, "y.npy"), npy(dict("(3,)"), Buffer.alloc(12)));
    const options = { ...OPTIONS, path: "x.npy", targets: "y.npy" };
    expect(await resolveData(options, dirname(join(folder, "x.npy")))).toEqual({
      problems: [
        {
          key: ["targets"],
          rule: `must have as many rows as ${join(folder, "x.npy")} (4)`,
          got: "3 rows",
        },
      ],
    });
  });
});
