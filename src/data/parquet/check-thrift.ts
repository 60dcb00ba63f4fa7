import { BrokenParquet } from "./parquet-error.ts";

/** Parquet's own structures are less deep. */
const DEPTH_MAX = 24;

/** Bytes of a 64-bit number in groups of seven bits. */
const VARINT_BYTES_MAX = 10;

/**
 * Walks through a structure in Thrift's compact protocol, to be sure that whoever reads it comes to
 * its end: lists and texts fit into what is left, numbers have an end, nothing nests without end.
 *
 * @param start of the structure in `bytes`
 * @param what it is, for messages
 * @returns one beyond its last byte
 * @throws BrokenParquet with the offset
 * @see https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export function thriftEnd(bytes: Uint8Array, start: number, what: string): number {
  const walk = new ThriftWalk(bytes, start, what);
  walk.struct(0);
  return walk.at;
}

class ThriftWalk {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #what: string;

  constructor(bytes: Uint8Array, start: number, what: string) {
    this.#bytes = bytes;
    this.at = start;
    this.#what = what;
  }

  struct(depth: number): void {
    if (depth > DEPTH_MAX) this.#fail(`must nest at most ${DEPTH_MAX} deep`, "more");
    for (let head = this.#byte(); (head & 0x0f) !== 0; head = this.#byte()) {
      if (head >> 4 === 0) this.#varint(); // the field's number
      const type = head & 0x0f;
      if (type !== 1 && type !== 2) this.#value(type, depth); // a flag's value is its type
    }
  }

  #value(type: number, depth: number): void {
    switch (type) {
      case 3: // byte
        this.#take(1);
        break;
      case 4: // 16, 32 and 64 bits
      case 5:
      case 6:
        this.#varint();
        break;
      case 7: // double
        this.#take(8);
        break;
      case 8: // text
        this.#take(this.#sized(this.#varint()));
        break;
      case 9:
        this.#list(depth + 1);
        break;
      case 12:
        this.struct(depth + 1);
        break;
      default:
        this.#fail("must be a type that Parquet uses", `Thrift's type ${type}`);
    }
  }

  #list(depth: number): void {
    if (depth > DEPTH_MAX) this.#fail(`must nest at most ${DEPTH_MAX} deep`, "more");
    const head = this.#byte();
    const type = head & 0x0f;
    const short = head >> 4;
    const count = this.#sized(short === 15 ? this.#varint() : short);
    const isFlag = type === 1 || type === 2; // in a list they are a byte each
    for (let item = 0; item < count; item++) this.#value(isFlag ? 3 : type, depth);
  }

  /** Each item is a byte at least. */
  #sized(size: number): number {
    const left = this.#bytes.length - this.at;
    if (size > left) this.#fail("must fit into what is left", `${size} items in ${left} bytes`);
    return size;
  }

  #varint(): number {
    let value = 0;
    for (let place = 0; place < VARINT_BYTES_MAX; place++) {
      const next = this.#byte();
      value += (next & 0x7f) * 2 ** (7 * place);
      if (next < 0x80) return value;
    }
    return this.#fail("a number must end", `more than ${VARINT_BYTES_MAX} bytes`);
  }

  #byte(): number {
    this.#take(1);
    return this.#bytes[this.at - 1]!;
  }

  #take(count: number): void {
    const left = this.#bytes.length - this.at;
    if (count > left) this.#fail("must go on", `the end after ${left} bytes`);
    this.at += count;
  }

  #fail(rule: string, got: string): never {
    throw new BrokenParquet(`byte ${this.at}, ${this.#what}`, rule, got);
  }
}
