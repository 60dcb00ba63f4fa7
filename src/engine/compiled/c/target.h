// What differs between the targets: how wide a vector is and how many rows a tile of a product has.
// A target's .c file defines LANES (16 with AVX-512, 8 with AVX2) before it includes anything;
// 4 suits SSE2, NEON and WASM SIMD128.
#ifndef SWEEP_TARGET_H
#define SWEEP_TARGET_H
#include <stddef.h>
#include <stdint.h>

#ifndef LANES
#define LANES 4
#endif
#define TILE_ROWS (LANES == 16 ? 8 : 4)

// Before a loop whose rounds do not depend on each other, though its pointers may be equal.
#ifdef __clang__
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

#define INLINE static inline __attribute__((always_inline))

// Row r, column c is at[r * stride + c]; `rows` are the active ones.
typedef struct {
  float *at;
  int rows, width, stride;
} Matrix;

#endif
