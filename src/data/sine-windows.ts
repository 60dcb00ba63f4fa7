import { sha256 } from "../base/digest.ts";
import { sin } from "../random/elementary.ts";
import { numpyRandom, pythonRandom } from "../random/mt19937.ts";
import type { Dataset } from "./dataset.ts";

/** What `sineWindows` makes; without `shuffle` and `take` all rows in their order. */
export interface SineWindowsOptions {
  /** rows made before any are left out, 1 <= rows <= 2^21 */
  readonly rows: number;
  /** of Python's `random.seed`, for the look-aheads */
  readonly seed: number;
  /** of `numpy.random.seed`, for the one shuffle of all rows */
  readonly shuffle?: number;
  /** rows kept after the shuffle, the first ones, 1 <= take <= rows */
  readonly take?: number;
}

const WINDOW_SIZE = 1000;
const COLUMN_COUNT = WINDOW_SIZE + 1;

/** The shapes of one row. */
export const SINE_WINDOW_SHAPES = { inputShape: [COLUMN_COUNT], targetShape: [1] } as const;

const ROWS_PER_WINDOW = 10;
const TIME_STEP = 0.1;

/** Keeps the times within the range of `sin`. */
const ROW_COUNT_MAX = 2 ** 21;

/**
 * The data of the question behind this project: from 1000 samples of a sum of three sines and a
 * look-ahead, foretell the signal at that time. Ten rows share a window; each has a look-ahead of
 * its own from (0.1, 9.9), five times which is the last column.
 *
 * Equal to what Python and NumPy make, bit for bit: no value lies so near to the middle between
 * two float32 that the last bit of a sine would matter. The sine is our own all the same, as
 * Math.sin changes with V8 and another seed might have such a value.
 *
 * @returns inputs [take, 1001], targets [take, 1]
 * @throws RangeError if a number of rows or a seed is not as described
 */
export function sineWindows(options: SineWindowsOptions): Dataset {
  const { rows, seed, shuffle, take = rows } = options;
  requireCount("rows", rows, ROW_COUNT_MAX);
  requireCount("take", take, rows);
  const times = sampleTimes(Math.ceil(rows / ROWS_PER_WINDOW) + WINDOW_SIZE - 1);
  const samples = Float32Array.from(times, signal);
  const random = pythonRandom(seed);
  const lookAheads = Float64Array.from({ length: rows }, () => random.uniform(0.1, 9.9));
  const order = shuffle === undefined ? undefined : numpyRandom(shuffle).permutation(rows);

  const inputs = sharedFloats(take * COLUMN_COUNT);
  const targets = sharedFloats(take);
  for (let row = 0; row < take; row++) {
    const source = order?.[row] ?? row;
    const start = Math.floor(source / ROWS_PER_WINDOW);
    const end = start + WINDOW_SIZE;
    const lookAhead = lookAheads[source]!;
    inputs.set(samples.subarray(start, end), row * COLUMN_COUNT);
    inputs[row * COLUMN_COUNT + WINDOW_SIZE] = 5 * lookAhead;
    targets[row] = signal(times[end - 1]! + lookAhead);
  }
  return {
    rowCount: take,
    ...SINE_WINDOW_SHAPES,
    inputs,
    targets,
    sha256: sha256(inputs, targets),
  };
}

/** A running sum, whose rounding errors grow: i * 0.1 would be other times. */
function sampleTimes(count: number): Float64Array {
  let time = 0;
  return Float64Array.from({ length: count }, () => {
    time += TIME_STEP;
    return time;
  });
}

function signal(time: number): number {
  return sin(time) * 5 + sin(time * 1.8) * 4 + sin(time / 4) * 5;
}

function sharedFloats(count: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(4 * count));
}

function requireCount(what: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new RangeError(`sineWindows: ${what} must be an integer in [1, ${max}], got ${value}`);
  }
}
