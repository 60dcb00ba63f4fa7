/** Float32 as the reference files hold them: bit patterns in hex, and the distance between two. */

export function bitsOf(values: Float32Array): string[] {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Array.from(words, (word) => word.toString(16).padStart(8, "0"));
}

/** How many float32 lie from one to the other; 0 for equal ones. */
export function ulpDistance(bitsA: string, bitsB: string): number {
  return Math.abs(rank(bitsA) - rank(bitsB));
}

/** The largest distance between corresponding values; infinite if there are not as many. */
export function ulpDistanceMax(actual: readonly string[], expected: readonly string[]): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(...actual.map((bits, i) => ulpDistance(bits, expected[i]!)));
}

/** The float32's place among all in their order, 0 for both zeros. */
function rank(bits: string): number {
  const word = Number.parseInt(bits, 16);
  return word < 2 ** 31 ? word : 2 ** 31 - word;
}
