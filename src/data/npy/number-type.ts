import { brokenArray } from "./npy-error.ts";

/** How an array's numbers are written. */
export interface NumberType {
  /** as NumPy calls it, for example "<f4" */
  readonly descr: string;
  readonly byteCount: number;
  /**
   * NaN and infinities as they are; undefined: no float64 is that number.
   *
   * @param offset in bytes
   */
  read(view: DataView, offset: number): number | undefined;
}

/**
 * The type that NumPy's word for it means.
 *
 * @param descr as the header has it; a list of fields begins with "["
 * @param where for messages
 * @throws SweepError CONFIG_INVALID for what is no real number
 */
export function numberType(descr: string, where: string): NumberType {
  const [, order = "", kind = "", digits = ""] = /^([<>|=]?)([a-zA-Z?])(\d*)/.exec(descr) ?? [];
  const isLittle = order !== ">";
  const read = READERS[`${kind}${digits}`];
  if (read && /^[<>|=]?[a-z]\d+$/.test(descr)) {
    return {
      descr,
      byteCount: Number(digits),
      read: (view, offset) => read(view, offset, isLittle),
    };
  }
  const what = descr.startsWith("[") ? "a structure of fields" : (REFUSED[kind] ?? "another type");
  const rule = "must be whole numbers, floats of 16, 32 or 64 bits, or flags";
  const hint = "np.save(FILE, array.astype(np.float32)) saves numbers";
  throw brokenArray(where, rule, `${what} (${descr.slice(0, 40)})`, hint);
}

type Read = (view: DataView, offset: number, isLittle: boolean) => number | undefined;

const READERS: Readonly<Record<string, Read>> = {
  b1: (view, offset) => Number(view.getUint8(offset) !== 0),
  i1: (view, offset) => view.getInt8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i2: (view, offset, isLittle) => view.getInt16(offset, isLittle),
  u2: (view, offset, isLittle) => view.getUint16(offset, isLittle),
  i4: (view, offset, isLittle) => view.getInt32(offset, isLittle),
  u4: (view, offset, isLittle) => view.getUint32(offset, isLittle),
  i8: (view, offset, isLittle) => exactly(view.getBigInt64(offset, isLittle)),
  u8: (view, offset, isLittle) => exactly(view.getBigUint64(offset, isLittle)),
  f2: (view, offset, isLittle) => half(view.getUint16(offset, isLittle)),
  f4: (view, offset, isLittle) => view.getFloat32(offset, isLittle),
  f8: (view, offset, isLittle) => view.getFloat64(offset, isLittle),
};

const REFUSED: Readonly<Record<string, string>> = {
  O: "Python objects, which only Python can read",
  S: "texts",
  a: "texts",
  U: "texts",
  c: "complex numbers",
  V: "raw bytes",
  M: "dates",
  m: "times",
  f: "floats of another width",
};

function exactly(value: bigint): number | undefined {
  const number = Number(value);
  return BigInt(number) === value ? number : undefined;
}

/** @see IEEE 754 binary16 */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
