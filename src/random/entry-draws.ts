import { centredNormalQuantile } from "./centred-normal-quantile.ts";
import {
  drawNormal,
  drawTruncatedNormal,
  drawUniformRange,
  uniformRangeOf,
  wordsIn,
} from "./distributions.ts";
import type { Draw } from "./philox.ts";
import { type MatrixKey, positionWords } from "./positions.ts";

/** Where a weight's random entries come from. Each method fills `out`, row-major. */
export interface EntryDraws {
  /** see `drawUniformRange` */
  uniformRange(low: number, high: number, shape: readonly number[], out: Float32Array): void;
  /** standard normal */
  normal(shape: readonly number[], out: Float32Array): void;
  /** standard normal without its tails beyond 2 */
  truncatedNormal(shape: readonly number[], out: Float32Array): void;
}

/** Entries by their flat index, as TensorFlow draws them: the shape does not matter. */
export function drawnByIndex(draw: Draw): EntryDraws {
  return {
    uniformRange: (low, high, _, out) => drawUniformRange(draw, low, high, out),
    normal: (_, out) => drawNormal(draw, out),
    truncatedNormal: (_, out) => drawTruncatedNormal(draw, out),
  };
}

/** The chance that a standard normal is within 2 of 0. */
const CHANCE_WITHIN_2 = 0.9544997361036416;

/**
 * Entries by position. One entry takes one word, whatever its law: normals are quantiles of the
 * uniform number that the same word gives, so that the larger of two is the larger one in each law.
 */
export function drawnByPosition(keyOf: MatrixKey): EntryDraws {
  const quantiles = (chance: number, shape: readonly number[], out: Float32Array) => {
    const words = wordsIn(out);
    positionWords(keyOf, shape, words);
    for (let i = 0; i < out.length; i++) {
      out[i] = centredNormalQuantile(chance * excessOf(words[i]!));
    }
  };
  return {
    uniformRange: (low, high, shape, out) => {
      const words = wordsIn(out);
      positionWords(keyOf, shape, words);
      uniformRangeOf(words, low, high, out);
    },
    normal: (shape, out) => quantiles(1, shape, out),
    truncatedNormal: (shape, out) => quantiles(CHANCE_WITHIN_2, shape, out),
  };
}

/**
 * A word as one of the 2^32 middles of equal parts of (-1/2, 1/2). The low 23 bits, of which
 * uniform numbers are made, lead; the others only divide their steps.
 */
function excessOf(word: number): number {
  return ((word & 0x7fffff) * 2 ** 9 + (word >>> 23) + 0.5) / 2 ** 32 - 0.5;
}
