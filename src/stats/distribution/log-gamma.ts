import { requirePositive } from "./require-argument.ts";

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;

/** From here on six terms of Stirling's series leave less than 1e-16. */
const SERIES_START = 12;

/** B(2k) / (2k (2k - 1)) for k = 1 to 6, Bernoulli's numbers in Stirling's series. */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];

/**
 * The natural logarithm of the gamma function, within 1e-14 of its size or absolutely.
 *
 * @param x positive and finite
 * @throws RangeError if x is not
 * @see NIST Digital Library of Mathematical Functions, 5.11.1
 */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingCorrection(x);
}

/**
 * What Stirling's formula lacks: logGamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2). Where large
 * logarithms of gamma functions cancel, these small numbers are what is left of them.
 *
 * @param x positive and finite
 * @throws RangeError if x is not
 */
export function stirlingCorrection(x: number): number {
  requirePositive("stirlingCorrection: x", x);
  let [sum, start] = [0, x];
  // logGamma(x + 1) = logGamma(x) + ln x, written for the corrections.
  for (; start < SERIES_START; start++) sum += (start + 0.5) * Math.log1p(1 / start) - 1;
  const series = SERIES.reduceRight((rest, term) => rest / (start * start) + term, 0);
  return sum + series / start;
}
