import { sha256 } from "../../base/digest.ts";
import { SweepError } from "../../base/error.ts";
import type { FilePlaces } from "../../base/file-places.ts";
import { type Csv, visitRows } from "../../external/csv-rows.ts";
import { numpyRandom } from "../../random/mt19937.ts";
import { type CsvSpec, type Dataset, splitRows } from "../dataset.ts";
import { csvShapes, widthOf } from "./csv-shapes.ts";
import { decodeCsv, readDataFile } from "./read-data-file.ts";
import { standardized } from "./standardize.ts";

/**
 * Reads a spec's rows from where its file lies now.
 *
 * @throws SweepError CONFIG_INVALID where it is gone or its bytes are others than the spec says
 */
export async function buildCsv(spec: CsvSpec, files: FilePlaces): Promise<Dataset> {
  const file = files[spec.sha256];
  if (file === undefined) {
    const message = "data: the sweep's CSV file must be known, got no record of where it lies";
    throw new SweepError("CONFIG_INVALID", message, "`sweep run CONFIG` records it");
  }
  const read = readDataFile(file);
  if ("rule" in read) {
    const hint = "put the sweep's data back, or `sweep run` a config that says where it lies now";
    throw new SweepError("CONFIG_INVALID", `${file}: ${read.rule}, got ${read.got}`, hint);
  }
  if (read.sha256 !== spec.sha256) {
    const message = `${file}: must have SHA-256 ${spec.sha256}, got ${read.sha256}`;
    const hint = "the file has changed; `sweep run CONFIG` takes it as it is now, as other runs";
    throw new SweepError("CONFIG_INVALID", message, hint);
  }
  return makeCsvRows(spec, decodeCsv(read.bytes, file));
}

/**
 * A spec's rows from its file's text. Inputs are the columns in the order of the file, numbers as
 * they are or standardized, texts one-hot with the categories in the order of their code units;
 * targets are numbers as they are, or the place of a text among the column's texts.
 *
 * @throws SweepError CONFIG_INVALID where the rows do not fit into memory
 */
export async function makeCsvRows(spec: CsvSpec, csv: Csv): Promise<Dataset> {
  const { rows, inputs, targets, validation, standardize } = spec;
  const shapes = csvShapes(spec);
  const [width] = shapes.inputShape as [number];
  const { inputCells, targetCells } = allocated(spec, () => ({
    inputCells: inputs.map(({ categories }) => cellsOf(categories !== undefined, rows)),
    targetCells: targets.map(({ kind }) => cellsOf(kind === "text", rows)),
  }));
  const names = [...inputs, ...targets].map(({ name }) => name);
  await readCells(csv, names, [...inputCells, ...targetCells], placesOf(spec));

  const table = allocated(spec, () => sharedFloats(rows * width));
  const aims = allocated(spec, () => sharedFloats(rows * targets.length));
  const { trainRowCount } = splitRows(rows, validation);
  let offset = 0;
  for (const [index, cells] of inputCells.entries()) {
    if (cells.kind === "text") {
      const ranks = ranksOf(cells);
      for (let row = 0; row < rows; row++) table[row * width + offset + ranks[row]!] = 1;
    } else {
      const values = standardize ? standardized(cells.values, trainRowCount) : cells.values;
      for (let row = 0; row < rows; row++) table[row * width + offset] = values[row]!;
    }
    offset += widthOf(inputs[index]!);
  }
  for (const [index, cells] of targetCells.entries()) {
    const values = cells.kind === "text" ? ranksOf(cells) : cells.values;
    for (let row = 0; row < rows; row++) aims[row * targets.length + index] = values[row]!;
  }
  const { rowCount, inputShape, targetShape } = shapes;
  return {
    ...{ rowCount, inputShape, targetShape, inputs: table, targets: aims },
    sha256: sha256(table, aims),
  };
}

/** The cells of one column, by the place of their row after the shuffle. */
type Cells =
  | { readonly kind: "number"; readonly values: Float64Array }
  | {
      readonly kind: "text";
      /** the texts in the order in which they come first */
      readonly codes: Map<string, number>;
      readonly values: Uint16Array;
    };

function cellsOf(isText: boolean, rows: number): Cells {
  return isText
    ? { kind: "text", codes: new Map(), values: new Uint16Array(rows) }
    : { kind: "number", values: new Float64Array(rows) };
}

/** By a row's place in the file its place after the shuffle. */
function placesOf({ rows, shuffle }: CsvSpec): Uint32Array {
  const places = Uint32Array.from({ length: rows }, (_, row) => row);
  if (shuffle === undefined) return places;
  for (const [place, row] of numpyRandom(shuffle).permutation(rows).entries()) places[row] = place;
  return places;
}

async function readCells(
  csv: Csv,
  names: readonly string[],
  columns: readonly Cells[],
  places: Uint32Array,
): Promise<void> {
  let indices: readonly number[] | undefined;
  let row = 0;
  await visitRows(csv, (cells) => {
    if (indices === undefined) {
      const header = new Map(cells.map((name, index) => [name, index]));
      indices = names.map((name) => header.get(name)!);
      return;
    }
    const place = places[row++]!;
    for (const [index, column] of columns.entries()) {
      const text = cells[indices[index]!]!;
      column.values[place] = column.kind === "text" ? codeOf(column.codes, text) : Number(text);
    }
  });
}

function codeOf(codes: Map<string, number>, text: string): number {
  const code = codes.get(text) ?? codes.size;
  codes.set(text, code);
  return code;
}

/** Of each row the place of its text among all of the column, in the order of their code units. */
function ranksOf({ codes, values }: Extract<Cells, { kind: "text" }>): Uint16Array {
  const ranks = new Uint16Array(codes.size);
  for (const [rank, text] of [...codes.keys()].sort().entries()) ranks[codes.get(text)!] = rank;
  return values.map((code) => ranks[code]!);
}

function sharedFloats(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}

/** What a machine has no memory for is not a bug. */
function allocated<T>({ rows }: CsvSpec, allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `data: ${rows} rows must fit into memory, got "${cause.message}"`;
    throw new SweepError("CONFIG_INVALID", message, "ignore columns of many texts", { cause });
  }
}
