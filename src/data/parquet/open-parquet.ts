import { type FileMetaData, parquetMetadata, type SchemaElement } from "hyparquet";
import { thriftEnd } from "./check-thrift.ts";
import { BrokenParquet, readingParquet } from "./parquet-error.ts";

/** A Parquet file whose footer has been read and holds together. */
export interface Parquet {
  readonly bytes: Uint8Array;
  /** of the file, for messages */
  readonly name: string;
  readonly rowCount: number;
  /** in the order of the file */
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly {
    readonly rowCount: number;
    readonly chunks: FileMetaData["row_groups"][number]["columns"];
  }[];
  /** where the footer begins and data ends */
  readonly dataEnd: number;
}

export interface ParquetColumn {
  readonly name: string;
  readonly element: SchemaElement;
  /** whether it holds columns instead of values */
  readonly isNested: boolean;
}

const MAGIC = "PAR1";
const ENCRYPTED = "PARE";
const TAIL_BYTES = 8;

/** A file of a few bytes may claim any number of equal rows. */
const ROW_COUNT_MAX = 2 ** 27;

/**
 * Reads what a file says of itself.
 *
 * @throws SweepError CONFIG_INVALID with the place where it breaks off or contradicts itself
 */
export function openParquet(bytes: Uint8Array, name: string): Parquet {
  return readingParquet(name, "footer", () => {
    const start = footerStart(bytes);
    thriftEnd(bytes.subarray(0, bytes.length - TAIL_BYTES), start, "footer");
    const metadata = parquetMetadata(bytes.subarray(start), { geoparquet: false });
    const columns = columnsOf(metadata.schema);
    const rowGroups = metadata.row_groups.map(({ num_rows, columns: chunks }, index) => {
      const rowCount = countIn(num_rows, `row group ${index + 1}: rows`, ROW_COUNT_MAX);
      return { rowCount, chunks };
    });
    const rowCount = countIn(metadata.num_rows, "footer: rows", ROW_COUNT_MAX);
    const sum = rowGroups.reduce((total, group) => total + group.rowCount, 0);
    if (sum !== rowCount) {
      throw new BrokenParquet("footer", `must have row groups of ${rowCount} rows`, `${sum}`);
    }
    return { bytes, name, rowCount, columns, rowGroups, dataEnd: start };
  });
}

function footerStart(bytes: Uint8Array): number {
  const text = (start: number) => Buffer.from(bytes.subarray(start, start + 4)).toString("latin1");
  const tail = bytes.length - TAIL_BYTES;
  if (tail < MAGIC.length || text(0) !== MAGIC) {
    const isEncrypted = tail >= MAGIC.length && text(0) === ENCRYPTED;
    const got = isEncrypted ? "an encrypted one" : bytes.length === 0 ? "nothing" : "other bytes";
    throw new BrokenParquet("byte 0", `must be a Parquet file, which begins with ${MAGIC}`, got);
  }
  if (text(tail + 4) !== MAGIC) {
    const where = `byte ${tail + 4}`;
    throw new BrokenParquet(where, `must end with ${MAGIC}`, "other bytes, as if cut off");
  }
  const size = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(tail);
  if (size > 0 && size <= tail - MAGIC.length) return tail - size;
  throw new BrokenParquet(
    `byte ${tail}`,
    `a footer must be 1 to ${tail - MAGIC.length} bytes here`,
    `${size}`,
  );
}

/** @throws BrokenParquet unless it is a whole number from 0 to `max` */
export function countIn(value: unknown, what: string, max: number): number {
  const count = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  if (Number.isInteger(count) && count >= 0 && count <= max) return count;
  throw new BrokenParquet(what, `must be a whole number from 0 to ${max}`, shown(value));
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "a structure" : String(value);
}

/** The root's children; theirs are passed over. */
function columnsOf(schema: readonly SchemaElement[]): ParquetColumn[] {
  const columns: ParquetColumn[] = [];
  for (let at = 1; at < schema.length; ) {
    const element = schema[at]!;
    const childCount = element.num_children ?? 0;
    columns.push({ name: element.name ?? "", element, isNested: childCount > 0 });
    at = subtreeEnd(schema, at);
  }
  const asked = schema[0]?.num_children;
  if (asked === columns.length) return columns;
  throw new BrokenParquet("footer: schema", `must have ${columns.length} columns`, shown(asked));
}

function subtreeEnd(schema: readonly SchemaElement[], start: number): number {
  let at = start;
  for (let open = 1; open > 0; at++) {
    const element = schema[at];
    if (element === undefined) {
      throw new BrokenParquet("footer: schema", "must have all that it counts", "fewer columns");
    }
    open += countIn(element.num_children ?? 0, "footer: schema: columns", schema.length) - 1;
  }
  return at;
}
