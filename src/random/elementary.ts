// Math.log, Math.sin and Math.cos may return other bits in another version of V8, and a run must
// not. These use only operations that IEEE 754 fixes to the last bit. Methods and constants are
// those of fdlibm (e_log.c, e_rem_pio2.c, k_sin.c, k_cos.c):
//
//   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//   Developed at SunSoft, a Sun Microsystems, Inc. business.
//   Permission to use, copy, modify, and distribute this software is freely granted, provided
//   that this notice is preserved.

// ln 2 in two parts; the products of the high one with small integers are exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

// pi / 2 in three parts of 33, 33 and 53 bits.
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.077100506303966e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;

// Coefficients of z^0, z^1, ... of the minimax polynomials.
const LOG_ODD = [0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586];
const LOG_EVEN = [0.3999999999940942, 0.22222198432149784, 0.15313837699209373];
const SINE = [
  0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
// Not quite 1 / 6: it belongs to the minimax polynomial, too.
const SIXTH = 0.16666666666666632;
const COSINE = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
];

/** The largest x of `sin` and `cos`: up to here x has at most 19 bits of quarter turns. */
const ANGLE_MAX = 2 ** 19;

/**
 * Natural logarithm, within 1 ulp.
 *
 * @param x 0 < x <= 1
 * @throws RangeError if x is outside
 */
export function log(x: number): number {
  if (!(x > 0 && x <= 1)) throw new RangeError(`log: x must be in (0, 1], got ${x}`);
  // x = mantissa 2^exponent with sqrt(1/2) <= mantissa < sqrt(2)
  let mantissa = x;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;

  // log(1 + f) = 2 atanh(s) = f - (f^2 / 2 - s (f^2 / 2 + R(s^2))), R from the polynomials
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const r = w * polynomial(w, LOG_EVEN) + z * polynomial(w, LOG_ODD);
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + r) + exponent * LN2_LOW) - f);
}

/**
 * Sine, within 1 ulp.
 *
 * @param x radians, 0 <= x <= 2^19
 * @throws RangeError if x is outside
 */
export function sin(x: number): number {
  return sineAfter(x, 0);
}

/** Cosine, otherwise as `sin`. */
export function cos(x: number): number {
  return sineAfter(x, 1);
}

/** sin(x + quarterTurns pi / 2), from what x is more or less than whole quarter turns. */
function sineAfter(x: number, quarterTurns: number): number {
  if (!(x >= 0 && x <= ANGLE_MAX)) {
    throw new RangeError(`sin, cos: x must be in [0, 2^19], got ${x}`);
  }
  const turns = Math.floor(x / (Math.PI / 2) + 0.5);
  const coarse = x - turns * HALF_PI_HIGH;
  const middle = turns * HALF_PI_MIDDLE;
  const fine = coarse - middle;
  const low = turns * HALF_PI_LOW - (coarse - fine - middle);
  const rest = fine - low;
  const restLow = fine - rest - low;
  switch ((turns + quarterTurns) & 3) {
    case 0:
      return smallSine(rest, restLow);
    case 1:
      return smallCosine(rest, restLow);
    case 2:
      return -smallSine(rest, restLow);
    default:
      return -smallCosine(rest, restLow);
  }
}

/** sin(x + xLow) for |x| <= pi / 4, xLow being what did not fit into x. */
function smallSine(x: number, xLow: number): number {
  const z = x * x;
  const cube = z * x;
  return x - (z * (0.5 * xLow - cube * polynomial(z, SINE)) - xLow + cube * SIXTH);
}

/** cos(x + xLow), otherwise as `smallSine`. */
function smallCosine(x: number, xLow: number): number {
  const z = x * x;
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + (z * z * polynomial(z, COSINE) - x * xLow));
}

/** A polynomial by Horner's rule; coefficients by ascending powers. */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}
