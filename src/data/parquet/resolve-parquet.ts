import { quoted } from "../../external/mistake-list.ts";
import type { DataFile } from "../data-file.ts";
import type { DataProblem } from "../data-problem.ts";
import { RowMistakes, throwIfTold } from "../row-mistakes.ts";
import { INPUT_COUNT_MAX } from "../shared-floats.ts";
import { chooseColumns } from "../table/choose-columns.ts";
import { ColumnScan, ignoring } from "../table/column-scan.ts";
import { MarkScan } from "../table/mark-scan.ts";
import type { TableOptions } from "../table/table-options.ts";
import {
  checkTargets,
  type ResolvedTable,
  type ScannedColumn,
  tableSpec,
} from "../table/table-spec.ts";
import { columnType } from "./column-type.ts";
import { openParquet, type Parquet, type ParquetColumn } from "./open-parquet.ts";
import { BrokenParquet, readingParquet } from "./parquet-error.ts";
import { visitColumn } from "./read-column.ts";

/**
 * What a Parquet file's rows are, as `resolveCsv` says it of a CSV file; numbers and texts are what
 * the file says they are.
 *
 * @param name of the file, for messages
 * @returns or the rules that the config breaks, as the file shows
 * @throws SweepError CONFIG_INVALID naming every broken rule with row and column
 */
export function resolveParquet(
  { bytes, sha256 }: DataFile,
  name: string,
  options: TableOptions,
): ResolvedTable | { readonly problems: readonly DataProblem[] } {
  const file = openParquet(bytes, name);
  checkNames(file);
  const names = file.columns.map((column) => column.name);
  const chosen = chooseColumns(names, options, name);
  if (chosen.problems.length > 0) return { problems: chosen.problems };
  const { inputs, targets, mark } = chosen;
  const marks = mark === undefined ? [] : [mark];
  const unread = [...inputs, ...targets, ...marks].flatMap((cell) =>
    notRead(file.columns[cell]!, keyOf(cell, chosen), name),
  );
  const problems = [...unread, ...checkCellCount(file, inputs.length + targets.length)];
  if (problems.length > 0) return { problems };
  const mistakes = new RowMistakes();
  const scanned = [...inputs, ...targets].flatMap((cell, index) => {
    const isTarget = index >= inputs.length;
    return scanColumn(file, { name: names[cell]!, cell, isTarget }, mistakes);
  });
  const { validation } = options;
  const isMarked = typeof validation === "object" && "column" in validation;
  const scan = isMarked ? new MarkScan(validation, mark!, mistakes) : undefined;
  if (scan) {
    visitColumn(file, file.columns[mark!]!, columnType(file.columns[mark!]!), {
      visit: (cell, row) => scan.read(cell, row + 1),
      inexact: (text, row) => scan.read(text, row + 1),
    });
  }
  const scannedTargets = scanned.filter(({ cell }) => targets.includes(cell));
  checkTargets(scannedTargets, mistakes);
  throwIfTold(mistakes.told(name));
  const found = { inputs: scanned.slice(0, inputs.length), targets: scannedTargets, mark: scan };
  return tableSpec({ sha256, rows: file.rowCount, ...found }, options, name);
}

function checkNames({ columns, name, rowCount }: Parquet): void {
  readingParquet(name, "schema", () => {
    const seen = new Set<string>();
    for (const column of columns) {
      if (column.name === "" || seen.has(column.name)) {
        const rule = "a column's name must be there, and once";
        throw new BrokenParquet("schema", rule, quoted(column.name));
      }
      seen.add(column.name);
    }
    if (rowCount === 0) throw new BrokenParquet("rows", "must be there", "none");
  });
}

/** Before any is read: a few bytes may claim to be any number of rows. */
function checkCellCount({ rowCount, name }: Parquet, columnCount: number): DataProblem[] {
  if (rowCount * columnCount <= INPUT_COUNT_MAX) return [];
  const rule = `must come to at most ${INPUT_COUNT_MAX} numbers`;
  return [{ key: ["path"], rule, got: `${rowCount} rows of ${columnCount} columns in ${name}` }];
}

/** The part of the config that has a column read. */
function keyOf(
  cell: number,
  { targets, mark }: { readonly targets: readonly number[]; readonly mark?: number | undefined },
): DataProblem["key"] {
  if (targets.includes(cell)) return ["target", targets.indexOf(cell)];
  return cell === mark ? ["validation", "column"] : ["path"];
}

function notRead(column: ParquetColumn, key: DataProblem["key"], file: string): DataProblem[] {
  const type = columnType(column);
  if (type.kind !== "other") return [];
  const rule = `column ${quoted(column.name)} of ${file} must be numbers, texts or flags`;
  const hint = `${ignoring(column.name)} leaves it out`;
  return [{ key, rule, got: type.what, ...(key[0] === "path" && { hint }) }];
}

function scanColumn(
  file: Parquet,
  place: { readonly name: string; readonly cell: number; readonly isTarget: boolean },
  mistakes: RowMistakes,
): ScannedColumn[] {
  const column = file.columns[place.cell]!;
  const scan = new ColumnScan(place, mistakes);
  visitColumn(file, column, columnType(column), {
    visit: (cell, row) => scan.readTyped(cell, row + 1),
    inexact: (text, row) => {
      const rule = "must be a number that a float64 holds exactly";
      const message = `column ${quoted(place.name)}: ${rule}, got ${quoted(text)}`;
      mistakes.add({ line: row + 1, cell: place.cell, message });
    },
  });
  const kind = scan.finish();
  return kind ? [{ name: place.name, cell: place.cell, ...kind }] : [];
}
