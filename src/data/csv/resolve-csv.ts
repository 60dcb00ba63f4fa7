import { countOf } from "../../base/count-of.ts";
import { visitRows } from "../../external/csv-rows.ts";
import { MistakeList, quoted } from "../../external/mistake-list.ts";
import { type CsvInput, type CsvSpec, type CsvTarget, splitRows } from "../dataset.ts";
import {
  type ChosenColumns,
  type CsvOptions,
  checkHeader,
  chooseColumns,
  type DataProblem,
} from "./choose-columns.ts";
import { type ColumnKind, ColumnScan, ignoring } from "./column-scan.ts";
import { csvShapes } from "./csv-shapes.ts";
import { type DataFile, decodeCsv } from "./read-data-file.ts";

/** A CSV file as the spec of rows. */
export interface ResolvedCsv {
  readonly spec: CsvSpec;
  /** how the file is read, one sentence each */
  readonly notes: readonly string[];
  /** what may not be meant */
  readonly warnings: readonly string[];
  readonly problems?: undefined;
}

/** Beyond a few dozen nobody reads on. */
const MISTAKES_SHOWN_MAX = 40;

/** In fewer rows it is no wonder that most texts are different. */
const ROWS_TELLING = 10;

/** 2 GiB of inputs, and while they are made twice as much besides. */
const INPUT_COUNT_MAX = 2 ** 29;

/**
 * What a CSV file's rows are: which columns are numbers, which texts, what is missing.
 *
 * @param name of the file, for messages
 * @returns or the rules that the config breaks, as the file shows
 * @throws SweepError CONFIG_INVALID naming every broken rule with the file's line, column and caret
 */
export async function resolveCsv(
  { bytes, sha256 }: DataFile,
  name: string,
  options: CsvOptions,
): Promise<ResolvedCsv | { readonly problems: readonly DataProblem[] }> {
  const csv = decodeCsv(bytes, name);
  const scan = new TableScan(options, name);
  const broken = await visitRows(csv, (cells, line) => scan.row(cells, line));
  if (broken) scan.mistakes.add({ ...broken, message: `quotes: ${broken.rule}` });
  const found = scan.finish();
  scan.mistakes.throwIfAny(csv, name);
  if (!found) return { problems: scan.problems };
  const { shuffle, validation, standardize } = options;
  const spec: CsvSpec = {
    ...{ source: "csv", sha256, rows: scan.rowCount, ...found },
    ...(shuffle !== undefined && { shuffle }),
    ...{ validation, standardize },
  };
  const problems = checkSize(spec, name);
  if (problems.length > 0) return { problems };
  return { spec, notes: [inShort(spec, name)], warnings: scan.warnings };
}

class TableScan {
  readonly mistakes = new MistakeList(MISTAKES_SHOWN_MAX);
  readonly warnings: string[] = [];
  rowCount = 0;
  readonly #options: CsvOptions;
  readonly #file: string;
  #columnCount = 0;
  #chosen: ChosenColumns | undefined;
  /** inputs before targets */
  #scans: readonly ColumnScan[] = [];

  constructor(options: CsvOptions, file: string) {
    this.#options = options;
    this.#file = file;
  }

  get problems(): readonly DataProblem[] {
    return this.#chosen?.problems ?? [];
  }

  row(cells: readonly string[], line: number): void {
    if (this.#columnCount === 0) {
      this.#header(cells, line);
    } else if (this.#scans.length === 0) {
      // The header is at fault, and what its rows mean is not known.
    } else if (cells.length !== this.#columnCount) {
      const rule = `row: must have as many cells as the header, ${this.#columnCount}`;
      const cell = Math.min(cells.length, this.#columnCount);
      this.mistakes.add({ line, cell, message: `${rule}, got ${cells.length}` });
    } else {
      this.rowCount++;
      for (const scan of this.#scans) scan.read(cells[scan.cell]!, line);
    }
  }

  #header(names: readonly string[], line: number): void {
    this.#columnCount = names.length;
    checkHeader(names, line, this.mistakes);
    if (!this.mistakes.isEmpty) return;
    this.#chosen = chooseColumns(names, this.#options, this.#file);
    const { inputs, targets, problems } = this.#chosen;
    if (problems.length > 0) return;
    this.#scans = [...inputs, ...targets].map((cell, index) => {
      const column = { name: names[cell]!, cell, isTarget: index >= inputs.length };
      return new ColumnScan(column, this.mistakes);
    });
  }

  /** @returns undefined if a rule is broken */
  finish(): Pick<CsvSpec, "inputs" | "targets"> | undefined {
    if (this.#scans.length === 0 || this.rowCount === 0) {
      const isEmpty = this.mistakes.isEmpty && this.problems.length === 0;
      if (isEmpty && this.#columnCount === 0) this.#refuse("header: must be there, got nothing");
      else if (isEmpty) this.#refuse("rows: must be there below the header, got none");
      return undefined;
    }
    const kinds = this.#scans.map((scan) => scan.finish());
    const inputCount = this.#chosen!.inputs.length;
    this.#scans.forEach((scan, index) => {
      this.#check(scan, kinds[index], index >= inputCount);
    });
    if (!this.mistakes.isEmpty) return undefined;
    const columns = this.#scans.map(({ name }, index): Column => ({ name, ...kinds[index]! }));
    return {
      inputs: columns.slice(0, inputCount).map(inputOf),
      targets: columns.slice(inputCount).map(targetOf),
    };
  }

  /** What is no mistake by itself, but may be one here. */
  #check({ name, cell }: ColumnScan, kind: ColumnKind | undefined, isTarget: boolean): void {
    if (kind?.kind !== "text") return;
    const { line, text } = kind.first;
    const column = `${this.#file}: column ${quoted(name)}`;
    if (isTarget && this.#options.target.length > 1) {
      const rule = `column ${quoted(name)}: a target beside others must be numbers`;
      this.mistakes.add({ line, cell, message: `${rule}, got ${quoted(text)}` });
    }
    if (kind.isMixed) {
      const got = `numbers and ${countOf(kind.textCount, "text")}, ${quoted(text)} in line ${line}`;
      this.warnings.push(`${column} has ${got}: all of it is read as texts`);
    } else if (!isTarget && this.rowCount >= ROWS_TELLING && kind.categories > this.rowCount / 2) {
      const has = `has ${kind.categories} different texts in ${this.rowCount} rows`;
      this.warnings.push(`${column} ${has}, which tells little; ${ignoring(name)} leaves it out`);
    }
  }

  #refuse(message: string): void {
    this.mistakes.add({ line: 1, cell: 0, message });
  }
}

type Column = { readonly name: string } & ColumnKind;

function inputOf(column: Column): CsvInput {
  const { name } = column;
  return column.kind === "text" ? { name, categories: column.categories } : { name };
}

function targetOf(column: Column): CsvTarget {
  const { name, kind } = column;
  const classes = column.kind === "text" ? column.categories : column.classes;
  return { name, kind, ...(classes !== undefined && { classes }) };
}

function checkSize(spec: CsvSpec, file: string): DataProblem[] {
  const { rows, validation } = spec;
  const { trainRowCount, validationRowCount } = splitRows(rows, validation);
  if (validation > 0 && (trainRowCount === 0 || validationRowCount === 0)) {
    const rule = `must leave rows on both sides of the ${rows} of ${file}`;
    return [{ key: ["validation"], rule }];
  }
  const [width] = csvShapes(spec).inputShape as [number];
  if (rows * width <= INPUT_COUNT_MAX) return [];
  const widest = spec.inputs.reduce((a, b) => ((b.categories ?? 1) > (a.categories ?? 1) ? b : a));
  return [
    {
      key: ["path"],
      rule: `must come to at most ${INPUT_COUNT_MAX} numbers`,
      got: `${rows} rows of ${width}`,
      hint: `${ignoring(widest.name)} takes ${widest.categories ?? 1} from each`,
    },
  ];
}

/** For example `my.csv: 1460 rows; 12 inputs from 3 columns of numbers and 2 of texts; ...`. */
function inShort(spec: CsvSpec, file: string): string {
  const texts = spec.inputs.filter(({ categories }) => categories !== undefined).length;
  const numbers = spec.inputs.length - texts;
  const { inputShape } = csvShapes(spec);
  const standardized = spec.standardize ? " (standardized)" : "";
  const from = [
    ...(numbers > 0 ? [`${countOf(numbers, "column")} of numbers${standardized}`] : []),
    ...(texts > 0 ? [`${countOf(texts, "column")} of texts`] : []),
  ].join(" and ");
  const inputs = `${countOf(inputShape[0]!, "input")} from ${from}`;
  const targets = spec.targets.map(({ name, kind, classes }) =>
    kind === "text" ? `${name} (${classes} classes)` : name,
  );
  return `${file}: ${countOf(spec.rows, "row")}; ${inputs}; target ${targets.join(", ")}`;
}
