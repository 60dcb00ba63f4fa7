import {
  type ColumnSketch,
  DISTINCT_MAX,
  type TableSketch,
} from "../../external/examine-columns.ts";
import { columnType } from "./column-type.ts";
import { openParquet, type Parquet, type ParquetColumn } from "./open-parquet.ts";
import { visitColumn } from "./read-column.ts";

/**
 * What kinds of columns a Parquet file has.
 *
 * @param name of the file, for messages
 * @returns undefined if it has no rows
 * @throws SweepError CONFIG_INVALID where it breaks its own rules
 */
export function examineParquet(bytes: Uint8Array, name: string): TableSketch | undefined {
  const file = openParquet(bytes, name);
  const { rowCount, columns } = file;
  if (rowCount === 0) return undefined;
  return { rowCount, columns: columns.map((column) => sketch(file, column)) };
}

function sketch(file: Parquet, column: ParquetColumn): ColumnSketch {
  const { name } = column;
  const type = columnType(column);
  if (type.kind === "other") {
    return { name, isNumeric: false, emptyCount: 0, distinctCount: 0, isOther: true };
  }
  const distinct = new Set<number | string>();
  let emptyCount = 0;
  visitColumn(file, column, type, {
    visit(cell) {
      if (cell === null || Number.isNaN(cell)) emptyCount++;
      else if (distinct.size <= DISTINCT_MAX) distinct.add(cell);
    },
    inexact: (text) => distinct.add(text),
  });
  const isNumeric = type.kind !== "text" && distinct.size > 0;
  return { name, isNumeric, emptyCount, distinctCount: distinct.size };
}
