import { sha256 } from "../../base/digest.ts";
import type { Dataset, TableSpec, Unsplit } from "../dataset.ts";
import { placesAfter } from "../places-after.ts";
import { allocated, sharedFloats, sharedNumbers } from "../shared-floats.ts";
import { isDrawn, splitRows, trainingFirst } from "../split.ts";
import { standardized } from "../standardize.ts";
import { isMarked } from "./mark-scan.ts";
import { tableShapes, widthOf } from "./table-shapes.ts";

/** The cells of one column, to be filled in by the place of their row after the shuffle. */
export interface Column {
  readonly name: string;
  /** @param cell a number, or a text that may be of one */
  put(place: number, cell: string | number): void;
}

/** Fills in columns. @param places by a row's place in the file its place after the shuffle */
export type ReadCells = (columns: readonly Column[], places: Uint32Array) => Promise<void>;

/**
 * A spec's rows from its file's cells. Inputs are the columns in the order of the file, numbers as
 * they are or standardized, texts one-hot with the categories in the order of their code units;
 * targets are numbers as they are, or the place of a text among the column's texts.
 *
 * @throws SweepError CONFIG_INVALID where the rows do not fit into memory
 */
export async function makeTableRows(spec: TableSpec, read: ReadCells): Promise<Dataset> {
  const { rows, inputs, targets, validation, standardize } = spec;
  const { rowCount, inputShape, targetShape } = tableShapes(spec);
  const [width] = inputShape as [number];
  const make = <T>(allocate: () => T) => allocated(rows, "ignore columns of many texts", allocate);
  const { inputColumns, targetColumns, marks } = make(() => ({
    inputColumns: inputs.map(({ name, categories }) => column(name, categories, rows)),
    targetColumns: targets.map(({ name, kind }) =>
      column(name, kind === "text" ? 1 : undefined, rows),
    ),
    marks: marksOf(spec),
  }));
  await read([...inputColumns, ...targetColumns, ...marks], placesAfter(rows, spec.shuffle));

  const order = marks[0] && trainingFirst(marks[0].validates);
  const table = make(() => sharedFloats(rows * width));
  const aims = make(() => sharedFloats(rows * targets.length));
  const { trainRowCount } = splitRows(rows, validation, 0);
  const isUnsplit = isDrawn(validation);
  const unsplit: Unsplit["numbers"][number][] = [];
  let offset = 0;
  for (const [index, cells] of inputColumns.entries()) {
    const values = cells.values(order);
    if (cells.isText) {
      for (let row = 0; row < rows; row++) table[row * width + offset + values[row]!] = 1;
    } else {
      const scaled = standardize && !isUnsplit ? standardized(values, trainRowCount) : values;
      for (let row = 0; row < rows; row++) table[row * width + offset] = scaled[row]!;
      if (standardize && isUnsplit)
        unsplit.push({ place: offset, values: make(() => sharedNumbers(values)) });
    }
    offset += widthOf(inputs[index]!);
  }
  for (const [index, cells] of targetColumns.entries()) {
    const values = cells.values(order);
    for (let row = 0; row < rows; row++) aims[row * targets.length + index] = values[row]!;
  }
  return {
    ...{ rowCount, inputShape, targetShape, inputs: table, targets: aims },
    sha256: sha256(table, aims),
    ...(isUnsplit && { unsplit: { numbers: unsplit } }),
  };
}

interface FilledColumn extends Column {
  readonly isText: boolean;
  /**
   * Numbers as they are, of texts their places among all of the column.
   *
   * @param order row by place; undefined: as they stand
   */
  values(order: Uint32Array | undefined): Float64Array;
}

/** @param categories undefined: numbers */
function column(name: string, categories: number | undefined, rows: number): FilledColumn {
  const inOrder = (order: Uint32Array | undefined, numberAt: (row: number) => number) => {
    const ordered = new Float64Array(rows);
    for (let place = 0; place < rows; place++) ordered[place] = numberAt(order?.[place] ?? place);
    return ordered;
  };
  if (categories === undefined) {
    const values = new Float64Array(rows);
    return {
      ...{ name, isText: false },
      put: (place, cell) => {
        values[place] = Number(cell);
      },
      values: (order) => (order ? inOrder(order, (row) => values[row]!) : values),
    };
  }
  /** the texts in the order in which they come first */
  const codes = new Map<string, number>();
  const cells = new Uint16Array(rows);
  return {
    ...{ name, isText: true },
    put(place, cell) {
      const text = String(cell);
      const code = codes.get(text) ?? codes.size;
      codes.set(text, code);
      cells[place] = code;
    },
    values(order) {
      const ranks = ranksOf(codes);
      return inOrder(order, (row) => ranks[cells[row]!]!);
    },
  };
}

/** By code the place of its text in the order of code units. */
function ranksOf(codes: ReadonlyMap<string, number>): Uint16Array {
  const ranks = new Uint16Array(codes.size);
  for (const [rank, text] of [...codes.keys()].sort().entries()) ranks[codes.get(text)!] = rank;
  return ranks;
}

/** The column that says which rows validate, if one does. */
function marksOf({ rows, validation }: TableSpec): (Column & { validates: Uint8Array })[] {
  if (typeof validation === "number" || !("column" in validation)) return [];
  const { column: name, value } = validation;
  const validates = new Uint8Array(rows);
  const put: Column["put"] = (place, cell) => {
    validates[place] = Number(isMarked(value, cell));
  };
  return [{ name, validates, put }];
}
