import { advance, drawWords } from "../random/philox.ts";
import { namedDraw } from "../random/streams.ts";

/** Random numbers of one procedure, one after another. */
export interface MonteCarlo {
  /** uniform on the integers of [0, 2^32) */
  words(count: number): Uint32Array;
  /** uniform on the integers 0 to below - 1, exactly; 1 <= below <= 2^32 */
  index(below: number): number;
  /** uniform on (0, 1), at the middles of 2^32 equal parts */
  uniform(): number;
  /** standard normal */
  normal(): number;
}

const BLOCK_WORDS = 4;
const BUFFER_WORDS = 1024;

/**
 * A source of random numbers for procedures that simulate: the same numbers at every call, other
 * ones than any training draws, and other ones at each site.
 *
 * @param site what draws, for example a procedure's name
 * @param seed a non-negative safe integer
 * @throws RangeError if seed is not
 */
export function monteCarlo(site: string, seed = 0): MonteCarlo {
  const start = namedDraw(seed, "statistics", site, 0);
  const buffer = new Uint32Array(BUFFER_WORDS);
  let [taken, blocksBefore] = [BUFFER_WORDS, 0];
  const word = (): number => {
    if (taken === BUFFER_WORDS) {
      drawWords(advance(start, blocksBefore), buffer);
      blocksBefore += BUFFER_WORDS / BLOCK_WORDS;
      taken = 0;
    }
    return buffer[taken++]!;
  };
  return {
    words: (count) => new Uint32Array(count).map(word),
    index: (below) => indexFrom(word, below),
    uniform: () => unitFrom(word),
    normal: () => normalFrom(word),
  };
}

/** Words beyond the last full multiple of `below` are drawn again: they would favour some. */
function indexFrom(word: () => number, below: number): number {
  if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
    throw new RangeError(`monteCarlo: index needs 1 <= below <= 2^32, got ${below}`);
  }
  const end = 2 ** 32 - (2 ** 32 % below);
  for (;;) {
    const value = word();
    if (value < end) return value % below;
  }
}

function unitFrom(word: () => number): number {
  return (word() + 0.5) / 2 ** 32;
}

/** @see G. Marsaglia, T. A. Bray, A Convenient Method for Generating Normal Variables (1964) */
function normalFrom(word: () => number): number {
  for (;;) {
    const [x, y] = [2 * unitFrom(word) - 1, 2 * unitFrom(word) - 1];
    const square = x * x + y * y;
    if (square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}
