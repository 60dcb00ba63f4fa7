// Rows of a table by their numbers; see reference/embedding.ts.
#ifndef SWEEP_EMBEDDING_H
#define SWEEP_EMBEDDING_H
#include "rows.h"

// The row of the table that a number selects, or -1.
static inline int embedding_row(float number, int table_rows) {
  return number >= 0.0f && (double)number < (double)table_rows ? (int)number : -1;
}

static inline void embed(Matrix x, Matrix table, Matrix y) {
  for (int r = 0, element = 0; r < x.rows; r++)
    for (int c = 0; c < x.width; c++, element++) {
      int row = embedding_row(ROW(x, r)[c], table.rows);
      const float *from = ROW(table, row < 0 ? 0 : row);
      float *to = ROW(y, element);
      for (int i = 0; i < y.width; i++) to[i] = row < 0 ? __builtin_nanf("") : from[i];
    }
}

static inline void embed_gradient(Matrix x, Matrix dy, Matrix dtable) {
  for (int r = 0; r < dtable.rows; r++) {
    float *to = ROW(dtable, r);
    for (int i = 0; i < dtable.width; i++) to[i] = 0.0f;
  }
  for (int r = 0, element = 0; r < x.rows; r++)
    for (int c = 0; c < x.width; c++, element++) {
      int row = embedding_row(ROW(x, r)[c], dtable.rows);
      if (row < 0) continue;
      const float *from = ROW(dy, element);
      float *to = ROW(dtable, row);
      INDEPENDENT for (int i = 0; i < dtable.width; i++) to[i] += from[i];
    }
}

#endif
