import { monteCarlo } from "../monte-carlo.ts";

/** Subsets drawn where there are too many to count them all; with the empty one 2^15. */
export const RANDOM_SUBSET_COUNT = 2 ** 15 - 1;

/** Sums and sizes of random subsets; both of shape [RANDOM_SUBSET_COUNT]. */
export interface RandomSubsets {
  readonly sums: Float64Array;
  /** in [0, n] */
  readonly sizes: Uint32Array;
}

/**
 * Subsets of the values that hold each value with probability 1/2, independently; for the same n
 * always the same places.
 *
 * @param values finite; shape [n]
 */
export function randomSubsets(values: readonly number[]): RandomSubsets {
  const known = drawn.get(values) ?? drawSubsets(values);
  drawn.set(values, known);
  return known;
}

/** A test and its intervals ask for the same ones. */
const drawn = new WeakMap<readonly number[], RandomSubsets>();

/** The bits depend on the number of values alone: many comparisons of one sweep share them. */
let latest: { readonly wordCount: number; readonly words: Uint32Array } | undefined;

function wordsFor(wordCount: number): Uint32Array {
  if (latest?.wordCount !== wordCount) {
    const words = monteCarlo("random-subsets").words(wordCount * RANDOM_SUBSET_COUNT);
    latest = { wordCount, words };
  }
  return latest.words;
}

function drawSubsets(values: readonly number[]): RandomSubsets {
  const wordCount = Math.ceil(values.length / 32);
  const words = wordsFor(wordCount);
  const [sums, sizes] = [
    new Float64Array(RANDOM_SUBSET_COUNT),
    new Uint32Array(RANDOM_SUBSET_COUNT),
  ];
  for (let subset = 0; subset < RANDOM_SUBSET_COUNT; subset++) {
    let [sum, size] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      const isIn = (words[subset * wordCount + (i >>> 5)]! >>> (i & 31)) & 1;
      sum += isIn * values[i]!;
      size += isIn;
    }
    sums[subset] = sum;
    sizes[subset] = size;
  }
  return { sums, sizes };
}
