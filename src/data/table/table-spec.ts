import { countOf } from "../../base/count-of.ts";
import { quoted } from "../../external/mistake-list.ts";
import { checkSplit } from "../check-split.ts";
import type { DataProblem } from "../data-problem.ts";
import type { TableInput, TableSpec, TableTarget } from "../dataset.ts";
import type { Mistakes } from "../row-mistakes.ts";
import { INPUT_COUNT_MAX } from "../shared-floats.ts";
import { type ColumnKind, ignoring } from "./column-scan.ts";
import type { MarkScan } from "./mark-scan.ts";
import type { TableOptions } from "./table-options.ts";
import { tableShapes } from "./table-shapes.ts";

/** A table as the spec of rows. */
export interface ResolvedTable {
  readonly spec: TableSpec;
  /** how the file is read, one sentence each */
  readonly notes: readonly string[];
  /** what may not be meant */
  readonly warnings: readonly string[];
  readonly problems?: undefined;
}

/** A column that has been looked through. */
export type ScannedColumn = {
  readonly name: string;
  /** place in a row, from 0 */
  readonly cell: number;
} & ColumnKind;

/** A file that has been looked through, without a mistake. */
export interface ScannedTable {
  readonly sha256: string;
  readonly rows: number;
  readonly inputs: readonly ScannedColumn[];
  readonly targets: readonly ScannedColumn[];
  readonly mark: MarkScan | undefined;
}

/** In fewer rows it is no wonder that most texts are different. */
const ROWS_TELLING = 10;

/** A target of texts has no place beside others. */
export function checkTargets(targets: readonly ScannedColumn[], mistakes: Mistakes): void {
  if (targets.length < 2) return;
  for (const target of targets) {
    if (target.kind !== "text") continue;
    const { line, text } = target.first;
    const rule = `column ${quoted(target.name)}: a target beside others must be numbers`;
    mistakes.add({ line, cell: target.cell, message: `${rule}, got ${quoted(text)}` });
  }
}

/**
 * The spec of a table's rows.
 *
 * @param file its name, for messages
 * @returns or the rules that the config breaks, as the file shows
 */
export function tableSpec(
  { sha256, rows, inputs, targets, mark }: ScannedTable,
  options: TableOptions,
  file: string,
): ResolvedTable | { readonly problems: readonly DataProblem[] } {
  const { source, shuffle, validation: asked, standardize } = options;
  const marked = mark?.finish(file);
  if (marked && "problem" in marked) return { problems: [marked.problem] };
  const validation =
    typeof asked === "object" && "column" in asked ? { ...asked, rows: marked!.rows } : asked;
  const spec: TableSpec = {
    ...{ source, sha256, rows },
    ...{ inputs: inputs.map(inputOf), targets: targets.map(targetOf) },
    ...(shuffle !== undefined && { shuffle }),
    ...{ validation, standardize },
  };
  const problems = [...checkSplit(spec, file), ...checkSize(spec)];
  if (problems.length > 0) return { problems };
  const warnings = [...inputs, ...targets].flatMap((column) => [
    ...mixed(column, file),
    ...(targets.includes(column)
      ? []
      : [...tellsLittle(column, rows, file), ...index(column, file)]),
  ]);
  return { spec, notes: [inShort(spec, file)], warnings };
}

function mixed(column: ScannedColumn, file: string): string[] {
  if (column.kind !== "text" || !column.isMixed) return [];
  const { line, text } = column.first;
  const got = `numbers and ${countOf(column.textCount, "text")}, ${quoted(text)} in line ${line}`;
  return [`${file}: column ${quoted(column.name)} has ${got}: all of it is read as texts`];
}

function tellsLittle(column: ScannedColumn, rows: number, file: string): string[] {
  if (column.kind !== "text" || column.isMixed || rows < ROWS_TELLING) return [];
  if (column.categories <= rows / 2) return [];
  const { name, categories } = column;
  const has = `has ${categories} different texts in ${rows} rows`;
  const leaving = `${ignoring(name)} leaves it out`;
  return [`${file}: column ${quoted(name)} ${has}, which tells little; ${leaving}`];
}

/** pandas writes the row numbers of a table of which rows were taken out. */
function index({ name }: ScannedColumn, file: string): string[] {
  if (!/^__index_level_\d+__$/.test(name)) return [];
  const is = `is pandas' index, most often row numbers; ${ignoring(name)} leaves it out`;
  return [`${file}: column ${quoted(name)} ${is}`];
}

function inputOf({ name, ...column }: ScannedColumn): TableInput {
  return column.kind === "text" ? { name, categories: column.categories } : { name };
}

function targetOf({ name, ...column }: ScannedColumn): TableTarget {
  const classes = column.kind === "text" ? column.categories : column.classes;
  return { name, kind: column.kind, ...(classes !== undefined && { classes }) };
}

function checkSize(spec: TableSpec): DataProblem[] {
  const { rows } = spec;
  const [width] = tableShapes(spec).inputShape as [number];
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
function inShort(spec: TableSpec, file: string): string {
  const texts = spec.inputs.filter(({ categories }) => categories !== undefined).length;
  const numbers = spec.inputs.length - texts;
  const { inputShape } = tableShapes(spec);
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
