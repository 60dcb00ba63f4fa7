/** How numbers may be stored that become weights. */
export type StoredFloat = "float64" | "float32" | "float16";

const BYTES: Readonly<Record<StoredFloat, number>> = { float64: 8, float32: 4, float16: 2 };

/**
 * Stored numbers as float32, rounded to the nearest where they are longer.
 *
 * @param bytes whole numbers of them
 * @param isBigEndian default: little-endian
 */
export function float32Of(bytes: Buffer, type: StoredFloat, isBigEndian = false): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = BYTES[type];
  const read = READERS[type](view, !isBigEndian);
  return Float32Array.from({ length: bytes.length / size }, (_, index) => read(index * size));
}

type Read = (offset: number) => number;
const READERS: Readonly<Record<StoredFloat, (view: DataView, isLittle: boolean) => Read>> = {
  float64: (view, isLittle) => (offset) => view.getFloat64(offset, isLittle),
  float32: (view, isLittle) => (offset) => view.getFloat32(offset, isLittle),
  float16: (view, isLittle) => (offset) => float16(view.getUint16(offset, isLittle)),
};

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
