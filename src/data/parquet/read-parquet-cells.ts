import type { ReadCells } from "../table/make-table-rows.ts";
import { columnType } from "./column-type.ts";
import { openParquet } from "./open-parquet.ts";
import { visitColumn } from "./read-column.ts";

/** The cells of a file's columns, one column after the other. @param name for messages */
export function readParquetCells(bytes: Uint8Array, name: string): ReadCells {
  return async (columns, places) => {
    const file = openParquet(bytes, name);
    const known = new Map(file.columns.map((column) => [column.name, column]));
    for (const column of columns) {
      const found = known.get(column.name)!;
      visitColumn(file, found, columnType(found), {
        visit: (cell, row) => column.put(places[row]!, cell!),
        // Only in the column that says which rows validate; elsewhere the file has been refused.
        inexact: (text, row) => column.put(places[row]!, text),
      });
    }
  };
}
