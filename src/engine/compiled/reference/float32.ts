// exp, tanh and their kin in float32 from + - * / and bits alone, so that every machine gets the
// same. c/float32.h has the same operations in the same order. The stated errors are the largest
// over all 2^32 numbers, in units of the last place of the exact result. NaN gives NaN.

const f32 = Math.fround;

/** What is smaller is not kept: 2^-126. */
const FLOAT32_MIN = 2 ** -126;
const LOG2_E = 1.4426950216293335;
// ln 2 in two parts; the products of the first with whole numbers up to 2^14 are exact.
const LN2_HIGH = 0.693359375;
const LN2_LOW = -0.00021219444170128554;
/** A number added to it is rounded to a whole one, which stands in the low bits: 1.5 * 2^23. */
const SHIFT = 12582912;
const EXP_MIN = -87.33654022216797;
const EXP_MAX = 88.72283172607422;

// Minimax polynomials by Lawson's iteration, rounded to float32; highest power first.
/** (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2 */
const EXP_TAIL = [
  0.0013950850116088986, 0.00836909655481577, 0.04166620224714279, 0.16666516661643982, 0.5,
];
/** (2 atanh(s) - 2 s) / s^3 in s^2, for s <= 1/3 */
const ATANH_TAIL = [
  0.24300932884216309, 0.21427658200263977, 0.2861688435077667, 0.3999887704849243,
  0.6666667461395264,
];
/** (tanh(x) - x) / x^3 in x^2, for x <= 0.55 */
const TANH_TAIL = [
  -0.0062742396257817745, 0.021071679890155792, -0.05385230854153633, 0.13332585990428925,
  -0.33333316445350647,
];
/** erf(x) / x - 1 in x^2, for x <= 1 */
const ERF_SMALL = [
  7.853861461626366e-5, -0.0008010193705558777, 0.005188327748328447, -0.026853812858462334,
  0.1128358542919159, -0.3761262595653534, 0.12837916612625122,
];
/** log(1 - erf(x)) for 1 <= x <= 4 */
const ERF_LARGE = [
  0.00018557401199359447, -0.002939607249572873, 0.02180531807243824, -0.10303737223148346,
  -0.6382256746292114, -1.1270400285720825, -0.0003537194861564785,
];

const floats = new Float32Array(1);
const ints = new Int32Array(floats.buffer);

function bitsOf(x: number): number {
  floats[0] = x;
  return ints[0]!;
}

function floatOf(bits: number): number {
  ints[0] = bits;
  return floats[0]!;
}

/** The size of the first, which is not negative, with the sign of the second. */
function withSign(size: number, sign: number): number {
  return floatOf(bitsOf(size) | (bitsOf(sign) & 0x80000000));
}

/** By Horner's rule, each operation rounded. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = f32(f32(sum * x) + coefficients[i]!);
  return sum;
}

/**
 * x = k ln(2) + rest, |rest| <= ln(2) / 2, k a whole number in the low bits of `k`.
 * e^rest = 1 + rest + tail.
 *
 * @param x |x| < 2^21
 */
function expParts(x: number): { k: number; rest: number; tail: number } {
  const shifted = f32(f32(x * LOG2_E) + SHIFT);
  const k = f32(shifted - SHIFT);
  const rest = f32(f32(x - f32(k * LN2_HIGH)) - f32(k * LN2_LOW));
  const tail = f32(f32(rest * rest) * polynomial(rest, EXP_TAIL));
  return { k: bitsOf(shifted), rest, tail };
}

/** e^x within 1.02 ulp; +inf where it is above the largest float32, 0 where it is below 2^-126. */
export function exp32(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > EXP_MAX) return Infinity;
  if (x < EXP_MIN) return 0;
  const { k, rest, tail } = expParts(x);
  return floatOf((bitsOf(f32(1 + f32(rest + tail))) + (k << 23)) | 0);
}

/**
 * e^x - 1 within 1.7 ulp.
 *
 * @param x x <= 64
 */
export function expMinusOne32(x: number): number {
  if (Number.isNaN(x)) return x;
  const { k, rest, tail } = expParts(x < -64 ? -64 : x);
  const scale = floatOf(((k << 23) + 0x3f800000) | 0); // 2^k
  return f32(f32(scale * f32(rest + tail)) + f32(scale - 1));
}

/**
 * log(1 + x) within 1.3 ulp.
 *
 * @param x 0 <= x <= 1
 */
export function logOnePlus32(x: number): number {
  // 2 atanh(s) = 2 s + s R(s^2), and 2 s = x - s x
  const s = f32(x / f32(2 + x));
  const z = f32(s * s);
  return f32(x - f32(s * f32(x - f32(z * polynomial(z, ATANH_TAIL)))));
}

/** 1 / (1 + e^-x) within 2.5 ulp; 0 where it is below 2^-126. */
export function sigmoid32(x: number): number {
  const value = f32(1 / f32(1 + exp32(-x)));
  return value < FLOAT32_MIN ? 0 : value;
}

/** log(1 + e^x) within 2.1 ulp; 0 where it is below 2^-126. */
export function softplus32(x: number): number {
  return f32((x < 0 ? 0 : x) + logOnePlus32(exp32(-Math.abs(x))));
}

/** Hyperbolic tangent within 1.5 ulp. */
export function tanh32(x: number): number {
  const size = Math.abs(x);
  if (size < f32(0.55)) {
    const z = f32(size * size);
    return withSign(f32(size + f32(f32(size * z) * polynomial(z, TANH_TAIL))), x);
  }
  return withSign(f32(1 - f32(2 / f32(exp32(f32(size + size)) + 1))), x);
}

/** The error function within 1.4 ulp. */
export function erf32(x: number): number {
  const size = Math.abs(x);
  if (size < 1) return withSign(f32(size + f32(size * polynomial(f32(size * size), ERF_SMALL))), x);
  // from 4 on, it is 1 to the last bit
  const bounded = size > 4 ? 4 : size;
  return withSign(f32(1 - exp32(polynomial(bounded, ERF_LARGE))), x);
}
