import { type Csv, openCsv, visitRows } from "./csv-rows.ts";
import { readValue } from "./read-cell.ts";

/** A column of someone's table, as far as a first look tells. */
export interface ColumnSketch {
  readonly name: string;
  /** whether each cell that is not empty is a number */
  readonly isNumeric: boolean;
  readonly emptyCount: number;
  /** different cells that are not empty; more than `DISTINCT_MAX` are not counted */
  readonly distinctCount: number;
  /** whether it holds neither numbers nor texts */
  readonly isOther?: boolean;
}

export interface TableSketch {
  readonly columns: readonly ColumnSketch[];
  readonly rowCount: number;
}

/** As many classes as anyone would train for from a CSV. */
export const DISTINCT_MAX = 1000;

/**
 * What kinds of columns a CSV has.
 *
 * @returns undefined if it is no table: no header, no rows, broken quotes
 */
export async function examineColumns(text: string): Promise<TableSketch | undefined> {
  const csv: Csv = openCsv(text);
  let names: readonly string[] | undefined;
  let columns: { distinct: Set<string>; isNumeric: boolean; emptyCount: number }[] = [];
  let rowCount = 0;
  const broken = await visitRows(csv, (cells) => {
    if (names === undefined) {
      names = [...cells];
      columns = names.map(() => ({ distinct: new Set(), isNumeric: true, emptyCount: 0 }));
      return;
    }
    rowCount++;
    for (const [index, column] of columns.entries()) {
      const cell = cells[index] ?? "";
      if (cell === "") column.emptyCount++;
      else if (column.distinct.size <= DISTINCT_MAX) column.distinct.add(cell);
      if (cell !== "" && column.isNumeric) column.isNumeric = readValue(cell) !== undefined;
    }
  });
  if (broken !== undefined || names === undefined || rowCount === 0) return undefined;
  return {
    rowCount,
    columns: names.map((name, index) => {
      const { distinct, isNumeric, emptyCount } = columns[index]!;
      return {
        name,
        isNumeric: isNumeric && distinct.size > 0,
        emptyCount,
        distinctCount: distinct.size,
      };
    }),
  };
}
