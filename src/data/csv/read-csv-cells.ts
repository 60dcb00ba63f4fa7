import { type Csv, visitRows } from "../../external/csv-rows.ts";
import type { ReadCells } from "../table/make-table-rows.ts";

/** The cells of a file's columns, by their names in its header. */
export function readCsvCells(csv: Csv): ReadCells {
  return async (columns, places) => {
    let indices: readonly number[] | undefined;
    let row = 0;
    await visitRows(csv, (cells) => {
      if (indices === undefined) {
        const header = new Map(cells.map((name, index) => [name, index]));
        indices = columns.map(({ name }) => header.get(name)!);
        return;
      }
      const place = places[row++]!;
      for (const [index, column] of columns.entries()) column.put(place, cells[indices[index]!]!);
    });
  };
}
