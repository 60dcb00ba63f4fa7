import { moments } from "./moments.ts";

/**
 * The sample skewness g1 = m3 / m2^1.5, with moments that divide by n.
 *
 * @returns null below three values and where they do not vary
 */
export function skewness(values: readonly number[]): number | null {
  const { mean, sd } = moments(values);
  if (values.length < 3 || !sd || mean === null) return null;
  const scores = values.map((value) => (value - mean) / sd);
  const power = (exponent: number) =>
    scores.reduce((sum, score) => sum + score ** exponent, 0) / values.length;
  return power(3) / power(2) ** 1.5;
}
