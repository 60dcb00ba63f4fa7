import type { DecodedArray } from "hyparquet";
import { quoted } from "../../external/mistake-list.ts";
import { type ColumnType, cellOf, digitsOf } from "./column-type.ts";
import { countIn, type Parquet, type ParquetColumn } from "./open-parquet.ts";
import { BrokenParquet, readingParquet } from "./parquet-error.ts";
import { type PageReader, readPageAt } from "./read-page.ts";

/** Gets the rows of a column in their order. */
export interface CellVisitor {
  /** @param cell null: nothing. @param row from 0 */
  visit(cell: number | string | null, row: number): void;
  /** a number that no float64 is. @param text as it is written */
  inexact(text: string, row: number): void;
}

/**
 * Reads a column page by page, so that no more than one is held.
 *
 * @throws SweepError CONFIG_INVALID with row group and byte where the file breaks its own rules
 */
export function visitColumn(
  file: Parquet,
  column: ParquetColumn,
  type: ColumnType,
  visitor: CellVisitor,
): void {
  let row = 0;
  for (const [index, group] of file.rowGroups.entries()) {
    const where = `row group ${index + 1}, column ${quoted(column.name)}`;
    readingParquet(file.name, where, () => {
      const first = row;
      visitChunk(file, group, { column, type, where }, (values) => {
        const left = first + group.rowCount - row;
        if (values.length > left) {
          throw new BrokenParquet(where, `must have ${group.rowCount} rows`, "more");
        }
        for (let place = 0; place < values.length; place++, row++) {
          visitCell(values[place], row, type, { visitor, where });
        }
      });
      if (row - first === group.rowCount) return;
      throw new BrokenParquet(where, `must have ${group.rowCount} rows`, `${row - first}`);
    });
  }
}

function visitCell(
  value: unknown,
  row: number,
  type: ColumnType,
  { visitor, where }: { visitor: CellVisitor; where: string },
): void {
  if (value === undefined) {
    throw new BrokenParquet(where, "must refer to what its dictionary has", "more");
  }
  const cell = value === null ? null : cellOf(type, value);
  if (cell === undefined) visitor.inexact(digitsOf(type, value), row);
  else visitor.visit(cell, row);
}

interface ChunkToRead {
  readonly column: ParquetColumn;
  readonly type: ColumnType;
  readonly where: string;
}

function visitChunk(
  { bytes, dataEnd }: Parquet,
  { rowCount, chunks }: Parquet["rowGroups"][number],
  { column, type, where }: ChunkToRead,
  visit: (values: DecodedArray) => void,
): void {
  const { element } = column;
  const chunk = chunks.find(({ meta_data }) => {
    const path = meta_data?.path_in_schema;
    return path?.length === 1 && path[0] === column.name;
  });
  const meta = chunk?.meta_data;
  if (!chunk || !meta) throw new BrokenParquet(where, "must be there", "nothing, or encrypted");
  if (chunk.file_path) throw new BrokenParquet(where, "must be in this file", "another file");
  if (meta.type !== element.type) {
    throw new BrokenParquet(
      where,
      `must be ${element.type ?? "of a type"} as in the schema`,
      meta.type ?? "none",
    );
  }
  const first = meta.dictionary_page_offset || meta.data_page_offset;
  const start = countIn(first, `${where}: first byte`, dataEnd);
  const size = countIn(meta.total_compressed_size, `${where}: size`, dataEnd - start);
  const pages = bytes.subarray(start, start + size);
  const isOptional = element.repetition_type !== "REQUIRED";
  const { converted_type: _1, logical_type: _2, ...stored } = element;
  // The library would round a decimal twice.
  const read = type.kind === "decimal" ? stored : element;
  const reader: PageReader = { element: read, type: meta.type, codec: meta.codec, isOptional };
  let dictionary: DecodedArray | undefined;
  let seen = 0;
  for (let at = 0; seen < rowCount && at < pages.length; ) {
    const page = readPageAt(pages, at, reader, dictionary, `${where}, byte ${start + at}`);
    dictionary = page.dictionary ?? dictionary;
    at = page.end;
    if (page.values) {
      seen += page.values.length;
      visit(page.values);
    }
  }
}
