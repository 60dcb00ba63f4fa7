// Philox4x32-10, the C twin of src/random/philox.ts: the same words from the same key and counter.
// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (2011), section 3.3
#ifndef SWEEP_PHILOX_H
#define SWEEP_PHILOX_H
#include "target.h"
#if defined(__x86_64__) && !defined(__clang__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define PHILOX_ROUNDS 10
#define PHILOX_MULTIPLIER_0 0xd2511f53u
#define PHILOX_MULTIPLIER_1 0xcd9e8d57u
#define PHILOX_KEY_STEP_0 0x9e3779b9u
#define PHILOX_KEY_STEP_1 0xbb67ae85u

// One word of each block in a lane of 64 bits, so that its product with a multiplier fits. Only the
// low half of a lane counts; whatever a round leaves in the high half is never looked at.
#define PHILOX_BLOCKS (LANES / 2)
#define PHILOX_WORDS (4 * PHILOX_BLOCKS)
typedef uint64_t PhiloxLanes __attribute__((vector_size(8 * PHILOX_BLOCKS)));
typedef uint64_t PhiloxStore
    __attribute__((vector_size(8 * PHILOX_BLOCKS), aligned(4), may_alias));

// Lanes of two vectors in turn: of their first halves, of their second halves.
#if LANES == 16
#define PHILOX_FIRST_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define PHILOX_SECOND_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#elif LANES == 8
#define PHILOX_FIRST_HALVES 0, 4, 1, 5
#define PHILOX_SECOND_HALVES 2, 6, 3, 7
#else
#define PHILOX_FIRST_HALVES 0, 2
#define PHILOX_SECOND_HALVES 1, 3
#endif
#if defined(__clang__)
#define PHILOX_SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define PHILOX_SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (PhiloxLanes){__VA_ARGS__})
#endif

// The 64-bit products of the low halves of the lanes with a word. One or two instructions do it,
// but only clang for x86 sees that by itself.
static inline PhiloxLanes multiply_low_halves(PhiloxLanes a, uint32_t word) {
#if defined(__aarch64__)
  return (PhiloxLanes)vmull_u32(vmovn_u64((uint64x2_t)a), vdup_n_u32(word));
#elif !defined(__x86_64__) || defined(__clang__)
  return (a & 0xffffffffu) * word;
#elif LANES == 16
  return (PhiloxLanes)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(word));
#elif LANES == 8
  return (PhiloxLanes)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(word));
#else
  return (PhiloxLanes)_mm_mul_epu32((__m128i)a, _mm_set1_epi64x(word));
#endif
}

// The key's words for each round, in turn.
static inline void key_schedule(const uint32_t key[2], uint64_t keys[2 * PHILOX_ROUNDS]) {
  for (uint32_t round = 0; round < PHILOX_ROUNDS; round++) {
    keys[2 * round] = (uint32_t)(key[0] + round * PHILOX_KEY_STEP_0);
    keys[2 * round + 1] = (uint32_t)(key[1] + round * PHILOX_KEY_STEP_1);
  }
}

// The blocks of the counters whose halves are `low` and `high`, one after the other.
static inline void draw_blocks(const uint64_t keys[2 * PHILOX_ROUNDS], PhiloxLanes low,
                               uint64_t high, uint32_t *out) {
  PhiloxLanes c0 = low;
  PhiloxLanes c1 = low >> 32;
  PhiloxLanes c2 = (PhiloxLanes){0} + high;
  PhiloxLanes c3 = c2 >> 32;
#pragma GCC unroll 10
  for (int round = 0; round < PHILOX_ROUNDS; round++) {
    PhiloxLanes product0 = multiply_low_halves(c0, PHILOX_MULTIPLIER_0);
    PhiloxLanes product1 = multiply_low_halves(c2, PHILOX_MULTIPLIER_1);
    c0 = (product1 >> 32) ^ c1 ^ keys[2 * round];
    c1 = product1;
    c2 = (product0 >> 32) ^ c3 ^ keys[2 * round + 1];
    c3 = product0;
  }
  // Targets are little-endian: the earlier word of a pair is the low half.
  PhiloxLanes first = (c0 & 0xffffffffu) | c1 << 32;
  PhiloxLanes second = (c2 & 0xffffffffu) | c3 << 32;
  PhiloxStore *stores = (PhiloxStore *)out;
  stores[0] = PHILOX_SHUFFLE(first, second, PHILOX_FIRST_HALVES);
  stores[1] = PHILOX_SHUFFLE(first, second, PHILOX_SECOND_HALVES);
}

// As `draw_words`, where the low half of the counter does not wrap.
static inline void draw_unwrapped(const uint64_t keys[2 * PHILOX_ROUNDS], uint64_t low,
                                  uint64_t high, uint32_t *out, int count) {
  PhiloxLanes lows;
  for (int lane = 0; lane < PHILOX_BLOCKS; lane++) lows[lane] = low + (uint64_t)lane;
  uint32_t cut[PHILOX_WORDS];
  for (int done = 0; done < count; done += PHILOX_WORDS) {
    int left = count - done;
    draw_blocks(keys, lows, high, left < PHILOX_WORDS ? cut : out + done);
    lows += PHILOX_BLOCKS;
    for (int i = 0; left < PHILOX_WORDS && i < left; i++) out[done + i] = cut[i];
  }
}

// Words 0 to count - 1 after the counter (128 bits, the lowest word first): see `drawWords`.
static inline void draw_words(const uint32_t key[2], const uint32_t counter[4], uint32_t *out,
                              int count) {
  uint64_t keys[2 * PHILOX_ROUNDS];
  key_schedule(key, keys);
  uint64_t low = counter[0] | (uint64_t)counter[1] << 32;
  uint64_t high = counter[2] | (uint64_t)counter[3] << 32;
  uint64_t before_wrap = -low;  // blocks; 0 stands for 2^64
  if (before_wrap != 0 && before_wrap < ((uint64_t)count + 3) / 4) {
    int first = 4 * (int)before_wrap;
    draw_unwrapped(keys, low, high, out, first);
    draw_unwrapped(keys, 0, high + 1, out + first, count - first);
    return;
  }
  draw_unwrapped(keys, low, high, out, count);
}

#endif
