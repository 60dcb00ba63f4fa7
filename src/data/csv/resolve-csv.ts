import { visitRows } from "../../external/csv-rows.ts";
import { MistakeList } from "../../external/mistake-list.ts";
import type { DataFile } from "../data-file.ts";
import type { DataProblem } from "../data-problem.ts";
import { type ChosenColumns, checkHeader, chooseColumns } from "../table/choose-columns.ts";
import { ColumnScan } from "../table/column-scan.ts";
import { MarkScan } from "../table/mark-scan.ts";
import type { TableOptions } from "../table/table-options.ts";
import {
  checkTargets,
  type ResolvedTable,
  type ScannedColumn,
  type ScannedTable,
  tableSpec,
} from "../table/table-spec.ts";
import { decodeCsv } from "./decode-csv.ts";

/** Beyond a few dozen nobody reads on. */
const MISTAKES_SHOWN_MAX = 40;

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
  options: TableOptions,
): Promise<ResolvedTable | { readonly problems: readonly DataProblem[] }> {
  const csv = decodeCsv(bytes, name);
  const scan = new CsvScan(options, name);
  const broken = await visitRows(csv, (cells, line) => scan.row(cells, line));
  if (broken) scan.mistakes.add({ ...broken, message: `quotes: ${broken.rule}` });
  const found = scan.finish();
  scan.mistakes.throwIfAny(csv, name);
  if (!found) return { problems: scan.problems };
  return tableSpec({ sha256, ...found }, options, name);
}

class CsvScan {
  readonly mistakes = new MistakeList(MISTAKES_SHOWN_MAX);
  #rowCount = 0;
  readonly #options: TableOptions;
  readonly #file: string;
  #columnCount = 0;
  #chosen: ChosenColumns | undefined;
  /** inputs before targets */
  #scans: readonly ColumnScan[] = [];
  #mark: MarkScan | undefined;

  constructor(options: TableOptions, file: string) {
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
      this.#rowCount++;
      for (const scan of this.#scans) scan.read(cells[scan.cell]!, line);
      this.#mark?.read(cells[this.#chosen!.mark!]!, line);
    }
  }

  #header(names: readonly string[], line: number): void {
    this.#columnCount = names.length;
    checkHeader(names, line, this.mistakes);
    if (!this.mistakes.isEmpty) return;
    this.#chosen = chooseColumns(names, this.#options, this.#file);
    const { inputs, targets, mark, problems } = this.#chosen;
    if (problems.length > 0) return;
    this.#scans = [...inputs, ...targets].map((cell, index) => {
      const column = { name: names[cell]!, cell, isTarget: index >= inputs.length };
      return new ColumnScan(column, this.mistakes);
    });
    const { validation } = this.#options;
    if (mark !== undefined && typeof validation === "object" && "column" in validation) {
      this.#mark = new MarkScan(validation, mark, this.mistakes);
    }
  }

  /** @returns undefined if a rule is broken */
  finish(): Omit<ScannedTable, "sha256"> | undefined {
    if (this.#scans.length === 0 || this.#rowCount === 0) {
      const isEmpty = this.mistakes.isEmpty && this.problems.length === 0;
      if (isEmpty && this.#columnCount === 0) this.#refuse("header: must be there, got nothing");
      else if (isEmpty) this.#refuse("rows: must be there below the header, got none");
      return undefined;
    }
    const columns = this.#scans.flatMap((scan): ScannedColumn[] => {
      const kind = scan.finish();
      return kind ? [{ name: scan.name, cell: scan.cell, ...kind }] : [];
    });
    const targets = columns.filter(({ cell }) => this.#chosen!.targets.includes(cell));
    checkTargets(targets, this.mistakes);
    if (!this.mistakes.isEmpty) return undefined;
    const inputs = columns.slice(0, this.#chosen!.inputs.length);
    return { rows: this.#rowCount, inputs, targets, mark: this.#mark };
  }

  #refuse(message: string): void {
    this.mistakes.add({ line: 1, cell: 0, message });
  }
}
