// Numbers from one matrix into another by their places in a sample; see reference/copy-blocks.ts.
#ifndef SWEEP_COPY_BLOCKS_H
#define SWEEP_COPY_BLOCKS_H
#include "rows.h"

static inline void copy_run(const float *restrict from, float *restrict to, int length) {
  for (int i = 0; i < length; i++) to[i] = from[i];
}

// From a place in one sample to a place in the other, both beginning at row 0.
static inline void copy_block(Matrix x, Matrix y, int from, int to, int length) {
  int from_row = from / x.width, from_column = from % x.width;
  int to_row = to / y.width, to_column = to % y.width;
  while (length > 0) {
    // up to where a row ends
    int run = length;
    if (run > x.width - from_column) run = x.width - from_column;
    if (run > y.width - to_column) run = y.width - to_column;
    copy_run(ROW(x, from_row) + from_column, ROW(y, to_row) + to_column, run);
    length -= run;
    from_column += run;
    to_column += run;
    if (from_column == x.width) from_row++, from_column = 0;
    if (to_column == y.width) to_row++, to_column = 0;
  }
}

// x and y must not overlap.
static inline void copy_blocks(Matrix x, Matrix y, int samples, int count, int length,
                               int from_start, int from_step, int to_start, int to_step) {
  if (samples == 0) return;
  int x_rows = x.rows / samples, y_rows = y.rows / samples;
  for (int s = 0; s < samples; s++) {
    for (int o = 0; o < count; o++)
      copy_block(x, y, from_start + o * from_step, to_start + o * to_step, length);
    x.at = ROW(x, x_rows);
    y.at = ROW(y, y_rows);
  }
}

#endif
