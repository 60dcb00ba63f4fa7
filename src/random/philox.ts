/** Two uint32 words that name a stream; every key is an independent one. */
export type Key = readonly [number, number];

/**
 * A place in a stream of random numbers, as a pure value: whoever draws from it gets the same
 * numbers, and nothing is used up. Made by `streams.ts` and `tf1-seeds.ts`.
 */
export interface Draw {
  readonly key: Key;
  /** 128-bit block number as uint32 words, the lowest word first */
  readonly counter: readonly [number, number, number, number];
}

const ROUND_COUNT = 10;
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const KEY_STEP_0 = 0x9e3779b9;
const KEY_STEP_1 = 0xbb67ae85;

/**
 * Fills `out` with the raw words of Philox4x32-10: element e is word e % 4 of the block e / 4
 * after the draw's counter, each uniform on [0, 2^32).
 *
 * @see Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (2011), section 3.3
 */
export function drawWords(draw: Draw, out: Uint32Array): void {
  const [keyStart0, keyStart1] = draw.key;
  let [n0, n1, n2, n3] = draw.counter;
  for (let offset = 0; offset < out.length; offset += 4) {
    // As int32 the words stay in integer registers: three times as fast as from uint32.
    let c0 = n0 | 0;
    let c1 = n1 | 0;
    let c2 = n2 | 0;
    let c3 = n3 | 0;
    let k0 = keyStart0 | 0;
    let k1 = keyStart1 | 0;
    for (let round = 0; round < ROUND_COUNT; round++) {
      const high0 = multiplyHigh(c0, MULTIPLIER_0);
      const high1 = multiplyHigh(c2, MULTIPLIER_1);
      const low0 = Math.imul(c0, MULTIPLIER_0);
      c0 = high1 ^ c1 ^ k0;
      c1 = Math.imul(c2, MULTIPLIER_1);
      c2 = high0 ^ c3 ^ k1;
      c3 = low0;
      k0 = (k0 + KEY_STEP_0) | 0;
      k1 = (k1 + KEY_STEP_1) | 0;
    }
    // The last block may be cut: writing past the end of a typed array does nothing.
    out[offset] = c0;
    out[offset + 1] = c1;
    out[offset + 2] = c2;
    out[offset + 3] = c3;
    n0 = (n0 + 1) | 0;
    if (n0 === 0) [n0, n1, n2, n3] = advance(draw, offset / 4 + 1).counter;
  }
}

/**
 * The draw that starts `blockCount` blocks (of four words) later, modulo 2^128.
 *
 * @param blockCount 0 <= blockCount < 2^53
 * @throws RangeError if blockCount is not such an integer
 */
export function advance(draw: Draw, blockCount: number): Draw {
  if (!Number.isSafeInteger(blockCount) || blockCount < 0) {
    throw new RangeError(`advance: blockCount must be an integer in [0, 2^53), got ${blockCount}`);
  }
  const [low, high] = splitWords(blockCount);
  const sum0 = draw.counter[0] + low;
  const sum1 = draw.counter[1] + high + carry(sum0);
  const sum2 = draw.counter[2] + carry(sum1);
  const sum3 = draw.counter[3] + carry(sum2);
  return { key: draw.key, counter: [sum0 >>> 0, sum1 >>> 0, sum2 >>> 0, sum3 >>> 0] };
}

/** The low and the high uint32 word of a safe integer's 64-bit two's complement. */
export function splitWords(integer: number): readonly [low: number, high: number] {
  return [integer >>> 0, Math.floor(integer / 2 ** 32) >>> 0];
}

function carry(sum: number): number {
  return sum >= 2 ** 32 ? 1 : 0;
}

/** Bits 32 to 63 of the product of two uint32, from 16-bit halves: no partial sum overflows. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const carried = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carried >>> 16)) | 0;
}
