import { endianness } from "node:os";
import { sha256 } from "../base/digest.ts";

/** A run's metrics as they are stored: float64 little-endian, one value per epoch. */
export type SeriesBytes = ReadonlyMap<string, Buffer>;

const swaps = endianness() === "BE";

/** Keeps every bit, even which of its many patterns a not-a-number has. */
export function encodeSeries(values: Float64Array): Buffer {
  const { buffer, byteOffset, byteLength } = values;
  const bytes = Buffer.from(new Uint8Array(buffer, byteOffset, byteLength));
  return swaps ? bytes.swap64() : bytes;
}

/**
 * The inverse of `encodeSeries`.
 *
 * @param bytes a whole number of float64; not to be written to any more, as the result may share
 *   their memory
 */
export function decodeSeries(bytes: Buffer): Float64Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (!swaps && byteOffset % Float64Array.BYTES_PER_ELEMENT === 0) {
    return new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
  }
  const aligned = new Uint8Array(bytes);
  if (swaps) Buffer.from(aligned.buffer).swap64();
  return new Float64Array(aligned.buffer);
}

/** SHA-256 over the metrics in name order: name, a zero byte, bytes. */
export function seriesSha256(series: SeriesBytes): string {
  const metrics = [...series].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(...metrics.flatMap(([metric, bytes]) => [metric, "\0", bytes]));
}
