// Activation functions and their gradients; reference/activations.ts says which formulas.
#ifndef SWEEP_ACTIVATIONS_H
#define SWEEP_ACTIVATIONS_H
#include "float32.h"
#include "rows.h"

// As in ACTIVATIONS of model/model-spec.ts; softmax is softmax.h.
enum {
  ACTIVATION_LINEAR,
  ACTIVATION_RELU,
  ACTIVATION_RELU6,
  ACTIVATION_ELU,
  ACTIVATION_SELU,
  ACTIVATION_SIGMOID,
  ACTIVATION_HARD_SIGMOID,
  ACTIVATION_SOFTPLUS,
  ACTIVATION_SOFTSIGN,
  ACTIVATION_TANH,
  ACTIVATION_SOFTMAX,
  ACTIVATION_SWISH,
  ACTIVATION_MISH,
  ACTIVATION_GELU,
  ACTIVATION_GELU_NEW
};

#define SELU_SCALE 1.0507010221481323f
#define SELU_SCALE_ALPHA 1.7580993175506592f

static inline float relu6_32(float x) {
  float positive = choose(x < 0.0f, 0.0f, x);
  return choose(positive > 6.0f, 6.0f, positive);
}

static inline float elu32(float x) {
  float negative = exp_minus_one32(choose(x > 0.0f, 0.0f, x));
  return choose(x >= 0.0f, x, negative);
}

static inline float selu32(float x) {
  float positive = SELU_SCALE * x;
  float negative = SELU_SCALE_ALPHA * exp_minus_one32(choose(x > 0.0f, 0.0f, x));
  return choose(x >= 0.0f, positive, negative);
}

static inline float selu_gradient32(float y, float dy) {
  float positive = dy * SELU_SCALE;
  float negative = dy * (y + SELU_SCALE_ALPHA);
  return choose(y >= 0.0f, positive, negative);
}

static inline float hard_sigmoid32(float x) {
  float line = 0.5f + 0.20000000298023224f * x;
  float high = choose(line > 1.0f, 1.0f, line);
  return choose(line < 0.0f, 0.0f, high);
}

static inline float hard_sigmoid_gradient32(float x, float dy) {
  float line = 0.5f + 0.20000000298023224f * x;
  float inside = dy * 0.20000000298023224f;
  float low = choose(line >= 0.0f, inside, 0.0f);
  return choose(line <= 1.0f, low, 0.0f);
}

static inline float softsign_gradient32(float x, float dy) {
  float size = abs32(x) + 1.0f;
  return dy / (size * size);
}

static inline float swish_gradient32(float x, float y, float dy) {
  float s = sigmoid32(x);
  return dy * (s + y * (1.0f - s));
}

static inline float mish32(float x) {
  float e = exp32(choose(x > 20.0f, 20.0f, x));
  float n = e * (e + 2.0f);
  return x * (n / (n + 2.0f));
}

static inline float mish_gradient32(float x, float dy) {
  float bounded = choose(x > 20.0f, 20.0f, x);
  float e = exp32(bounded);
  float n = e * (e + 2.0f);
  float d = n + 2.0f;
  float slope = (4.0f * (e * (e + 1.0f))) / (d * d);
  return dy * (n / d + bounded * slope);
}

// The normal distribution up to x.
static inline float normal_share32(float x) {
  return 0.5f * (1.0f + erf32(x * 0.7071067690849304f));
}

static inline float gelu_gradient32(float x, float dy) {
  float density = 0.3989422917366028f * exp32(-0.5f * (x * x));
  float change = x * density;
  return dy * (normal_share32(x) + choose(density == 0.0f, 0.0f, change));
}

static inline float gelu_new_tanh32(float x) {
  return tanh32(0.7978845834732056f * (x + 0.044714998453855515f * ((x * x) * x)));
}

static inline float gelu_new_gradient32(float x, float dy) {
  float t = gelu_new_tanh32(x);
  float rest = 1.0f - t * t;
  float inner = 0.7978845834732056f * (1.0f + 0.13414500653743744f * (x * x));
  float change = (0.5f * x) * (rest * inner);
  return dy * (0.5f * (1.0f + t) + choose(rest == 0.0f, 0.0f, change));
}

#define EACH(VALUE)                                \
  INDEPENDENT for (int c = 0; c < columns; c++) {  \
    float x = xs[c];                               \
    ys[c] = (VALUE);                               \
  }                                                \
  break

static inline void activate_row(int f, const float *xs, float *ys, int columns) {
  switch (f) {
    case ACTIVATION_LINEAR: EACH(x);
    case ACTIVATION_RELU: EACH(x < 0.0f ? 0.0f : x);
    case ACTIVATION_RELU6: EACH(relu6_32(x));
    case ACTIVATION_ELU: EACH(elu32(x));
    case ACTIVATION_SELU: EACH(selu32(x));
    case ACTIVATION_SIGMOID: EACH(sigmoid32(x));
    case ACTIVATION_HARD_SIGMOID: EACH(hard_sigmoid32(x));
    case ACTIVATION_SOFTPLUS: EACH(softplus32(x));
    case ACTIVATION_SOFTSIGN: EACH(x / (abs32(x) + 1.0f));
    case ACTIVATION_TANH: EACH(tanh32(x));
    case ACTIVATION_SWISH: EACH(x * sigmoid32(x));
    case ACTIVATION_MISH: EACH(mish32(x));
    case ACTIVATION_GELU: EACH(x * normal_share32(x));
    case ACTIVATION_GELU_NEW: EACH((0.5f * x) * (1.0f + gelu_new_tanh32(x)));
  }
}

#undef EACH

static inline void activate(int f, Matrix x, Matrix y) {
  int columns = columns_of(x, y);
  for (int r = 0; r < x.rows; r++) activate_row(f, ROW(x, r), ROW(y, r), columns);
}

#define EACH(INPUT, VALUE)                         \
  INDEPENDENT for (int c = 0; c < columns; c++) {  \
    float INPUT = INPUT##s[c], dy = dys[c];        \
    dxs[c] = (VALUE);                              \
  }                                                \
  break

static inline void activate_gradient_row(int f, const float *xs, const float *ys,
                                         const float *dys, float *dxs, int columns) {
  switch (f) {
    case ACTIVATION_LINEAR:
      INDEPENDENT for (int c = 0; c < columns; c++) dxs[c] = dys[c];
      break;
    case ACTIVATION_RELU: EACH(y, y > 0.0f ? dy : 0.0f);
    case ACTIVATION_RELU6: EACH(y, choose((y > 0.0f) & (y < 6.0f), dy, 0.0f));
    case ACTIVATION_ELU: EACH(y, dy * choose(y >= 0.0f, 1.0f, y + 1.0f));
    case ACTIVATION_SELU: EACH(y, selu_gradient32(y, dy));
    case ACTIVATION_SIGMOID: EACH(y, dy * (y * (1.0f - y)));
    case ACTIVATION_HARD_SIGMOID: EACH(x, hard_sigmoid_gradient32(x, dy));
    case ACTIVATION_SOFTPLUS: EACH(x, dy * sigmoid32(x));
    case ACTIVATION_SOFTSIGN: EACH(x, softsign_gradient32(x, dy));
    case ACTIVATION_TANH: EACH(y, dy * (1.0f - y * y));
    case ACTIVATION_SWISH:
      INDEPENDENT for (int c = 0; c < columns; c++)
        dxs[c] = swish_gradient32(xs[c], ys[c], dys[c]);
      break;
    case ACTIVATION_MISH: EACH(x, mish_gradient32(x, dy));
    case ACTIVATION_GELU: EACH(x, gelu_gradient32(x, dy));
    case ACTIVATION_GELU_NEW: EACH(x, gelu_new_gradient32(x, dy));
  }
}

#undef EACH

// dx may be dy.
static inline void activate_gradient(int f, Matrix x, Matrix y, Matrix dy, Matrix dx) {
  int columns = x.stride % 16 ? x.width : columns_of3(y, dy, dx);
  for (int r = 0; r < x.rows; r++)
    activate_gradient_row(f, ROW(x, r), ROW(y, r), ROW(dy, r), ROW(dx, r), columns);
}

#endif
