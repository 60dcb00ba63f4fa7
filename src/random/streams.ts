import { sha256 } from "../base/digest.ts";
import { type Draw, type Key, splitWords } from "./philox.ts";

/**
 * What a random number is for: initial weights, dropout masks, noise, the order of the training
 * rows, which rows train.
 */
export type StreamName = "init" | "dropout" | "noise" | "order" | "split";

/**
 * What no config names: the numbers with which statistics simulate; initial kernels that are drawn
 * by position, which follow the seed where "init" does.
 */
type OtherStream = "statistics" | "init-position";

/**
 * The key of one site's stream: the first 8 bytes, as two little-endian words, of the SHA-256 of
 * "seed-sweep", seed, stream and site with a zero byte between them. Hence a layer more or less, or
 * another order of the runs, changes no other stream. Derive it once per site: it costs a digest.
 *
 * @param seed the run's, a non-negative safe integer
 * @param site what draws, for example a layer's name; the same one always draws the same
 * @throws RangeError if seed is not such an integer
 */
export function namedKey(seed: number, stream: StreamName | OtherStream, site: string): Key {
  requireCount("namedKey: seed", seed);
  const digest = Buffer.from(sha256(["seed-sweep", seed, stream, site].join("\0")), "hex");
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}

/**
 * A stream's draw for one step (or epoch). The step is the upper half of the block counter, so a
 * step has 2^64 blocks before it would run into the next.
 *
 * @param step from 0, a safe integer
 * @throws RangeError if step is not such an integer
 */
export function stepDraw(key: Key, step: number): Draw {
  requireCount("stepDraw: step", step);
  return { key, counter: [0, 0, ...splitWords(step)] };
}

/** `stepDraw` of `namedKey`, for what is drawn once. */
export function namedDraw(
  seed: number,
  stream: StreamName | OtherStream,
  site: string,
  step: number,
): Draw {
  return stepDraw(namedKey(seed, stream, site), step);
}

function requireCount(where: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${where} must be a non-negative safe integer, got ${value}`);
  }
}
