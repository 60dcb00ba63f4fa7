// Going along the rows of matrices.
#ifndef SWEEP_ROWS_H
#define SWEEP_ROWS_H
#include "target.h"

#define ROW(matrix, row) ((matrix).at + (ptrdiff_t)(row) * (matrix).stride)

// Columns to go through where each stands for itself: those of the padding as well, where all
// matrices have it, because whole vectors are quicker than a rest.
static inline int columns_of(Matrix x, Matrix y) {
  return x.stride % 16 || y.stride % 16 ? x.width : (x.width + 15) / 16 * 16;
}

static inline int columns_of3(Matrix x, Matrix y, Matrix z) {
  return z.stride % 16 ? x.width : columns_of(x, y);
}

static inline float sum_of_lanes(const float *lanes) {
  float sum = lanes[0];
  for (int l = 1; l < 16; l++) sum += lanes[l];
  return sum;
}

// The sum along a row: 16 partial sums, element c in number c & 15, then these in their order.
static inline float lane_sum(const float *x, int width) {
  float lanes[16] = {0};
  int c = 0;
  for (; c + 16 <= width; c += 16)
    for (int l = 0; l < 16; l++) lanes[l] += x[c + l];
  for (int l = 0; c + l < width; l++) lanes[l] += x[c + l];
  return sum_of_lanes(lanes);
}

// The lane sum of the products.
static inline float lane_dot(const float *x, const float *y, int width) {
  float lanes[16] = {0};
  int c = 0;
  for (; c + 16 <= width; c += 16)
    for (int l = 0; l < 16; l++) lanes[l] += x[c + l] * y[c + l];
  for (int l = 0; c + l < width; l++) lanes[l] += x[c + l] * y[c + l];
  return sum_of_lanes(lanes);
}

#endif
