/**
 * The error function in float64, within some 1e-15: 2 / sqrt(pi) e^(-x^2) times the sum of
 * 2^n x^(2n+1) / (1 * 3 * ... * (2n+1)), whose terms are all of one sign.
 *
 * @see Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6
 */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
