// What is asked of whole weights: penalties, norms, constraints. Sums are float64, down each column
// and then over the columns, as in model/column-sums.ts.
#ifndef SWEEP_WEIGHTS_H
#define SWEEP_WEIGHTS_H
#include "elementary.h"
#include "target.h"

#define BLOCK_COLUMNS 32

// Up to 32 neighbouring columns of a matrix.
typedef struct {
  float *at;
  int rows, columns, stride;
} ColumnBlock;

// A vector is one column, so that its norm is that of all of it.
static inline Matrix as_columns(Matrix m, int in_panels) {
  if (in_panels || m.rows != 1) return m;
  return (Matrix){m.at, m.width, 1, 1};
}

// Panels hold a block each; other matrices have theirs side by side.
static inline ColumnBlock column_block(Matrix m, int in_panels, int index) {
  int first = index * BLOCK_COLUMNS;
  int left = m.width - first;
  ColumnBlock block = {
      in_panels ? m.at + (size_t)index * m.rows * BLOCK_COLUMNS : m.at + first,
      m.rows,
      left < BLOCK_COLUMNS ? left : BLOCK_COLUMNS,
      in_panels ? BLOCK_COLUMNS : m.stride,
  };
  return block;
}

static inline int block_count(Matrix m) {
  return (m.width + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
}

static inline void block_squares(ColumnBlock block, double *sums) {
  for (int c = 0; c < BLOCK_COLUMNS; c++) sums[c] = 0;
  for (int r = 0; r < block.rows; r++) {
    const float *row = block.at + (size_t)r * block.stride;
    for (int c = 0; c < block.columns; c++) sums[c] += (double)row[c] * (double)row[c];
  }
}

// l1 sum |w| + l2 sum w^2
static double weight_penalty(Matrix weight, int in_panels, double l1, double l2) {
  Matrix m = as_columns(weight, in_panels);
  double total = 0;
  for (int b = 0; b < block_count(m); b++) {
    ColumnBlock block = column_block(m, in_panels, b);
    double sums[BLOCK_COLUMNS] = {0};
    for (int r = 0; r < block.rows; r++) {
      const float *row = block.at + (size_t)r * block.stride;
      for (int c = 0; c < block.columns; c++) {
        double w = row[c];
        double size = w < 0 ? -w : w;
        sums[c] += l1 * size + l2 * w * w;
      }
    }
    for (int c = 0; c < block.columns; c++) total += sums[c];
  }
  return total;
}

// Scales a gradient down to a Euclidean norm.
static void clip_norm(Matrix weight_gradient, int in_panels, double limit) {
  Matrix gradient = as_columns(weight_gradient, in_panels);
  double total = 0;
  for (int b = 0; b < block_count(gradient); b++) {
    ColumnBlock block = column_block(gradient, in_panels, b);
    double sums[BLOCK_COLUMNS];
    block_squares(block, sums);
    for (int c = 0; c < block.columns; c++) total += sums[c];
  }
  double norm = __builtin_sqrt(total);
  if (!(norm > limit)) return;
  float scale = (float)(limit / norm);
  for (int b = 0; b < block_count(gradient); b++) {
    ColumnBlock block = column_block(gradient, in_panels, b);
    for (int r = 0; r < block.rows; r++) {
      float *row = block.at + (size_t)r * block.stride;
      for (int c = 0; c < block.columns; c++) row[c] = row[c] * scale;
    }
  }
}

enum { MAX_NORM, UNIT_NORM, NON_NEG };

// Puts a weight back inside its constraint; norms are those of its columns.
static void constrain(Matrix weight, int in_panels, int kind, double limit) {
  Matrix m = as_columns(weight, in_panels);
  for (int b = 0; b < block_count(m); b++) {
    ColumnBlock block = column_block(m, in_panels, b);
    float scales[BLOCK_COLUMNS];
    if (kind != NON_NEG) {
      double sums[BLOCK_COLUMNS];
      block_squares(block, sums);
      for (int c = 0; c < block.columns; c++) {
        double norm = __builtin_sqrt(sums[c]);
        double wanted = kind == UNIT_NORM ? 1 : norm > limit ? limit : norm;
        scales[c] = (float)(wanted / (1e-7 + norm));
      }
    }
    for (int r = 0; r < block.rows; r++) {
      float *row = block.at + (size_t)r * block.stride;
      for (int c = 0; c < block.columns; c++) {
        row[c] = kind == NON_NEG ? (row[c] < 0 ? 0 : row[c]) : row[c] * scales[c];
      }
    }
  }
}

#endif
