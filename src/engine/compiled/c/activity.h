// The penalty of a layer's outputs; see reference/activity.ts.
#ifndef SWEEP_ACTIVITY_H
#define SWEEP_ACTIVITY_H
#include "float32.h"
#include "rows.h"

static inline void activity_gradient(Matrix y, double l1, double l2, int samples, Matrix dy) {
  double twice = 2.0 * l2, count = (double)samples;
  for (int r = 0; r < y.rows; r++) {
    const float *ys = ROW(y, r);
    float *dys = ROW(dy, r);
    INDEPENDENT for (int c = 0; c < y.width; c++) {
      double sign = (double)((ys[c] > 0.0f) - (ys[c] < 0.0f));
      dys[c] = dys[c] + (float)((l1 * sign + twice * (double)ys[c]) / count);
    }
  }
}

static inline double activity_penalty(Matrix y, double l1, double l2, int samples) {
  double sum = 0.0;
  for (int r = 0; r < y.rows; r++) {
    const float *ys = ROW(y, r);
    double row_sum = 0.0;
    for (int c = 0; c < y.width; c++) {
      double value = (double)ys[c];
      row_sum += l1 * (double)abs32(ys[c]) + (l2 * value) * value;
    }
    sum += row_sum;
  }
  return sum / (double)samples;
}

#endif
