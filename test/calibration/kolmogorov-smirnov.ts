/**
 * Whether two samples come from the same distribution: the largest distance of their distribution
 * functions, and its two-sided p by Kolmogorov's limit, good from some fifty values on.
 *
 * @param a finite, independent; shape [n]
 * @param b finite, independent, and of `a`; shape [m]
 * @see N. Smirnov, Table for estimating the goodness of fit of empirical distributions, Annals of
 *   Mathematical Statistics 19 (1948)
 */
export function kolmogorovSmirnov(
  a: readonly number[],
  b: readonly number[],
): { readonly distance: number; readonly pValue: number } {
  const [ofA, ofB] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < ofA.length && j < ofB.length) {
    const value = Math.min(ofA[i]!, ofB[j]!);
    while (ofA[i] === value) i++;
    while (ofB[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / ofA.length - j / ofB.length));
  }
  const size = (ofA.length * ofB.length) / (ofA.length + ofB.length);
  return { distance, pValue: limitTail(Math.sqrt(size) * distance) };
}

/** Kolmogorov's 2 (e^(-2 x^2) - e^(-8 x^2) + e^(-18 x^2) - ...). */
function limitTail(x: number): number {
  let [sum, sign] = [0, 1];
  for (let k = 1; k <= 100; k++, sign = -sign) sum += sign * Math.exp(-2 * k ** 2 * x ** 2);
  return x < 0.2 ? 1 : Math.min(1, Math.max(0, 2 * sum));
}
