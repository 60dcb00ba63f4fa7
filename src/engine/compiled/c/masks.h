// What a masking layer does to its input at one step, y = x * multiply + add: the C twin of
// src/model/masks.ts and of the distributions it draws from (src/random/distributions.ts).
#ifndef SWEEP_MASKS_H
#define SWEEP_MASKS_H
#include "elementary.h"
#include "philox.h"

enum { DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE, ALPHA_DROPOUT };

// Words are drawn so many at a time, in the nearest cache; whole blocks.
#define MASK_CHUNK 512

#define SELU_LIMIT (-1.6732632423543772 * 1.0507009873554805)
#define UNIT_MIN 1e-7f

// Where the words of a chunk come from.
typedef struct {
  const uint32_t *key;
  uint64_t low, high;
} WordSource;

// The low 23 bits as a number in [0, 1).
static inline float to_unit(uint32_t word) { return (float)(int32_t)(word & 0x7fffff) * 0x1p-23f; }

static inline void next_words(WordSource *source, uint32_t *words, int count) {
  uint32_t counter[4] = {(uint32_t)source->low, (uint32_t)(source->low >> 32),
                         (uint32_t)source->high, (uint32_t)(source->high >> 32)};
  draw_words(source->key, counter, words, count);
  uint64_t before = source->low;
  source->low += MASK_CHUNK / 4;
  source->high += source->low < before;
}

// out[i] = kept where the element is kept, as TensorFlow 1.12 decides it, otherwise dropped
static inline void draw_keep(WordSource source, double rate, float kept, float dropped, float *out,
                             int count) {
  float keep_rate = (float)(1 - rate);
  uint32_t words[MASK_CHUNK];
  for (int start = 0; start < count; start += MASK_CHUNK) {
    int length = count - start < MASK_CHUNK ? count - start : MASK_CHUNK;
    next_words(&source, words, length);
    for (int i = 0; i < length; i++) {
      out[start + i] = keep_rate + to_unit(words[i]) >= 1 ? kept : dropped;
    }
  }
}

// Standard normals by Box and Muller's method, each times stddev, plus `center` unless it is 0
static inline void draw_normals(WordSource source, float stddev, float center, float *out,
                                int count) {
  uint32_t words[MASK_CHUNK];
  float units[MASK_CHUNK / 2], normals[MASK_CHUNK];
  for (int start = 0; start < count; start += MASK_CHUNK) {
    int length = count - start < MASK_CHUNK ? count - start : MASK_CHUNK;
    int pairs = (length + 1) / 2;
    next_words(&source, words, 2 * pairs);
    // Two loops: in one, GCC makes a branch of the smallest unit, and no vectors.
    for (int i = 0; i < pairs; i++) {
      float unit = to_unit(words[2 * i]);
      units[i] = unit < UNIT_MIN ? UNIT_MIN : unit;
    }
    for (int i = 0; i < pairs; i++) {
      float angle = (float)(2 * PI * (double)to_unit(words[2 * i + 1]));
      float radius = (float)__builtin_sqrt(-2 * (double)(float)log_f64(units[i]));
      normals[2 * i] = (float)sin_f64(angle) * radius;
      normals[2 * i + 1] = (float)cos_f64(angle) * radius;
    }
    for (int i = 0; i < length; i++) {
      float scaled = normals[i] * stddev;
      out[start + i] = center == 0 ? scaled : center + scaled;
    }
  }
}

// Draws a layer's mask for one step.
//
// kind: one of the four above; parameter: its rate, or its standard deviation for gaussian noise
// multiply, add: [count], NULL where the kind has none (add of the dropouts, multiply of the noise)
static inline void draw_mask(int kind, double parameter, const uint32_t key[2],
                             const uint32_t counter[4], float *multiply, float *add, int count) {
  WordSource source = {key, counter[0] | (uint64_t)counter[1] << 32,
                       counter[2] | (uint64_t)counter[3] << 32};
  double rate = parameter;
  switch (kind) {
    case DROPOUT:
      draw_keep(source, rate, (float)(1 / (1 - rate)), 0, multiply, count);
      break;
    case GAUSSIAN_DROPOUT:
      draw_normals(source, (float)__builtin_sqrt(rate / (1 - rate)), 1, multiply, count);
      break;
    case GAUSSIAN_NOISE:
      draw_normals(source, (float)parameter, 0, add, count);
      break;
    default: {  // alpha dropout
      double a = 1 / __builtin_sqrt((1 - rate) * (1 + rate * (SELU_LIMIT * SELU_LIMIT)));
      double b = -a * SELU_LIMIT * rate;
      draw_keep(source, rate, (float)a, 0, multiply, count);
      for (int i = 0; i < count; i++) {
        add[i] = multiply[i] == 0 ? (float)(a * SELU_LIMIT + b) : (float)b;
      }
    }
  }
}

#endif
