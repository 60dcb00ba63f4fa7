import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { mutants } from "./mutations.ts";

/** A file to be read, with what the config says of it. */
export interface GivenFile {
  /** its name, with the extension */
  readonly name: string;
  readonly bytes: Buffer;
  /** a config that reads `FILE` */
  readonly config: string;
  /** other files that it names, by their names */
  readonly beside?: Readonly<Record<string, Buffer>>;
}

/** A format, and files of it of which hardly any is right. */
export interface Kind {
  readonly name: string;
  readonly files: fc.Arbitrary<GivenFile>;
  /** how a message says where a file is wrong */
  readonly place: RegExp;
}

/** A config without a mistake but what its data may have. */
function trainingOn(data: string): string {
  return `name: a
seeds: 1..3
data: ${data}
train: {epochs: 1, loss: mse, optimizer: {name: sgd}}
model: {layers: [{flatten: {}}, {dense: {units: 1}}]}
variants: {a: {}, b: {build: deferred}}
`;
}

const filesIn = (folder: string) =>
  fileURLToPath(new URL(`../data/${folder}/files`, import.meta.url));
const read = (folder: string, name: string) => readFileSync(join(filesIn(folder), name));

const CSV = trainingOn("{source: csv, path: FILE, target: y, validation: 0.3, shuffle: 1}");
const csvs = [
  "x,town,y\n1,Ulm,2\n2.5,Bonn,3\n-3e2,Ulm,4\n",
  'x;"to;wn";y\r\n1;"Ulm ""am"" See";0\r\n2;"B\nonn";1\r\n',
  "\uFEFFx\ty\n0.5\t1\n+.5\t0\n",
  "a,b,c,d,y\n1,2,3,4,yes\n5,6,7,8,no\n9,0,1,2,yes\n\n",
].map((text): GivenFile => ({ name: "a.csv", bytes: Buffer.from(text), config: CSV }));
const cell = fc.oneof(
  fc.double().map(String),
  fc.string({ maxLength: 8, unit: "binary" }),
  fc.constantFrom("", "NA", "nan", "inf", '"', '""', "1,5", "y", "=1+1", "-0", "1e999"),
);
const lines = fc
  .array(
    fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(",")),
    { maxLength: 8 },
  )
  .map((rows): GivenFile => {
    return { name: "a.csv", bytes: Buffer.from(["x,y", ...rows].join("\n")), config: CSV };
  });

const NPY = trainingOn(
  "{source: npy, path: FILE, targets: y.npy, validation: 0.3, shuffle: 1, standardize: true}",
);
const NPZ = trainingOn(
  "{source: npy, path: FILE, inputs: x, targets: y, validation: {random: 0.5}}",
);
const beside = { "y.npy": read("npy", "targets.npy") };
const npys = [
  "little-f8",
  "big-f4",
  "little-f2",
  "big-i8",
  "fortran",
  "version-2",
  "version-3",
].map(
  (name): GivenFile => ({ name: "a.npy", bytes: read("npy", `${name}.npy`), config: NPY, beside }),
);
const npzs = ["stored", "deflated"].map((name): GivenFile => {
  return { name: "a.npz", bytes: read("npy", `${name}.npz`), config: NPZ };
});
const axis = fc.oneof(
  fc.nat(5),
  fc.constantFrom("-1", "1e9", "99999999999999999999", "4294967296", "x"),
);
const header = fc
  .record({
    descr: fc.constantFrom(
      "'<f4'",
      "'|O'",
      "'<U3'",
      "'<c8'",
      "[('a', '<f4')]",
      "'<f3'",
      "'f4'",
      "''",
    ),
    order: fc.constantFrom("True", "False", "1"),
    shape: fc.array(axis, { maxLength: 4 }).map((axes) => `(${axes.join(", ")},)`),
    body: fc.uint8Array({ maxLength: 80 }),
    version: fc.constantFrom(0, 1, 2, 3, 4, 255),
  })
  .map(({ descr, order, shape, body, version }): GivenFile => {
    const text = `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`;
    const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length, 0, 0, 0];
    const head = [0x93, ...Buffer.from("NUMPY"), version, 0, ...size];
    const bytes = Buffer.concat([Buffer.from(head), Buffer.from(text), Buffer.from(body)]);
    return { name: "a.npy", bytes, config: NPY, beside };
  });

const tables = readdirSync(filesIn("parquet"))
  .filter((name) => name.endsWith(".parquet") && !/gaps|large|digits|others/.test(name))
  .map((name): GivenFile => {
    const target = name === "types.parquet" ? "y" : "price";
    const data = `{source: parquet, path: FILE, target: ${target}, validation: 0.3, shuffle: 1}`;
    return { name: "a.parquet", bytes: read("parquet", name), config: trainingOn(data) };
  });
const noise = (name: string, config: string) =>
  fc
    .uint8Array({ maxLength: 200 })
    .map((bytes): GivenFile => ({ name, bytes: Buffer.from(bytes), config, beside }));
const footer = fc.uint8Array({ maxLength: 200 }).map((bytes): GivenFile => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const parts = ["PAR1", bytes, size, "PAR1"].map((part) => Buffer.from(part as string));
  return { ...tables[0]!, bytes: Buffer.concat(parts) };
});

/** Formats of data. A further one is a further entry. */
export const KINDS: readonly Kind[] = [
  {
    name: "CSV",
    files: fc.oneof(
      { arbitrary: mutants(csvs), weight: 4 },
      { arbitrary: lines, weight: 2 },
      { arbitrary: noise("a.csv", CSV), weight: 1 },
    ),
    place: /a\.csv:\d+:\d+: /,
  },
  {
    name: "NPY",
    files: fc.oneof(
      { arbitrary: mutants([...npys, ...npzs, ...npzs]), weight: 5 },
      { arbitrary: header, weight: 2 },
      { arbitrary: noise("a.npy", NPY), weight: 1 },
    ),
    place: /a\.np[yz]: (byte \d|row \d|array "[xy]": )/,
  },
  {
    name: "Parquet",
    files: fc.oneof(
      { arbitrary: mutants(tables), weight: 7 },
      { arbitrary: footer, weight: 1 },
      { arbitrary: noise("a.parquet", tables[0]!.config), weight: 1 },
    ),
    place: /a\.parquet: (byte \d+|row \d+|row group \d+|footer|schema|rows)/,
  },
];
