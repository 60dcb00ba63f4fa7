// The functions of src/random/{elementary,exp}.ts and src/model/natural-log.ts, to the bit: in
// float64, without libm, and without branches where the arguments are many. There are the sources,
// accuracy and domains; here a domain is the caller's to keep.
#ifndef SWEEP_ELEMENTARY_H
#define SWEEP_ELEMENTARY_H
#include "target.h"

#define LN2_HIGH 0.6931471803691238
#define LN2_LOW 1.9082149292705877e-10
#define LN2 0.6931471805599453
#define PI 3.141592653589793
#define SQRT_HALF 0.7071067811865476

// pi / 2 in three parts of 33, 33 and 53 bits
#define HALF_PI_HIGH 1.5707963267341256
#define HALF_PI_MIDDLE 6.077100506303966e-11
#define HALF_PI_LOW 2.0222662487959506e-21

typedef union {
  double number;
  uint64_t bits;
} Float64;

// ln x for 0 < x <= 1
static inline double log_f64(double x) {
  // x = mantissa 2^exponent with sqrt(1/2) <= mantissa < sqrt(2), all of it exact. Times 2^54, no x
  // is too small for a leading bit of its own.
  Float64 parts = {.number = x * 0x1p54};
  Float64 mantissa = {.bits = (parts.bits & 0x000fffffffffffff) | 0x3ff0000000000000};
  uint64_t large = mantissa.number * 0.5 >= SQRT_HALF;
  mantissa.bits -= large << 52;
  // Below the bits of 2^52 an integer's bits add that integer.
  Float64 biased = {.bits = ((parts.bits >> 52) + large) | 0x4330000000000000};
  double exponent = biased.number - (0x1p52 + 1023 + 54);

  double f = mantissa.number - 1;
  double s = f / (2 + f);
  double z = s * s;
  double w = z * z;
  double even = (0.15313837699209373 * w + 0.22222198432149784) * w + 0.3999999999940942;
  double odd = ((0.14798198605116586 * w + 0.1818357216161805) * w + 0.2857142874366239) * w +
               0.6666666666666735;
  double r = w * even + z * odd;
  double half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + r) + exponent * LN2_LOW) - f);
}

// ln x, as Math.log where there is none
static inline double natural_log(double x) {
  if (x == 0) return -__builtin_inf();
  if (!(x > 0)) return __builtin_nan("");
  if (x == __builtin_inf()) return x;
  return x <= 1 ? log_f64(x) : -log_f64(1 / x);
}

// sin(x + low) for |x| <= pi / 4, `low` being what did not fit into x
static inline double small_sine(double x, double low) {
  double z = x * x;
  double cube = z * x;
  double sum = 1.58969099521155e-10;
  sum = sum * z + -2.5050760253406863e-8;
  sum = sum * z + 2.7557313707070068e-6;
  sum = sum * z + -0.0001984126982985795;
  sum = sum * z + 0.00833333333332249;
  return x - (z * (0.5 * low - cube * sum) - low + cube * 0.16666666666666632);
}

// cos(x + low), otherwise as `small_sine`
static inline double small_cosine(double x, double low) {
  double z = x * x;
  double half = 0.5 * z;
  double head = 1 - half;
  double sum = -1.1359647557788195e-11;
  sum = sum * z + 2.087572321298175e-9;
  sum = sum * z + -2.7557314351390663e-7;
  sum = sum * z + 2.480158728947673e-5;
  sum = sum * z + -0.001388888888887411;
  sum = sum * z + 0.0416666666666666;
  return head + (1 - head - half + (z * z * sum - x * low));
}

// sin(x + quarter_turns pi / 2) for 0 <= x <= 2^19
static inline double sine_after(double x, int quarter_turns) {
  int whole = (int)(x / (PI / 2) + 0.5);
  double turns = whole;
  double coarse = x - turns * HALF_PI_HIGH;
  double middle = turns * HALF_PI_MIDDLE;
  double fine = coarse - middle;
  double low = turns * HALF_PI_LOW - (coarse - fine - middle);
  double rest = fine - low;
  double rest_low = fine - rest - low;
  // Chosen by bits: with ?: GCC would compute the one that is needed, in a branch.
  uint64_t quadrant = (uint64_t)(whole + quarter_turns);
  Float64 sine = {.number = small_sine(rest, rest_low)};
  Float64 cosine = {.number = small_cosine(rest, rest_low)};
  uint64_t odd = -(quadrant & 1);
  uint64_t negative = (quadrant & 2) << 62;
  return (Float64){.bits = ((cosine.bits & odd) | (sine.bits & ~odd)) ^ negative}.number;
}

static inline double sin_f64(double x) { return sine_after(x, 0); }

static inline double cos_f64(double x) { return sine_after(x, 1); }

// e^x for -700 <= x <= 700
static inline double exp_f64(double x) {
  double ratio = x / LN2;
  int k = (int)ratio;
  double above = ratio - k;  // exact, in (-1, 1); Math.round rounds a half up
  k += (above >= 0.5) - (above < -0.5);
  double r = x - k * LN2_HIGH - k * LN2_LOW;
  double sum = 1 / 6227020800.0;  // 1/13!, and on to 1/0!
  sum = sum * r + 1 / 479001600.0;
  sum = sum * r + 1 / 39916800.0;
  sum = sum * r + 1 / 3628800.0;
  sum = sum * r + 1 / 362880.0;
  sum = sum * r + 1 / 40320.0;
  sum = sum * r + 1 / 5040.0;
  sum = sum * r + 1 / 720.0;
  sum = sum * r + 1 / 120.0;
  sum = sum * r + 1 / 24.0;
  sum = sum * r + 1 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  // 2^k is a normal number and so is the product: it is exact, as k doublings are.
  Float64 power = {.bits = (uint64_t)(1023 + k) << 52};
  return sum * power.number;
}

#endif
