// Shares of one along each row; see reference/softmax.ts.
#ifndef SWEEP_SOFTMAX_H
#define SWEEP_SOFTMAX_H
#include "float32.h"
#include "rows.h"

// Of a row without NaN the order makes no difference; a row with NaN comes out as NaN anyway.
static inline float row_max(const float *x, int width) {
  float max = x[0];
  int c = 0;
  if (width >= 16) {
    float lanes[16];
    for (int l = 0; l < 16; l++) lanes[l] = x[l];
    for (c = 16; c + 16 <= width; c += 16)
      for (int l = 0; l < 16; l++) lanes[l] = lanes[l] < x[c + l] ? x[c + l] : lanes[l];
    for (int l = 0; l < 16; l++) max = max < lanes[l] ? lanes[l] : max;
  }
  for (; c < width; c++) max = max < x[c] ? x[c] : max;
  return max;
}

// y may be x.
static inline void softmax(Matrix x, Matrix y) {
  int columns = columns_of(x, y);
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    float *ys = ROW(y, r);
    float max = row_max(xs, x.width);
    INDEPENDENT for (int c = 0; c < columns; c++) ys[c] = exp32(xs[c] - max);
    float sum = lane_sum(ys, x.width);
    INDEPENDENT for (int c = 0; c < columns; c++) ys[c] = ys[c] / sum;
  }
}

// dx may be dy.
static inline void softmax_gradient(Matrix y, Matrix dy, Matrix dx) {
  int columns = columns_of3(y, dy, dx);
  for (int r = 0; r < y.rows; r++) {
    const float *ys = ROW(y, r), *dys = ROW(dy, r);
    float *dxs = ROW(dx, r);
    float sum = lane_dot(dys, ys, y.width);
    INDEPENDENT for (int c = 0; c < columns; c++) dxs[c] = (dys[c] - sum) * ys[c];
  }
}

#endif
