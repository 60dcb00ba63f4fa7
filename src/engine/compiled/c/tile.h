// A tile of a matrix product, held in registers: what all products of this engine are made of.
#ifndef SWEEP_TILE_H
#define SWEEP_TILE_H
#include "target.h"

#define PANEL 32        // columns of a panel
#define TILE_VECTORS 2  // vectors in a row of a tile
#define TILE_COLUMNS (TILE_VECTORS * LANES)

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif

typedef float Lanes __attribute__((vector_size(4 * LANES)));
typedef int32_t LaneInts __attribute__((vector_size(4 * LANES)));
// What stands in memory is at least 4-byte aligned.
typedef float LanesAt __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

typedef Lanes Tile[TILE_ROWS][TILE_VECTORS];

// The left factor of a product: what row r takes at a step is at[r * by_row + step * by_step].
typedef struct {
  const float *at;
  ptrdiff_t by_row, by_step;
} Left;

// The right factor: the vectors of a step of the sum begin at[step * by_step].
typedef struct {
  const float *at;
  ptrdiff_t by_step;
} Right;

INLINE Lanes load(const float *at) {
  return *(const LanesAt *)at;
}

INLINE void store(float *at, Lanes lanes) {
  *(LanesAt *)at = lanes;
}

// Whether both vectors of a row broadcast their factor from memory; else they share one that is
// broadcast into a register. With AVX-512 on Zen 4 the former is cheaper by a third, on Zen 5, whose
// multipliers are quicker than two loads in a cycle can feed, the latter by a tenth.
#ifndef FACTOR_TWICE
#define FACTOR_TWICE 0
#endif

// A second pointer to the same place. A compiler that knew it to be the same would share the factor.
INLINE const float *another(const float *at) {
#if FACTOR_TWICE
  __asm__("" : "+r"(at));
#endif
  return at;
}

// sums[r][v] += left * right, step by step, each multiplication and each addition rounded.
INLINE void add_products(int rows, int vectors, Tile sums, Left left, Right right, int steps) {
  const float *const twin = another(left.at);
  const float *const at[TILE_VECTORS] = {left.at, twin};
  ptrdiff_t offset = 0;
  for (int step = 0; step < steps; step++) {
    Lanes factors[TILE_VECTORS];
    UNROLL
    for (int v = 0; v < vectors; v++) factors[v] = load(right.at + v * LANES);
    UNROLL
    for (int r = 0; r < rows; r++) {
      Lanes products[TILE_VECTORS];
      UNROLL
      for (int v = 0; v < vectors; v++) products[v] = factors[v] * at[v][offset + r * left.by_row];
      UNROLL
      for (int v = 0; v < vectors; v++) sums[r][v] += products[v];
    }
    offset += left.by_step;
    right.at += right.by_step;
  }
}

// Sets the columns from `width` on to +0.
INLINE void clear_columns(int rows, int vectors, Tile tile, int width) {
  LaneInts lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  UNROLL
  for (int r = 0; r < rows; r++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      tile[r][v] = (Lanes)((LaneInts)tile[r][v] & (lane < width - v * LANES));
    }
  }
}

INLINE void store_tile(int rows, int vectors, Tile tile, float *at, ptrdiff_t by_row) {
  UNROLL
  for (int r = 0; r < rows; r++) {
    UNROLL
    for (int v = 0; v < vectors; v++) store(at + r * by_row + v * LANES, tile[r][v]);
  }
}

INLINE Lanes relu_of(Lanes x) {
  return (Lanes)((LaneInts)x & ~(LaneInts)(x < 0));
}

#endif
