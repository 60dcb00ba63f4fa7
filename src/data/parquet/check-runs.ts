import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { checkTexts } from "./check-texts.ts";
import { BrokenParquet } from "./parquet-error.ts";

/** Bits of the widest number that is packed. */
const BIT_WIDTH_MAX = 32;
/** Blocks of 128 numbers in 4 parts are what writers make. */
const BLOCK_COUNT_MAX = 2 ** 16;

/** What a page's bytes are read as. */
export interface PageLayout {
  /** of the column's values */
  readonly encoding: string | undefined;
  readonly isFlag: boolean;
  /** values in the page, those that are nothing included */
  readonly valueCount: number;
  /** where definition levels are: with their length before them, of so many bytes, or nowhere */
  readonly levels: "sized" | number | undefined;
}

/**
 * Makes sure that what a page counts out is not more than it holds: a run of a thousand million
 * equal values takes five bytes to write, and all memory to read.
 *
 * @param bytes of the page, inflated
 * @param where for messages
 * @throws BrokenParquet
 * @see https://parquet.apache.org/docs/file-format/data-pages/encodings/
 */
export function checkRuns(bytes: Uint8Array, layout: PageLayout, where: string): void {
  const { encoding, isFlag, valueCount, levels } = layout;
  let at = 0;
  if (levels !== undefined) {
    const start = levels === "sized" ? 4 : 0;
    const end = levels === "sized" ? 4 + sizeAt(bytes, 0, where) : levels;
    walkRuns(bytes, { start, end, bitWidth: 1, count: valueCount }, where);
    at = end;
  }
  if (encoding?.startsWith("DELTA_")) {
    checkBlocks(bytes, at, where);
    if (encoding === "DELTA_BYTE_ARRAY") checkTexts(bytes, at, presentCount(bytes, layout), where);
  } else if (encoding === "RLE" && isFlag) {
    const end = at + 4 + sizeAt(bytes, at, where);
    walkRuns(bytes, { start: at + 4, end, bitWidth: 1, count: valueCount }, where);
  } else if (encoding?.endsWith("DICTIONARY") || encoding === "RLE") {
    const bitWidth = at < bytes.length ? bytes[at]! : 0;
    if (bitWidth > BIT_WIDTH_MAX) {
      throw new BrokenParquet(where, `must pack at most ${BIT_WIDTH_MAX} bits`, `${bitWidth}`);
    }
    const run = { start: at + 1, end: bytes.length, bitWidth, count: valueCount };
    if (bitWidth > 0) walkRuns(bytes, run, where);
  }
}

/** Values that are not nothing. */
function presentCount(bytes: Uint8Array, { levels, valueCount }: PageLayout): number {
  if (levels === undefined) return valueCount;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = new Uint8Array(valueCount);
  const size = levels === "sized" ? undefined : levels;
  readRleBitPackedHybrid({ view, offset: 0 }, 1, flags, size);
  return flags.reduce((count, flag) => count + flag, 0);
}

interface Runs {
  readonly start: number;
  /** one beyond the last byte */
  readonly end: number;
  readonly bitWidth: number;
  /** so many values at most */
  readonly count: number;
}

/** Runs of equal values, and groups of eight that are packed. */
function walkRuns(bytes: Uint8Array, { start, end, bitWidth, count }: Runs, where: string): void {
  if (end > bytes.length) {
    const rule = `runs must end within the page's ${bytes.length} bytes`;
    throw new BrokenParquet(where, rule, `${end}`);
  }
  let seen = 0;
  for (let at = start; at < end && seen < count; ) {
    const head = varintAt(bytes, at, where);
    at = head.end;
    if (head.value % 2 === 1) {
      const groups = (head.value - 1) / 2;
      seen += 8 * groups;
      at += groups * bitWidth;
      if (groups > bytes.length) throw tooMany(where, count, 8 * groups);
    } else {
      const length = head.value / 2;
      if (length > count - seen) throw tooMany(where, count - seen, length);
      seen += length;
      at += Math.ceil(bitWidth / 8);
    }
  }
}

function tooMany(where: string, count: number, got: number): BrokenParquet {
  return new BrokenParquet(where, `a run must be at most the ${count} values left`, `${got}`);
}

/** The first two numbers of delta encodings: how large blocks are, and in how many parts. */
function checkBlocks(bytes: Uint8Array, start: number, where: string): void {
  if (start >= bytes.length) return;
  const size = varintAt(bytes, start, where);
  const parts = varintAt(bytes, size.end, where);
  const isRight = parts.value > 0 && size.value % parts.value === 0 && size.value > 0;
  if (isRight && size.value <= BLOCK_COUNT_MAX) return;
  const got = `${size.value} in ${parts.value} parts`;
  throw new BrokenParquet(where, `blocks must be of 1 to ${BLOCK_COUNT_MAX} numbers`, got);
}

function sizeAt(bytes: Uint8Array, at: number, where: string): number {
  if (at + 4 > bytes.length) throw new BrokenParquet(where, "a size must be 4 bytes", "the end");
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at, true);
}

function varintAt(bytes: Uint8Array, start: number, where: string) {
  let value = 0;
  for (let place = 0; place < 5; place++) {
    const byte = bytes[start + place];
    if (byte === undefined) throw new BrokenParquet(where, "a number must go on", "the end");
    value += (byte & 0x7f) * 2 ** (7 * place);
    if (byte < 0x80) return { value, end: start + place + 1 };
  }
  throw new BrokenParquet(where, "a number must end", "more than 5 bytes");
}
