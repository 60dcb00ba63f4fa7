// exp, tanh and their kin in float32 from + - * / and bits alone, so that every machine gets the
// same. reference/float32.ts has the same operations, and says how exact they are. No branches:
// loops over these are vectorised.
#ifndef SWEEP_FLOAT32_H
#define SWEEP_FLOAT32_H
#include "target.h"

// What is smaller is not kept: 2^-126.
#define FLOAT32_MIN 1.1754943508222875e-38f
#define SIGN_BIT 0x80000000u

static inline uint32_t bits_of(float x) {
  uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float float_of(uint32_t bits) {
  float x;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

static inline float abs32(float x) {
  return float_of(bits_of(x) & ~SIGN_BIT);
}

// condition ? a : b, the condition being 0 or 1. By bits: GCC would move the work for a and b into
// branches, and then not vectorise.
static inline float choose(int condition, float a, float b) {
  uint32_t mask = -(uint32_t)condition;
  return float_of((bits_of(a) & mask) | (bits_of(b) & ~mask));
}

// The size of the first, which is not negative, with the sign of the second.
static inline float with_sign(float size, float sign) {
  return float_of(bits_of(size) | (bits_of(sign) & SIGN_BIT));
}

// x = k ln(2) + rest, |rest| <= ln(2) / 2, k a whole number.
typedef struct {
  uint32_t k;        // in the low bits; others stand above them
  float rest, tail;  // tail: e^rest - 1 - rest
} ExpParts;

// For |x| < 2^21.
static inline ExpParts exp_parts(float x) {
  // 1.5 * 2^23: a number added to it is rounded to a whole one, which stands in the low bits
  float shifted = x * 1.4426950216293335f + 12582912.0f;
  float k = shifted - 12582912.0f;
  // ln 2 in two parts; the product with the first is exact
  float rest = (x - k * 0.693359375f) + k * 0.00021219444170128554f;
  float p = 0.0013950850116088986f;
  p = p * rest + 0.00836909655481577f;
  p = p * rest + 0.04166620224714279f;
  p = p * rest + 0.16666516661643982f;
  p = p * rest + 0.5f;
  return (ExpParts){bits_of(shifted), rest, (rest * rest) * p};
}

// e^x; +inf above 88.7228, 0 where the result were below 2^-126.
static inline float exp32(float x) {
  ExpParts parts = exp_parts(x);
  float value = 1.0f + (parts.rest + parts.tail);
  float scaled = float_of(bits_of(value) + (parts.k << 23));
  float low = choose(x < -87.33654022216797f, 0.0f, scaled);
  float high = choose(x > 88.72283172607422f, __builtin_inff(), low);
  return choose(x == x, high, x);
}

// e^x - 1 for x <= 64.
static inline float exp_minus_one32(float x) {
  float bounded = choose(x < -64.0f, -64.0f, x);
  ExpParts parts = exp_parts(bounded);
  float scale = float_of((parts.k << 23) + 0x3f800000u);  // 2^k
  return scale * (parts.rest + parts.tail) + (scale - 1.0f);
}

// log(1 + x) for 0 <= x <= 1.
static inline float log_one_plus32(float x) {
  // 2 atanh(s) = 2 s + s R(s^2), and 2 s = x - s x
  float s = x / (2.0f + x);
  float z = s * s;
  float p = 0.24300932884216309f;
  p = p * z + 0.21427658200263977f;
  p = p * z + 0.2861688435077667f;
  p = p * z + 0.3999887704849243f;
  p = p * z + 0.6666667461395264f;
  return x - s * (x - z * p);
}

static inline float sigmoid32(float x) {
  float value = 1.0f / (1.0f + exp32(-x));
  return choose(value < FLOAT32_MIN, 0.0f, value);
}

// log(1 + e^x)
static inline float softplus32(float x) {
  return choose(x < 0.0f, 0.0f, x) + log_one_plus32(exp32(-abs32(x)));
}

static inline float tanh32(float x) {
  float size = abs32(x);
  float z = size * size;
  float p = -0.0062742396257817745f;
  p = p * z + 0.021071679890155792f;
  p = p * z + -0.05385230854153633f;
  p = p * z + 0.13332585990428925f;
  p = p * z + -0.33333316445350647f;
  float small = size + (size * z) * p;
  float large = 1.0f - 2.0f / (exp32(size + size) + 1.0f);
  return with_sign(choose(size < 0.55f, small, large), x);
}

static inline float erf32(float x) {
  float size = abs32(x);
  float z = size * size;
  float p = 7.853861461626366e-05f;
  p = p * z + -0.0008010193705558777f;
  p = p * z + 0.005188327748328447f;
  p = p * z + -0.026853812858462334f;
  p = p * z + 0.1128358542919159f;
  p = p * z + -0.3761262595653534f;
  p = p * z + 0.12837916612625122f;
  float small = size + size * p;
  // log(1 - erf); from 4 on, erf is 1 to the last bit
  float bounded = choose(size > 4.0f, 4.0f, size);
  float q = 0.00018557401199359447f;
  q = q * bounded + -0.002939607249572873f;
  q = q * bounded + 0.02180531807243824f;
  q = q * bounded + -0.10303737223148346f;
  q = q * bounded + -0.6382256746292114f;
  q = q * bounded + -1.1270400285720825f;
  q = q * bounded + -0.0003537194861564785f;
  float large = 1.0f - exp32(q);
  return with_sign(choose(size < 1.0f, small, large), x);
}

#endif
