// Two matrices into one, element by element; see reference/combine.ts.
#ifndef SWEEP_COMBINE_H
#define SWEEP_COMBINE_H
#include "float32.h"
#include "rows.h"

// As in COMBINATIONS of reference/combine.ts.
enum { COMBINE_ADD, COMBINE_MULTIPLY, COMBINE_MAXIMUM, COMBINE_MINIMUM };

#define EACH(VALUE)                                                           \
  INDEPENDENT for (int i = 0; i < columns; i++) {                             \
    float a = as[i], b = bs[i];                                               \
    ys[i] = (VALUE);                                                          \
  }                                                                           \
  break

static inline void combine_row(int kind, const float *as, const float *bs, float *ys,
                               int columns) {
  switch (kind) {
    case COMBINE_ADD: EACH(a + b);
    case COMBINE_MULTIPLY: EACH(a * b);
    case COMBINE_MAXIMUM: EACH(choose((a >= b) | (a != a), a, b));
    case COMBINE_MINIMUM: EACH(choose((a <= b) | (a != a), a, b));
  }
}

#undef EACH

// y may be a or b.
static inline void combine(int kind, Matrix a, Matrix b, Matrix y) {
  int columns = columns_of3(a, b, y);
  for (int r = 0; r < a.rows; r++)
    combine_row(kind, ROW(a, r), ROW(b, r), ROW(y, r), columns);
}

#define EACH(VALUE)                                                           \
  INDEPENDENT for (int i = 0; i < columns; i++) {                             \
    float a = as[i], b = bs[i], dy = dys[i];                                  \
    dxs[i] = (VALUE);                                                         \
  }                                                                           \
  break

static inline void combine_gradient_row(int kind, int side, const float *as, const float *bs,
                                        const float *dys, float *dxs, int columns) {
  switch (2 * kind + side) {
    case 2 * COMBINE_MULTIPLY:
      INDEPENDENT for (int i = 0; i < columns; i++) dxs[i] = dys[i] * bs[i];
      break;
    case 2 * COMBINE_MULTIPLY + 1:
      INDEPENDENT for (int i = 0; i < columns; i++) dxs[i] = dys[i] * as[i];
      break;
    case 2 * COMBINE_MAXIMUM: EACH(choose(a >= b, dy, 0.0f));
    case 2 * COMBINE_MAXIMUM + 1: EACH(choose(a < b, dy, 0.0f));
    case 2 * COMBINE_MINIMUM: EACH(choose(a <= b, dy, 0.0f));
    case 2 * COMBINE_MINIMUM + 1: EACH(choose(a > b, dy, 0.0f));
  }
}

#undef EACH

// side 0: of a, 1: of b. dx may be dy.
static inline void combine_gradient(int kind, int side, Matrix a, Matrix b, Matrix dy,
                                    Matrix dx) {
  int columns = a.stride % 16 ? a.width : columns_of3(b, dy, dx);
  for (int r = 0; r < a.rows; r++)
    combine_gradient_row(kind, side, ROW(a, r), ROW(b, r), ROW(dy, r), ROW(dx, r), columns);
}

// y may be x.
static inline void scale(Matrix x, float factor, Matrix y) {
  int columns = columns_of(x, y);
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    float *ys = ROW(y, r);
    INDEPENDENT for (int c = 0; c < columns; c++) ys[c] = xs[c] * factor;
  }
}

#endif
