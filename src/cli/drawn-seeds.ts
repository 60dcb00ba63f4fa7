import { sha256 } from "../base/digest.ts";
import { drawWords } from "../random/philox.ts";

/** Above all seeds that people choose by hand, so that a drawn one is a fresh one. */
const SEED_MIN = 1_000_000;
/** The first seed is one of so many; a power of two, so that all are equally likely. */
const START_COUNT = 2 ** 30;
/** Each of the others lies 1 to so many above the one before it. */
const STEP_COUNT = 2 ** 16;

/**
 * Seeds drawn from a text, such as a commit's id: other texts give other seeds, the same text the
 * same ones on every machine, and a longer list begins with the shorter one. They ascend, since an
 * adaptive verdict looks at pairs in ascending order of their seeds and training goes by the list.
 *
 * Words are Philox4x32-10's from counter 0, keyed by the first 8 bytes (two little-endian words) of
 * the SHA-256 of "seed-sweep", "seeds" and the text with a zero byte between them. The first seed
 * is 1,000,000 + word 0 mod 2^30, seed i the one before + 1 + word i mod 2^16.
 *
 * @param count from 1 to 10,000
 * @returns distinct, from 1,000,000 to below 2^31 - 2, the largest that TensorFlow 1 tells apart
 */
export function drawnSeeds(text: string, count: number): number[] {
  const digest = Buffer.from(sha256(["seed-sweep", "seeds", text].join("\0")), "hex");
  const words = new Uint32Array(count);
  const key = [digest.readUInt32LE(0), digest.readUInt32LE(4)] as const;
  drawWords({ key, counter: [0, 0, 0, 0] }, words);
  let seed = SEED_MIN + (words[0]! % START_COUNT);
  return Array.from(words, (word, index) => {
    if (index > 0) seed += 1 + (word % STEP_COUNT);
    return seed;
  });
}
