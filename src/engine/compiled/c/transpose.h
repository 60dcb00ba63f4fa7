// Turns a panel's worth of a kernel, for the gradient by a layer's input.
#ifndef SWEEP_TRANSPOSE_H
#define SWEEP_TRANSPOSE_H
#include "tile.h"

typedef float Four __attribute__((vector_size(16)));
typedef float FourAt __attribute__((vector_size(16), aligned(4), may_alias));

#ifdef __clang__
#define SHUFFLED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
typedef int32_t FourInts __attribute__((vector_size(16)));
#define SHUFFLED(a, b, ...) __builtin_shuffle(a, b, (FourInts){__VA_ARGS__})
#endif

// Four rows of four numbers, all rows PANEL apart in source and target.
INLINE void transpose_four(const float *source, float *target) {
  const Four a = *(const FourAt *)source, b = *(const FourAt *)(source + PANEL);
  const Four c = *(const FourAt *)(source + 2 * PANEL), d = *(const FourAt *)(source + 3 * PANEL);
  const Four ab = SHUFFLED(a, b, 0, 4, 1, 5), cd = SHUFFLED(c, d, 0, 4, 1, 5);
  const Four ef = SHUFFLED(a, b, 2, 6, 3, 7), gh = SHUFFLED(c, d, 2, 6, 3, 7);
  *(FourAt *)target = SHUFFLED(ab, cd, 0, 1, 4, 5);
  *(FourAt *)(target + PANEL) = SHUFFLED(ab, cd, 2, 3, 6, 7);
  *(FourAt *)(target + 2 * PANEL) = SHUFFLED(ef, gh, 0, 1, 4, 5);
  *(FourAt *)(target + 3 * PANEL) = SHUFFLED(ef, gh, 2, 3, 6, 7);
}

// Row n of `transposed`, of 32 numbers, is kernel[from ... from + 31][n]; absent ones are +0.
static void transpose_rows(const float *kernel, int depth, int width, int from,
                           float *transposed) {
  const int count = depth - from < PANEL ? depth - from : PANEL;
  for (int n = 0; n < width;) {
    const ptrdiff_t panel = n / PANEL;
    const float *const source = kernel + (panel * depth + from) * PANEL + n % PANEL;
    float *const target = transposed + (ptrdiff_t)n * PANEL;
    const int rows = width - n < 4 ? 1 : 4, whole = rows == 4 ? count / 4 * 4 : 0;
    for (int k = 0; k < whole; k += 4) transpose_four(source + k * PANEL, target + k);
    for (int row = 0; row < rows; row++) {
      for (int k = whole; k < PANEL; k++) {
        target[row * PANEL + k] = k < count ? source[k * PANEL + row] : 0;
      }
    }
    n += rows;
  }
}

#endif
