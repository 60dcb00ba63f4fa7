// Draws with the formulas of TensorFlow's kernels (random_distributions.h, random_op.cc), so that
// uniform numbers and dropout masks are TensorFlow's to the last bit. A draw never changes its
// argument: the same draw gives the same numbers again.
import { cos, log, sin } from "./elementary.ts";
import { advance, type Draw, drawWords } from "./philox.ts";
import { shuffledIndices } from "./shuffled-indices.ts";

/** TensorFlow keeps its normals finite by this smallest uniform number. */
const UNIT_MIN = Math.fround(1e-7);

/** A truncated normal is drawn again until it is nearer to zero than this. */
const TRUNCATION = 2;

/** Blocks set aside for four truncated normals, however many of them it takes. */
const BLOCKS_PER_TRUNCATED_GROUP = 256;

/** Uniform on [0, 1) in steps of 2^-23; element e comes from word e of the draw. */
export function drawUniform(draw: Draw, out: Float32Array): void {
  const words = wordsIn(out);
  drawWords(draw, words);
  for (let i = 0; i < out.length; i++) out[i] = toUnit(words[i]!);
}

/**
 * Uniform from low to high, rounded to float32 after the product and after the sum (no fused
 * multiply-add); high itself comes up only where it is the nearest float32.
 */
export function drawUniformRange(draw: Draw, low: number, high: number, out: Float32Array): void {
  const words = wordsIn(out);
  drawWords(draw, words);
  uniformRangeOf(words, low, high, out);
}

/** The numbers of `drawUniformRange`, made of words that are drawn already. */
export function uniformRangeOf(
  words: Uint32Array,
  low: number,
  high: number,
  out: Float32Array,
): void {
  const low32 = Math.fround(low);
  const range = Math.fround(Math.fround(high) - low32);
  for (let i = 0; i < out.length; i++) out[i] = Math.fround(toUnit(words[i]!) * range) + low32;
}

/**
 * Standard normal by Box and Muller's method, two numbers from two words; within 3 float32 ulp of
 * TensorFlow, whose logarithm, sine and cosine are rounded otherwise.
 */
export function drawNormal(draw: Draw, out: Float32Array): void {
  const words = new Uint32Array(out.length + (out.length % 2));
  drawWords(draw, words);
  for (let i = 0; i < out.length; i += 2) {
    const unit = Math.max(toUnit(words[i]!), UNIT_MIN);
    const angle = Math.fround(2 * Math.PI * toUnit(words[i + 1]!));
    const radius = Math.fround(Math.sqrt(-2 * Math.fround(log(unit))));
    out[i] = Math.fround(sin(angle)) * radius;
    // With an odd length the last cosine falls off the end, where a write does nothing.
    out[i + 1] = Math.fround(cos(angle)) * radius;
  }
}

/**
 * Standard normal without its tails beyond 2; within 3 float32 ulp of TensorFlow, as `drawNormal`.
 * Elements 4 i to 4 i + 3 are the first four normals of that kind from block 256 i on.
 */
export function drawTruncatedNormal(draw: Draw, out: Float32Array): void {
  const normals = new Float32Array(4);
  for (let start = 0; start < out.length; start += 4) {
    let block = (start / 4) * BLOCKS_PER_TRUNCATED_GROUP;
    for (let keptCount = 0; keptCount < 4; block++) {
      drawNormal(advance(draw, block), normals);
      for (const normal of normals) {
        if (Math.abs(normal) < TRUNCATION && keptCount < 4) out[start + keptCount++] = normal;
      }
    }
  }
}

/**
 * A dropout mask: 1 where a value is kept, 0 where it is dropped, as TensorFlow 1.12 decides it.
 * Scaling the kept values by 1 / (1 - rate) is the caller's.
 *
 * @param rate share of the values to drop, 0 <= rate < 1
 * @throws RangeError if rate is outside
 */
export function drawKeepMask(draw: Draw, rate: number, out: Float32Array): void {
  if (!(rate >= 0 && rate < 1)) {
    throw new RangeError(`drawKeepMask: rate must be in [0, 1), got ${rate}`);
  }
  const keepRate = Math.fround(1 - rate);
  drawUniform(draw, out);
  for (let i = 0; i < out.length; i++) out[i] = Math.floor(Math.fround(keepRate + out[i]!));
}

/**
 * The numbers 0 to count - 1 in random order. The shuffle's swap of place i takes a 53-bit fraction
 * from words 2 i and 2 i + 1, so that each of the i + 1 places has its chance to within 2^-22.
 *
 * @param count 0 <= count <= 2^31, as far as there are 12 bytes of memory for each
 * @throws RangeError if count is not such an integer
 */
export function drawPermutation(draw: Draw, count: number): Uint32Array {
  if (!Number.isInteger(count) || count < 0 || count > 2 ** 31) {
    throw new RangeError(`drawPermutation: count must be an integer in [0, 2^31], got ${count}`);
  }
  const words = new Uint32Array(2 * count);
  drawWords(draw, words);
  return shuffledIndices(count, (last) => {
    const fraction = (words[2 * last]! * 2 ** 21 + (words[2 * last + 1]! >>> 11)) / 2 ** 53;
    return Math.floor(fraction * (last + 1));
  });
}

/** Words and the numbers made of them may share their memory, one word to one number. */
export function wordsIn(out: Float32Array): Uint32Array {
  return new Uint32Array(out.buffer, out.byteOffset, out.length);
}

/** The low 23 bits as a float32 on [0, 1): TensorFlow fills them in behind an exponent of 0. */
function toUnit(word: number): number {
  return (word & 0x7fffff) / 2 ** 23;
}
