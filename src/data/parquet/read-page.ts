import { crc32 } from "node:zlib";
import type { ColumnMetaData, DecodedArray, PageHeader, SchemaElement } from "hyparquet";
import { parquetHeader, readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { checkRuns } from "./check-runs.ts";
import { thriftEnd } from "./check-thrift.ts";
import { inflatePage } from "./inflate-page.ts";
import { countIn } from "./open-parquet.ts";
import { BrokenParquet } from "./parquet-error.ts";

/** A few bytes may claim to be any number of equal values. */
const VALUE_COUNT_MAX = 2 ** 24;

/** How the pages of a column are read. */
export interface PageReader {
  readonly element: SchemaElement;
  readonly type: ColumnMetaData["type"];
  readonly codec: ColumnMetaData["codec"] | undefined;
  /** whether there may be nothing in a row */
  readonly isOptional: boolean;
}

/** A page that has been read, and where the next one begins. */
export interface Page {
  readonly end: number;
  /** of a data page; undefined: no values of rows */
  readonly values?: DecodedArray;
  /** what data pages after it refer to */
  readonly dictionary?: DecodedArray;
}

/**
 * Reads one page, with all that its header claims held against limits before it is believed.
 *
 * @param bytes of the column's pages
 * @param start of the page's header in `bytes`
 * @param where for messages
 * @throws BrokenParquet, or what the library throws
 */
export function readPageAt(
  bytes: Uint8Array,
  start: number,
  reader: PageReader,
  dictionary: DecodedArray | undefined,
  where: string,
): Page {
  const bodyStart = thriftEnd(bytes, start, where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = parquetHeader({ view, offset: start });
  const size = countIn(header.compressed_page_size, `${where}: size`, bytes.length - bodyStart);
  const body = bytes.subarray(bodyStart, bodyStart + size);
  checkSum(header.crc, body, where);
  const end = bodyStart + size;
  if (header.type === "INDEX_PAGE") return { end };
  const opened = openPage(body, header, reader, where);
  const { data } = decode(opened.header, opened.bytes, reader, dictionary);
  if (data?.length !== opened.valueCount) {
    throw new BrokenParquet(where, `must hold ${opened.valueCount} values`, `${data?.length ?? 0}`);
  }
  if (header.type === "DICTIONARY_PAGE") return { end, dictionary: data };
  return { end, values: data };
}

/** @param told what the header says, of whatever type a broken one says it */
function checkSum(told: unknown, body: Uint8Array, where: string): void {
  const sum = crc32(body) | 0;
  if (told === undefined || told === sum) return;
  const rule = `must have the checksum ${typeof told === "number" ? told : "that it tells"}`;
  throw new BrokenParquet(where, rule, `${sum}`);
}

/** Inflates a page; its header then tells of one that was never compressed. */
function openPage(body: Uint8Array, header: PageHeader, reader: PageReader, where: string) {
  const size = countIn(header.uncompressed_page_size, `${where}: inflated size`, 2 ** 31 - 1);
  const { data_page_header: v1, data_page_header_v2: v2, dictionary_page_header: words } = header;
  const told = { DATA_PAGE: v1, DATA_PAGE_V2: v2, DICTIONARY_PAGE: words, INDEX_PAGE: undefined }[
    header.type
  ];
  if (told === undefined)
    throw new BrokenParquet(where, "must be a page of data", header.type ?? "none");
  const valueCount = countIn(told.num_values, `${where}: values`, VALUE_COUNT_MAX);
  const layout = { encoding: told.encoding, isFlag: reader.type === "BOOLEAN", valueCount };
  if (header.type === "DATA_PAGE_V2") {
    const levels = levelBytes(v2!, body.length, where);
    const nulls = countIn(v2!.num_nulls, `${where}: nulls`, reader.isOptional ? valueCount : 0);
    const isPlain = v2!.is_compressed === false;
    const codec = isPlain ? "UNCOMPRESSED" : reader.codec;
    const values = inflatePage(body.subarray(levels), size - levels, codec, where);
    const levelsHere = reader.isOptional ? levels : undefined;
    checkRuns(body, { ...layout, encoding: undefined, levels: levelsHere }, where);
    const present = { ...layout, valueCount: valueCount - nulls };
    checkRuns(values, { ...present, levels: undefined }, where);
    const bytes = new Uint8Array(levels + values.length);
    bytes.set(body.subarray(0, levels));
    bytes.set(values, levels);
    const plain = { ...v2!, is_compressed: false };
    return {
      bytes,
      valueCount,
      header: withSize({ ...header, data_page_header_v2: plain }, bytes),
    };
  }
  const bytes = inflatePage(body, size, reader.codec, where);
  if (header.type === "DATA_PAGE") {
    checkRuns(bytes, { ...layout, levels: reader.isOptional ? "sized" : undefined }, where);
  } else {
    countIn(words!.num_values, `${where}: values`, 8 * bytes.length);
  }
  return { bytes, valueCount, header: withSize(header, bytes) };
}

/** Levels come before what is compressed. */
function levelBytes(
  header: NonNullable<PageHeader["data_page_header_v2"]>,
  size: number,
  where: string,
): number {
  const { repetition_levels_byte_length, definition_levels_byte_length } = header;
  const repetition = countIn(repetition_levels_byte_length, `${where}: levels`, size);
  return repetition + countIn(definition_levels_byte_length, `${where}: levels`, size - repetition);
}

function withSize(header: PageHeader, { length }: Uint8Array): PageHeader {
  return { ...header, compressed_page_size: length, uncompressed_page_size: length };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Types that no column has which is read. */
function never(): never {
  throw new RangeError("readPage: must be a number or a text");
}

const PARSERS = {
  stringFromBytes: (bytes: Uint8Array) => UTF8.decode(bytes),
  ...{ timestampFromMilliseconds: never, timestampFromMicroseconds: never },
  ...{ timestampFromNanoseconds: never, dateFromDays: never, jsonFromBytes: never },
  ...{ geometryFromBytes: never, geographyFromBytes: never, uuidFromBytes: never },
};

function decode(
  header: PageHeader,
  bytes: Uint8Array,
  { element, type }: PageReader,
  dictionary: DecodedArray | undefined,
) {
  const root = { element: { name: "root" }, children: [], count: 2, path: [] };
  const leaf = { element, children: [], count: 1, path: [element.name] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const decoder = {
    ...{ pathInSchema: [element.name], type, element, schemaPath: [root, leaf] },
    ...{ codec: "UNCOMPRESSED" as const, parsers: PARSERS, utf8: false },
  };
  const { data } = readPage({ view, offset: 0 }, header, decoder, dictionary, undefined, 0);
  const isDictionary = header.type === "DICTIONARY_PAGE";
  return { data: data && isDictionary ? convert(data, decoder) : data };
}
