import { moments } from "./moments.ts";

/**
 * Pearson's correlation of two equally long samples, in [-1, 1].
 *
 * @param a finite; shape [n]
 * @param b finite; shape [n]
 * @returns null below three pairs (two always lie on a line) and where one side does not vary
 * @throws RangeError if the lengths differ
 */
export function correlation(a: readonly number[], b: readonly number[]): number | null {
  if (a.length !== b.length) {
    throw new RangeError(`correlation: needs pairs, got ${a.length} and ${b.length} values`);
  }
  const [ofA, ofB] = [moments(a), moments(b)];
  if (a.length < 3 || !ofA.sd || !ofB.sd) return null;
  const scores = (values: readonly number[], { mean, sd }: typeof ofA) =>
    values.map((value) => (value - mean!) / sd!);
  const [scoresA, scoresB] = [scores(a, ofA), scores(b, ofB)];
  const product = scoresA.reduce((sum, score, index) => sum + score * scoresB[index]!, 0);
  return Math.max(-1, Math.min(1, product / (a.length - 1)));
}
