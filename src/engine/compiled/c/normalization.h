// Batch and layer normalization; reference/normalization.ts says which formulas.
#ifndef SWEEP_NORMALIZATION_H
#define SWEEP_NORMALIZATION_H
#include "rows.h"

// x * gamma + beta along a row, of which either may be absent (NULL).
static inline void scale_and_shift(const float *x, const float *gamma, const float *beta,
                                   float *y, int width) {
  if (gamma) {
    INDEPENDENT for (int c = 0; c < width; c++) y[c] = x[c] * gamma[c];
  } else {
    INDEPENDENT for (int c = 0; c < width; c++) y[c] = x[c];
  }
  if (!beta) return;
  INDEPENDENT for (int c = 0; c < width; c++) y[c] = y[c] + beta[c];
}

static inline void mean_of_columns(Matrix x, float *mean) {
  for (int c = 0; c < x.width; c++) mean[c] = 0.0f;
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    INDEPENDENT for (int c = 0; c < x.width; c++) mean[c] += xs[c];
  }
  float count = (float)x.rows;
  for (int c = 0; c < x.width; c++) mean[c] = mean[c] / count;
}

static inline void variance_of_columns(Matrix x, const float *mean, float *variance) {
  for (int c = 0; c < x.width; c++) variance[c] = 0.0f;
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    INDEPENDENT for (int c = 0; c < x.width; c++) {
      float difference = xs[c] - mean[c];
      variance[c] += difference * difference;
    }
  }
  float count = (float)x.rows;
  for (int c = 0; c < x.width; c++) variance[c] = variance[c] / count;
}

static inline void move_towards(float *moving, const float *batch, float rest, int width) {
  INDEPENDENT for (int c = 0; c < width; c++)
    moving[c] = moving[c] - (moving[c] - batch[c]) * rest;
}

// gamma and beta may be NULL; mean, inverse and normalized are kept for the gradient. y may be x.
static inline void batch_norm(Matrix x, const float *gamma, const float *beta,
                              float *moving_mean, float *moving_variance, float *mean,
                              float *inverse, Matrix normalized, Matrix y, double momentum,
                              double epsilon, int training) {
  const float *variance = moving_variance;
  const float *center = moving_mean;
  if (training) {
    mean_of_columns(x, mean);
    variance_of_columns(x, mean, inverse);
    float rest = (float)(1.0 - momentum);
    move_towards(moving_mean, mean, rest, x.width);
    move_towards(moving_variance, inverse, rest, x.width);
    center = mean;
    variance = inverse;
  } else {
    for (int c = 0; c < x.width; c++) mean[c] = moving_mean[c];
  }
  float epsilon32 = (float)epsilon;
  INDEPENDENT for (int c = 0; c < x.width; c++)
    inverse[c] = 1.0f / __builtin_sqrtf(variance[c] + epsilon32);
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    float *ns = ROW(normalized, r);
    INDEPENDENT for (int c = 0; c < x.width; c++) ns[c] = (xs[c] - center[c]) * inverse[c];
    scale_and_shift(ns, gamma, beta, ROW(y, r), x.width);
  }
}

// Columns of which a gradient's sums are taken at a time.
#define NORM_BLOCK 64

// dx of `width` columns from their sums of dy and of dy * normalized, which are overwritten.
static inline void batch_norm_dx(Matrix dy, Matrix normalized, const float *inverse,
                                 const float *gamma, Matrix dx, float *sums, float *products,
                                 int width) {
  float factors[NORM_BLOCK];
  float count = (float)dy.rows;
  for (int c = 0; c < width; c++) {
    sums[c] = sums[c] / count;
    products[c] = products[c] / count;
    factors[c] = inverse[c];
  }
  if (gamma)
    for (int c = 0; c < width; c++) factors[c] = gamma[c] * inverse[c];
  for (int r = 0; r < dy.rows; r++) {
    const float *dys = ROW(dy, r), *ns = ROW(normalized, r);
    float *dxs = ROW(dx, r);
    INDEPENDENT for (int c = 0; c < width; c++)
      dxs[c] = factors[c] * ((dys[c] - sums[c]) - ns[c] * products[c]);
  }
}

// The same where the statistics were constants.
static inline void batch_norm_dx_of_constants(Matrix dy, const float *inverse,
                                              const float *gamma, Matrix dx, int width) {
  for (int r = 0; r < dy.rows; r++) {
    const float *dys = ROW(dy, r);
    float *dxs = ROW(dx, r);
    scale_and_shift(dys, gamma, NULL, dxs, width);
    INDEPENDENT for (int c = 0; c < width; c++) dxs[c] = dxs[c] * inverse[c];
  }
}

static inline Matrix columns_from(Matrix x, int start) {
  return (Matrix){x.at + start, x.rows, x.width, x.stride};
}

// dx (rows == 0 or at == NULL), dgamma and dbeta (NULL) may be unwanted. dx may be dy.
static inline void batch_norm_gradient(Matrix dy, Matrix normalized, const float *inverse,
                                       const float *gamma, Matrix dx, float *dgamma,
                                       float *dbeta, int training) {
  int wants_dx = dx.at && dx.rows;
  for (int start = 0; start < dy.width; start += NORM_BLOCK) {
    int rest = dy.width - start, width = rest < NORM_BLOCK ? rest : NORM_BLOCK;
    Matrix dy_block = columns_from(dy, start), n_block = columns_from(normalized, start);
    float sums[NORM_BLOCK] = {0}, products[NORM_BLOCK] = {0};
    for (int r = 0; r < dy.rows; r++) {
      const float *dys = ROW(dy_block, r), *ns = ROW(n_block, r);
      INDEPENDENT for (int c = 0; c < width; c++) {
        sums[c] += dys[c];
        products[c] += dys[c] * ns[c];
      }
    }
    for (int c = 0; dgamma && c < width; c++) dgamma[start + c] = products[c];
    for (int c = 0; dbeta && c < width; c++) dbeta[start + c] = sums[c];
    if (!wants_dx) continue;
    const float *gammas = gamma ? gamma + start : NULL;
    Matrix dx_block = columns_from(dx, start);
    if (training)
      batch_norm_dx(dy_block, n_block, inverse + start, gammas, dx_block, sums, products, width);
    else
      batch_norm_dx_of_constants(dy_block, inverse + start, gammas, dx_block, width);
  }
}

// gamma and beta may be NULL; inverse (one a row) and normalized are kept for the gradient. y may
// be x.
static inline void layer_norm(Matrix x, const float *gamma, const float *beta, float *inverse,
                              Matrix normalized, Matrix y, double epsilon) {
  float count = (float)x.width, epsilon32 = (float)epsilon;
  for (int r = 0; r < x.rows; r++) {
    const float *xs = ROW(x, r);
    float *ns = ROW(normalized, r);
    float mean = lane_sum(xs, x.width) / count;
    INDEPENDENT for (int c = 0; c < x.width; c++) ns[c] = xs[c] - mean;
    float variance = lane_dot(ns, ns, x.width) / count;
    float factor = 1.0f / __builtin_sqrtf(variance + epsilon32);
    INDEPENDENT for (int c = 0; c < x.width; c++) ns[c] = ns[c] * factor;
    inverse[r] = factor;
    scale_and_shift(ns, gamma, beta, ROW(y, r), x.width);
  }
}

// One row of layer_norm_gradient's dx.
static inline void layer_norm_dx(const float *dy, const float *normalized, float inverse,
                                 const float *gamma, float *dx, int width) {
  float count = (float)width;
  scale_and_shift(dy, gamma, NULL, dx, width);
  float sum = lane_sum(dx, width) / count;
  float product = lane_dot(dx, normalized, width) / count;
  INDEPENDENT for (int c = 0; c < width; c++)
    dx[c] = inverse * ((dx[c] - sum) - normalized[c] * product);
}

// dx (rows == 0 or at == NULL), dgamma and dbeta (NULL) may be unwanted. dx may be dy.
static inline void layer_norm_gradient(Matrix dy, Matrix normalized, const float *inverse,
                                       const float *gamma, Matrix dx, float *dgamma,
                                       float *dbeta) {
  for (int c = 0; dgamma && c < dy.width; c++) dgamma[c] = 0.0f;
  for (int c = 0; dbeta && c < dy.width; c++) dbeta[c] = 0.0f;
  for (int r = 0; r < dy.rows; r++) {
    const float *dys = ROW(dy, r), *ns = ROW(normalized, r);
    if (dgamma) {
      INDEPENDENT for (int c = 0; c < dy.width; c++) dgamma[c] += dys[c] * ns[c];
    }
    if (dbeta) {
      INDEPENDENT for (int c = 0; c < dy.width; c++) dbeta[c] += dys[c];
    }
    if (dx.at && dx.rows) layer_norm_dx(dys, ns, inverse[r], gamma, ROW(dx, r), dy.width);
  }
}

#endif
