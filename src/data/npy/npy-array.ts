import { brokenArray } from "./npy-error.ts";
import { sizeIn } from "./npy-size.ts";
import { type NumberType, numberType } from "./number-type.ts";

/** An array as it lies in a file. */
export interface NpyArray {
  /** of the file, and of the array in it, for messages */
  readonly name: string;
  /** of each axis; the first counts the rows */
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly view: DataView;
  /** bytes from one row to the next */
  readonly rowStride: number;
  /** by place in a row, the last axis fastest: bytes from the row's first number */
  readonly offsets: Float64Array;
}

const MAGIC = "\x93NUMPY";
const FIELDS_START = MAGIC.length + 2;
/** NumPy itself reads no longer header without being asked to. */
const HEADER_BYTES_MAX = 10_000;

/**
 * Opens an array of numbers, format 1.0 to 3.0. Nothing is allocated for its header's sake before
 * the file holds what it claims.
 *
 * @param name of the file, and of the array in it, for messages
 * @throws SweepError CONFIG_INVALID with the byte at which it breaks a rule
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function openNpy(bytes: Uint8Array, name: string): NpyArray {
  const { text, dataStart } = headerOf(bytes, name);
  const where = `${name}: byte ${dataStart - text.length}, header`;
  const { descr, isFortran, shape } = fieldsOf(text, where);
  const type = numberType(descr, where);
  const { rowCount, width } = sizeIn(shape, where);
  const claimed = rowCount * width * type.byteCount;
  const held = bytes.length - dataStart;
  if (claimed !== held) {
    const rule = `must be followed by ${claimed} bytes for shape (${shape.join(", ")})`;
    throw brokenArray(where, rule, `${held}`, "the file is cut off, or more than one array");
  }
  return {
    ...{ name, shape, type },
    view: new DataView(bytes.buffer, bytes.byteOffset + dataStart, held),
    ...strides(shape, type.byteCount, isFortran),
  };
}

function headerOf(bytes: Uint8Array, name: string): { text: string; dataStart: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.toString("latin1", 0, MAGIC.length) !== MAGIC) {
    const got = bytes.length === 0 ? "nothing" : "other bytes";
    const hint = "np.save and np.savez write such files";
    throw brokenArray(`${name}: byte 0`, "must be a NumPy array (.npy or .npz)", got, hint);
  }
  const major = buffer[MAGIC.length];
  if (major === undefined || major < 1 || major > 3) {
    const rule = "the format must be version 1, 2 or 3";
    throw brokenArray(`${name}: byte ${MAGIC.length}`, rule, `${major ?? "nothing"}`);
  }
  const start = FIELDS_START + (major === 1 ? 2 : 4);
  const size =
    bytes.length < start
      ? Number.NaN
      : major === 1
        ? buffer.readUInt16LE(FIELDS_START)
        : buffer.readUInt32LE(FIELDS_START);
  if (!(size <= Math.min(HEADER_BYTES_MAX, bytes.length - start))) {
    const left = Math.max(0, bytes.length - start);
    const rule = `a header must be at most ${Math.min(HEADER_BYTES_MAX, left)} bytes here`;
    throw brokenArray(`${name}: byte ${FIELDS_START}`, rule, `${size}`);
  }
  // One character for each byte, so that places in it are places in the file.
  return { text: buffer.toString("latin1", start, start + size), dataStart: start + size };
}

/** A Python dictionary of three entries. */
const KEY = /\s*(?<q>['"])(?<key>descr|fortran_order|shape)\k<q>\s*:\s*/;
const VALUE = /(?<value>(?<p>['"])[^'"]*\k<p>|\[.*\]|True|False|\([\d\s,L]*\))\s*(?:,|(?=\}))/;
const ENTRY = new RegExp(KEY.source + VALUE.source, "y");

function fieldsOf(text: string, where: string) {
  const fields = new Map<string, string>();
  let at = /^\s*\{/.exec(text)?.[0].length ?? text.length;
  for (ENTRY.lastIndex = at; ; at = ENTRY.lastIndex) {
    const found = ENTRY.exec(text);
    if (!found) break;
    fields.set(found.groups!.key!, found.groups!.value!);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => fields.get(key));
  const isWhole = /^\s*\}\s*$/.test(text.slice(at)) && fields.size === 3;
  const isRight = /^['"[]/.test(descr ?? "") && /^[TF]/.test(order ?? "") && shape?.startsWith("(");
  if (!isWhole || !isRight) {
    const rule = "must be {'descr': ..., 'fortran_order': ..., 'shape': (...)}";
    throw brokenArray(where, rule, `${text.trim().slice(0, 60)}`);
  }
  const axes = shape!.slice(1, -1).replaceAll("L", "").split(",");
  return {
    descr: descr!.replace(/^['"]|['"]$/g, ""),
    isFortran: order === "True",
    shape: axes.flatMap((axis) => (axis.trim() === "" ? [] : [Number(axis)])),
  };
}

function strides(shape: readonly number[], byteCount: number, isFortran: boolean) {
  const steps = shape.map((_, axis) => {
    const faster = isFortran ? shape.slice(0, axis) : shape.slice(axis + 1);
    return faster.reduce((product, length) => product * length, byteCount);
  });
  const [rowStride = byteCount, ...inner] = steps;
  const lengths = shape.slice(1);
  const width = lengths.reduce((product, length) => product * length, 1);
  const offsets = new Float64Array(width);
  for (let place = 0; place < width; place++) {
    let [rest, offset] = [place, 0];
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      offset += (rest % lengths[axis]!) * inner[axis]!;
      rest = Math.floor(rest / lengths[axis]!);
    }
    offsets[place] = offset;
  }
  return { rowStride, offsets };
}

/** NumPy's index of a number, for example [2, 0, 5]. @param row from 0 */
export function indexOf({ shape }: NpyArray, row: number, place: number): string {
  const inner: number[] = [];
  let rest = place;
  for (const length of shape.slice(1).reverse()) {
    inner.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${[row, ...inner].join(", ")}]`;
}
