/** Mean and spread of a sample, in the sample's own unit. */
export interface Moments {
  /** null if there is no value */
  readonly mean: number | null;
  /** standard deviation, dividing by n - 1; null below two values */
  readonly sd: number | null;
}

/**
 * Mean and sample standard deviation, by the corrected two-pass algorithm: no digits are lost to
 * a large mean, and equal values have exactly their value as mean and 0 as sd.
 *
 * @param values finite; shape [n], n >= 0
 * @see T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for computing the sample variance,
 *   The American Statistician 37 (1983), section 3
 */
export function moments(values: readonly number[]): Moments {
  const first = values[0];
  if (first === undefined) return { mean: null, sd: null };
  const rough = first + meanDeviation(values, first);
  const mean = rough + meanDeviation(values, rough);
  return { mean, sd: values.length > 1 ? deviation(values, mean) : null };
}

function meanDeviation(values: readonly number[], from: number): number {
  return values.reduce((sum, value) => sum + (value - from), 0) / values.length;
}

/** Scaled by the largest deviation, so that neither 1e200 nor 1e-200 is lost when squared. */
function deviation(values: readonly number[], mean: number): number {
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value - mean)), 0);
  if (scale === 0) return 0;
  const squares = values.reduce((sum, value) => sum + ((value - mean) / scale) ** 2, 0);
  return scale * Math.sqrt(squares / (values.length - 1));
}
