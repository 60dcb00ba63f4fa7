// The Mersenne Twister as Python and NumPy seed and read it, to make the data sets they make.
import { splitWords } from "./philox.ts";
import { shuffledIndices } from "./shuffled-indices.ts";

const STATE_SIZE = 624;
const SHIFT_SIZE = 397;

/** Python's `random.Random`. */
export interface PythonRandom {
  /** `getrandbits(32)` */
  word(): number;
  /** uniform on [0, 1), 53 bits from two words */
  random(): number;
  /** uniform on [low, high] */
  uniform(low: number, high: number): number;
}

/** NumPy's legacy `RandomState`. */
export interface NumpyRandom {
  /** `randint(0, 2**32)` */
  word(): number;
  /** `random_sample()`: uniform on [0, 1), 53 bits from two words */
  random(): number;
  /** `randint(0, max + 1)`: uniform on the integers 0 to max, 0 <= max < 2^32 */
  interval(max: number): number;
  /** `permutation(count)`: 0 to count - 1 in the order into which `shuffle` puts them */
  permutation(count: number): Uint32Array;
}

/**
 * `random.Random(seed)`.
 *
 * @throws RangeError if seed is not a safe integer
 */
export function pythonRandom(seed: number): PythonRandom {
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`pythonRandom: seed must be a safe integer, got ${seed}`);
  }
  const [low, high] = splitWords(Math.abs(seed));
  const word = twister(stateFromArray(high === 0 ? [low] : [low, high]));
  const random = () => unitFrom(word);
  return { word, random, uniform: (low, high) => low + (high - low) * random() };
}

/**
 * `numpy.random.RandomState(seed)`.
 *
 * @throws RangeError if seed is not an integer in [0, 2^32)
 */
export function numpyRandom(seed: number): NumpyRandom {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`numpyRandom: seed must be an integer in [0, 2^32), got ${seed}`);
  }
  const word = twister(stateFromWord(seed));
  const interval = (max: number) => intervalFrom(word, max);
  return {
    word,
    random: () => unitFrom(word),
    interval,
    permutation: (count) => shuffledIndices(count, interval),
  };
}

function unitFrom(word: () => number): number {
  const high = word() >>> 5;
  return (high * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}

function intervalFrom(word: () => number, max: number): number {
  // As many low bits as max has, and again until they are not above max; none at all for 0.
  if (max === 0) return 0;
  const mask = 0xffffffff >>> Math.clz32(max);
  for (;;) {
    const value = (word() & mask) >>> 0;
    if (value <= max) return value;
  }
}

/** The generator's words, one a call. */
function twister(state: Uint32Array): () => number {
  let index = STATE_SIZE;
  return () => {
    if (index === STATE_SIZE) {
      twist(state);
      index = 0;
    }
    let word = state[index++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/** @see Matsumoto and Nishimura: Mersenne Twister (1998), section 2 */
function twist(state: Uint32Array): void {
  for (let i = 0; i < STATE_SIZE; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_SIZE]! & 0x7fffffff);
    const twisted = (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    state[i] = state[(i + SHIFT_SIZE) % STATE_SIZE]! ^ twisted;
  }
}

/** `init_genrand` of mt19937ar.c (Matsumoto and Nishimura, 2002). */
function stateFromWord(seed: number): Uint32Array {
  const state = new Uint32Array(STATE_SIZE);
  state[0] = seed;
  for (let i = 1; i < STATE_SIZE; i++) state[i] = Math.imul(1812433253, spread(state[i - 1]!)) + i;
  return state;
}

/** `init_by_array` of the same source, for keys shorter than the state. */
function stateFromArray(key: readonly number[]): Uint32Array {
  const state = stateFromWord(19650218);
  // Place 0 stands for the last place each time round; there are 624 steps, then 623.
  for (let k = 0; k < 2 * STATE_SIZE - 1; k++) {
    const i = 1 + (k % (STATE_SIZE - 1));
    const j = k % key.length;
    state[i] =
      k < STATE_SIZE
        ? (state[i]! ^ Math.imul(spread(state[i - 1]!), 1664525)) + key[j]! + j
        : (state[i]! ^ Math.imul(spread(state[i - 1]!), 1566083941)) - i;
    if (i === STATE_SIZE - 1) state[0] = state[i]!;
  }
  state[0] = 0x80000000;
  return state;
}

function spread(word: number): number {
  return word ^ (word >>> 30);
}
