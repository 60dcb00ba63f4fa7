// The optimizers' rules: what one weight becomes by its gradient, as in model/optimizer-rules.ts.
// Each operation is rounded to float32; what a slot keeps is never a denormal number.
#ifndef SWEEP_UPDATE_H
#define SWEEP_UPDATE_H
#include "target.h"

enum { SGD, MOMENTUM, NESTEROV, RMSPROP, RMSPROP_TF1, ADAGRAD, ADADELTA, ADAM, ADAM_TFJS, ADAMAX };

// How one weight is trained: its arrays and the rule, whose numbers are listed at each rule below.
typedef struct {
  int rule;
  const float *constants;  // of the whole training
  const float *scalars;    // of this step
  float *weight;
  float *slots[3];  // NULL where the rule has none
  double l1, l2;
  int clips;  // whether gradients are cut to [-clip_value, clip_value]
  float clip_value;
} Update;

// The part of a weight that one call changes; no two of these arrays overlap.
typedef struct {
  size_t count;
  float *weight, *gradient, *slots[3];
} Piece;

#define EACH_ELEMENT                      \
  const size_t count = piece.count;       \
  float *const w = piece.weight;          \
  const float *const g = piece.gradient;  \
  INDEPENDENT                             \
  for (size_t i = 0; i < count; i++)

// Denormal numbers slow the arithmetic down and some targets cannot flush them.
INLINE float flushed(float x) {
  return __builtin_fabsf(x) < 0x1p-126f ? 0.0f : x;
}

// constants: none; scalars: learning rate
static void update_sgd(Piece piece, const float *scalars) {
  const float rate = scalars[0];
  EACH_ELEMENT w[i] = w[i] - rate * g[i];
}

// constants: momentum; scalars: learning rate
INLINE void update_momentum(int looks_ahead, Piece piece, const float *constants,
                            const float *scalars) {
  float *const m = piece.slots[0];
  const float mu = constants[0], rate = scalars[0];
  EACH_ELEMENT {
    const float push = rate * g[i];
    const float velocity = flushed(mu * m[i] - push);
    m[i] = velocity;
    w[i] = w[i] + (looks_ahead ? mu * velocity - push : velocity);
  }
}

// A running mean's next value.
INLINE float blend(int tf1, float rho, float rest, float old, float value) {
  return flushed(tf1 ? old + (value - old) * rest : rho * old + rest * value);
}

// constants: rho, rest, epsilon, momentum; scalars: learning rate
INLINE void update_rmsprop(int tf1, int moves, int is_centered, Piece piece,
                           const float *constants, const float *scalars) {
  float *const v = piece.slots[0];
  float *const speed = piece.slots[1];
  float *const mean = piece.slots[2];
  const float rho = constants[0], rest = constants[1], epsilon = constants[2], mu = constants[3];
  const float rate = scalars[0];
  EACH_ELEMENT {
    const float square = blend(tf1, rho, rest, v[i], g[i] * g[i]);
    v[i] = square;
    float spread = square;
    if (is_centered) {
      const float center = blend(tf1, rho, rest, mean[i], g[i]);
      mean[i] = center;
      spread = square - center * center;
    }
    float step = rate * g[i] / __builtin_sqrtf(spread + epsilon);
    if (moves) {
      step = flushed(mu * speed[i] + step);
      speed[i] = step;
    }
    w[i] = w[i] - step;
  }
}

// One loop for each kind, so that the plain one does not touch absent slots.
INLINE void update_any_rmsprop(int tf1, Piece piece, const float *constants,
                               const float *scalars) {
  const int moves = piece.slots[1] != NULL, is_centered = piece.slots[2] != NULL;
  if (moves && is_centered) update_rmsprop(tf1, 1, 1, piece, constants, scalars);
  else if (moves) update_rmsprop(tf1, 1, 0, piece, constants, scalars);
  else if (is_centered) update_rmsprop(tf1, 0, 1, piece, constants, scalars);
  else update_rmsprop(tf1, 0, 0, piece, constants, scalars);
}

// constants: epsilon; scalars: learning rate
static void update_adagrad(Piece piece, const float *constants, const float *scalars) {
  float *const a = piece.slots[0];
  const float epsilon = constants[0], rate = scalars[0];
  EACH_ELEMENT {
    const float sum = flushed(a[i] + g[i] * g[i]);
    a[i] = sum;
    w[i] = w[i] - rate * g[i] / __builtin_sqrtf(sum + epsilon);
  }
}

// constants: rho, rest, epsilon; scalars: learning rate
static void update_adadelta(Piece piece, const float *constants, const float *scalars) {
  float *const squares = piece.slots[0];
  float *const steps = piece.slots[1];
  const float rho = constants[0], rest = constants[1], epsilon = constants[2];
  const float rate = scalars[0];
  EACH_ELEMENT {
    const float square = blend(0, rho, rest, squares[i], g[i] * g[i]);
    squares[i] = square;
    const float length = __builtin_sqrtf(steps[i] + epsilon);
    const float step = length * g[i] / __builtin_sqrtf(square + epsilon);
    steps[i] = blend(0, rho, rest, steps[i], step * step);
    w[i] = w[i] - rate * step;
  }
}

// constants: rest1, rest2, epsilon; scalars: alpha, decay
INLINE void update_adam(int decays, Piece piece, const float *constants, const float *scalars) {
  float *const m = piece.slots[0];
  float *const v = piece.slots[1];
  const float rest1 = constants[0], rest2 = constants[1], epsilon = constants[2];
  const float alpha = scalars[0], decay = scalars[1];
  EACH_ELEMENT {
    const float mean = blend(1, 0, rest1, m[i], g[i]);
    const float square = blend(1, 0, rest2, v[i], g[i] * g[i]);
    m[i] = mean;
    v[i] = square;
    const float kept = decays ? w[i] - w[i] * decay : w[i];
    w[i] = kept - mean * alpha / (__builtin_sqrtf(square) + epsilon);
  }
}

// constants: beta1, rest1, beta2, rest2, epsilon; scalars: learning rate, bias1, bias2
static void update_adam_tfjs(Piece piece, const float *constants, const float *scalars) {
  float *const m = piece.slots[0];
  float *const v = piece.slots[1];
  const float beta1 = constants[0], rest1 = constants[1], beta2 = constants[2];
  const float rest2 = constants[3], epsilon = constants[4];
  const float rate = scalars[0], bias1 = scalars[1], bias2 = scalars[2];
  EACH_ELEMENT {
    const float mean = blend(0, beta1, rest1, m[i], g[i]);
    const float square = blend(0, beta2, rest2, v[i], g[i] * g[i]);
    m[i] = mean;
    v[i] = square;
    w[i] = w[i] - rate * (mean / bias1 / (__builtin_sqrtf(square / bias2) + epsilon));
  }
}

// constants: rest1, beta2, epsilon; scalars: learning rate, bias1
static void update_adamax(Piece piece, const float *constants, const float *scalars) {
  float *const m = piece.slots[0];
  float *const u = piece.slots[1];
  const float rest1 = constants[0], beta2 = constants[1], epsilon = constants[2];
  const float rate = scalars[0], bias1 = scalars[1];
  EACH_ELEMENT {
    const float mean = blend(1, 0, rest1, m[i], g[i]);
    const float kept = beta2 * u[i], size = __builtin_fabsf(g[i]);
    const float norm = flushed(kept < size ? size : kept);
    m[i] = mean;
    u[i] = norm;
    w[i] = w[i] - rate * mean / (bias1 * (norm + epsilon));
  }
}

// Adds the derivative of l1 |w| + l2 w^2, rounded once, as in model/weight-rules.ts.
static inline void regularize(const float *weight, float *gradient, size_t count, double l1,
                              double l2) {
  const float *const w = weight;
  float *const g = gradient;
  for (size_t i = 0; i < count; i++) {
    double sign = w[i];
    sign = w[i] > 0 ? 1.0 : sign;
    sign = w[i] < 0 ? -1.0 : sign;
    g[i] = g[i] + (float)(l1 * sign + 2 * l2 * w[i]);
  }
}

static inline void clip(float *gradient, size_t count, float limit) {
  INDEPENDENT
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i] > limit ? limit : gradient[i];
    gradient[i] = g < -limit ? -limit : g;
  }
}

// What comes before the rule: the regularizer's share, then the cut.
static inline void adjust_gradient(const Update *update, size_t from, size_t count,
                                   float *gradient) {
  if (update->l1 != 0 || update->l2 != 0) {
    regularize(update->weight + from, gradient, count, update->l1, update->l2);
  }
  if (update->clips) clip(gradient, count, update->clip_value);
}

// Trains elements [from, from + count) by their gradient, which may be changed on the way.
static inline void update_range(const Update *update, size_t from, size_t count,
                                float *gradient) {
  const float *const constants = update->constants, *const scalars = update->scalars;
  Piece piece = {count, update->weight + from, gradient, {NULL, NULL, NULL}};
  for (int slot = 0; slot < 3; slot++) {
    if (update->slots[slot]) piece.slots[slot] = update->slots[slot] + from;
  }
  adjust_gradient(update, from, count, gradient);
  switch (update->rule) {
    case SGD: return update_sgd(piece, scalars);
    case MOMENTUM: return update_momentum(0, piece, constants, scalars);
    case NESTEROV: return update_momentum(1, piece, constants, scalars);
    case RMSPROP: return update_any_rmsprop(0, piece, constants, scalars);
    case RMSPROP_TF1: return update_any_rmsprop(1, piece, constants, scalars);
    case ADAGRAD: return update_adagrad(piece, constants, scalars);
    case ADADELTA: return update_adadelta(piece, constants, scalars);
    case ADAM:
      if (scalars[1] != 0) return update_adam(1, piece, constants, scalars);
      return update_adam(0, piece, constants, scalars);
    case ADAM_TFJS: return update_adam_tfjs(piece, constants, scalars);
    case ADAMAX: return update_adamax(piece, constants, scalars);
  }
}

#endif
