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

/** Subsets summed side by side, so that no addition waits for the one before it. */
const SIDE_BY_SIDE = 4;

function drawSubsets(values: readonly number[]): RandomSubsets {
  const wordCount = Math.ceil(values.length / 32);
  const words = wordsFor(wordCount);
  const numbers = Float64Array.from(values);
  const sums = new Float64Array(RANDOM_SUBSET_COUNT);
  const sizes = new Uint32Array(RANDOM_SUBSET_COUNT);
  for (let group = 0; group < RANDOM_SUBSET_COUNT; group += SIDE_BY_SIDE) {
    // The last group begins within the one before it.
    const first = Math.min(group, RANDOM_SUBSET_COUNT - SIDE_BY_SIDE);
    addSubsets(numbers, words, wordCount, first, sums, sizes);
  }
  return { sums, sizes };
}

/** Each sum goes by ascending place. */
function addSubsets(
  values: Float64Array,
  words: Uint32Array,
  wordCount: number,
  first: number,
  sums: Float64Array,
  sizes: Uint32Array,
): void {
  const p = first * wordCount;
  const q = p + wordCount;
  const r = q + wordCount;
  const s = r + wordCount;
  let [sumP, sumQ, sumR, sumS] = [0, 0, 0, 0];
  let [sizeP, sizeQ, sizeR, sizeS] = [0, 0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const word = i >>> 5;
    const inP = (words[p + word]! >>> i) & 1; // a shift takes the lowest five bits of i
    const inQ = (words[q + word]! >>> i) & 1;
    const inR = (words[r + word]! >>> i) & 1;
    const inS = (words[s + word]! >>> i) & 1;
    sumP += inP * value;
    sumQ += inQ * value;
    sumR += inR * value;
    sumS += inS * value;
    sizeP += inP;
    sizeQ += inQ;
    sizeR += inR;
    sizeS += inS;
  }
  sums.set([sumP, sumQ, sumR, sumS], first);
  sizes.set([sizeP, sizeQ, sizeR, sizeS], first);
}
