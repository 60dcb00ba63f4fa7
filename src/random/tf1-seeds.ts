// TensorFlow's own ways from seeds to a Philox stream, to check our runs against its runs.
import { advance, type Draw, drawWords, splitWords } from "./philox.ts";

const MODULUS = 2 ** 31 - 1;

/** TensorFlow's stand-in where only the op has a seed (random_seed.py). */
const DEFAULT_GRAPH_SEED = 87654321;

/** Blocks by which a stateful kernel moves on for each number it has put out. */
export const BLOCKS_PER_ELEMENT = 256;

/** Key of the cipher that turns a stateless seed into a key and a counter. */
const STATELESS_KEY = [0x3ec8f720, 0x02461e29] as const;

/**
 * The attributes `seed` and `seed2` of a random op, as `get_seed` of TensorFlow 1 makes them.
 *
 * An op without a seed takes graph._last_id, the number of ops made so far, which only the caller
 * knows. An op without either seed has no reproducible stream, so it cannot be asked for.
 *
 * @param graphSeed any safe integer, or undefined if the graph has none
 * @param opSeed any safe integer
 * @returns two integers in [0, 2^31 - 1], never both 0
 */
export function tf1Seeds(
  graphSeed: number | undefined,
  opSeed: number,
): readonly [seed: number, seed2: number] {
  const seed = truncateSeed(graphSeed ?? DEFAULT_GRAPH_SEED);
  const seed2 = truncateSeed(opSeed);
  // To the kernels (0, 0) means "seed yourself from the machine".
  return seed === 0 && seed2 === 0 ? [0, MODULUS] : [seed, seed2];
}

/**
 * Where a stateful random op of TensorFlow 1 stands.
 *
 * @param elementsBefore numbers put out by all earlier session.run calls of this op
 * @throws RangeError if a seed is not a safe integer, or elementsBefore not one in [0, 2^45)
 */
export function tf1Draw(graphSeed: number | undefined, opSeed: number, elementsBefore = 0): Draw {
  const [seed, seed2] = tf1Seeds(graphSeed, opSeed);
  const first: Draw = { key: [seed, 0], counter: [0, 0, seed2, 0] };
  return advance(first, BLOCKS_PER_ELEMENT * elementsBefore);
}

/**
 * Where the `stateless_*` ops of TensorFlow draw from; here (0, 0) is a seed like any other.
 *
 * @param seed two safe integers
 */
export function statelessDraw(seed: readonly [number, number]): Draw {
  const mixed = new Uint32Array(4);
  const counter = [...splitWords(seed[0]), ...splitWords(seed[1])] as const;
  drawWords({ key: STATELESS_KEY, counter }, mixed);
  return { key: [mixed[0]!, mixed[1]!], counter: [0, 0, mixed[2]!, mixed[3]!] };
}

/** Python's modulo: never negative. */
function truncateSeed(seed: number): number {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`tf1Seeds: a seed must be a safe integer, got ${seed}`);
  }
  return ((seed % MODULUS) + MODULUS) % MODULUS;
}
