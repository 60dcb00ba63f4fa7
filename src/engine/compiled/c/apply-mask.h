// A layer's draws applied; see reference/apply-mask.ts.
#ifndef SWEEP_APPLY_MASK_H
#define SWEEP_APPLY_MASK_H
#include "rows.h"

static inline void apply_mask_row(const float *xs, const float *multiply, const float *add,
                                  float *ys, int width) {
  if (multiply && add) {
    INDEPENDENT for (int c = 0; c < width; c++) ys[c] = xs[c] * multiply[c] + add[c];
  } else if (multiply) {
    INDEPENDENT for (int c = 0; c < width; c++) ys[c] = xs[c] * multiply[c];
  } else if (add) {
    INDEPENDENT for (int c = 0; c < width; c++) ys[c] = xs[c] + add[c];
  } else {
    INDEPENDENT for (int c = 0; c < width; c++) ys[c] = xs[c];
  }
}

// multiply and add may each be absent (at == NULL). y may be x.
static inline void apply_mask(Matrix x, Matrix multiply, Matrix add, Matrix y) {
  for (int r = 0; r < x.rows; r++)
    apply_mask_row(ROW(x, r), multiply.at ? ROW(multiply, r) : NULL,
                   add.at ? ROW(add, r) : NULL, ROW(y, r), x.width);
}

#endif
