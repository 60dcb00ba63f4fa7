const LN2_HIGH = 0.6931471803691238; // the last 20 bits are zero, so k * LN2_HIGH is exact
const LN2_LOW = 1.9082149292705877e-10;
/** 1/13!, 1/12! ... 1/1!, 1: the Taylor series, good to 1e-17 for |r| <= ln(2)/2 */
const COEFFICIENTS = Array.from({ length: 14 }, (_, n) => 1 / factorial(13 - n));

/**
 * e^x from IEEE operations alone, so it is the same on every machine; within 2 ulp.
 *
 * @param x in [-700, 700]
 * @throws RangeError outside
 */
export function exp(x: number): number {
  if (!(x >= -700 && x <= 700)) throw new RangeError(`exp: x must be in [-700, 700], got ${x}`);
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let value = 0;
  for (const coefficient of COEFFICIENTS) value = value * r + coefficient;
  const factor = k < 0 ? 0.5 : 2;
  for (let i = Math.abs(k); i > 0; i--) value *= factor;
  return value;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
