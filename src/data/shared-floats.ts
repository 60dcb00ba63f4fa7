import { SweepError } from "../base/error.ts";

/** 2 GiB of inputs, and while they are made twice as much besides. */
export const INPUT_COUNT_MAX = 2 ** 29;

/** Zeros in memory that all threads read. */
export function sharedFloats(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}

/**
 * What a machine has no memory for is not a bug.
 *
 * @param hint how to need less
 * @throws SweepError CONFIG_INVALID
 */
export function allocated<T>(rows: number, hint: string, allocate: () => T): T {
  try {
    return allocate();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `data: ${rows} rows must fit into memory, got "${cause.message}"`;
    throw new SweepError("CONFIG_INVALID", message, hint, { cause });
  }
}

/** Numbers in memory that all threads read, unrounded. */
export function sharedNumbers(values: Float64Array): Float64Array<SharedArrayBuffer> {
  const shared = new Float64Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
