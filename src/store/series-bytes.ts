import { endianness } from "node:os";
import { sha256 } from "../base/digest.ts";
import { withOneNaN } from "../base/one-nan.ts";

/** A run's metrics as they are stored: float64 little-endian, one value per epoch. */
export type SeriesBytes = ReadonlyMap<string, Buffer>;

const swaps = endianness() === "BE";

/** Keeps every bit, but that a not-a-number always has the same ones. */
export function encodeSeries(values: Float64Array): Buffer {
  const bytes = Buffer.from(withOneNaN(values.slice()).buffer);
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

/**
 * Whether two series hold the same numbers, to the bit. Any not-a-number is like another: versions
 * up to 0.1 stored whichever pattern came up, and what they recorded stays as it is.
 */
export function isSameSeries(a: SeriesBytes, b: SeriesBytes): boolean {
  return seriesSha256(withOneNaNEach(a)) === seriesSha256(withOneNaNEach(b));
}

/** As it would be stored today. */
function withOneNaNEach(series: SeriesBytes): SeriesBytes {
  return new Map([...series].map(([metric, bytes]) => [metric, encodeSeries(decodeSeries(bytes))]));
}

/** SHA-256 over the metrics in name order: name, a zero byte, bytes. */
export function seriesSha256(series: SeriesBytes): string {
  const metrics = [...series].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(...metrics.flatMap(([metric, bytes]) => [metric, "\0", bytes]));
}
