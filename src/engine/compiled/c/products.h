// Matrix products of dense layers. Every sum goes in ascending order from the bias or +0, with each
// multiplication and addition rounded; vectors lie across columns, never along a sum.
// Kernels stand in panels of 32 columns: (k, n) is at ((n / 32) * K + k) * 32 + n % 32.
#ifndef SWEEP_PRODUCTS_H
#define SWEEP_PRODUCTS_H
#include "overlap.h"
#include "tile.h"
#include "transpose.h"
#include "update.h"

#define BLOCK 128  // steps of a sum whose factors stay in the first-level cache
#define PIECE 32    // rows of a kernel that are trained at once

// What forward_tile begins with and ends in.
typedef struct {
  const float *bias;  // NULL: begin with what stands in `at`
  float *at;
  ptrdiff_t by_row;
  int relu;
} Output;

INLINE void forward_tile(int rows, int vectors, Left left, Right right, int steps,
                         const Output *out, int row) {
  Tile sums;
  float *const at = out->at + row * out->by_row;
  UNROLL
  for (int r = 0; r < rows; r++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      sums[r][v] = load(out->bias ? out->bias + v * LANES : at + r * out->by_row + v * LANES);
    }
  }
  left.at += row * left.by_row;
  add_products(rows, vectors, sums, left, right, steps);
  UNROLL
  for (int r = 0; r < rows; r++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      store(at + r * out->by_row + v * LANES, out->relu ? relu_of(sums[r][v]) : sums[r][v]);
    }
  }
}

INLINE void forward_rows(int vectors, int rows, Left left, Right right, int steps,
                         const Output *out) {
  int row = 0;
  for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
    forward_tile(TILE_ROWS, vectors, left, right, steps, out, row);
  }
  if (TILE_ROWS > 4 && rows - row >= 4) {
    forward_tile(4, vectors, left, right, steps, out, row);
    row += 4;
  }
  if (rows - row >= 2) {
    forward_tile(2, vectors, left, right, steps, out, row);
    row += 2;
  }
  if (rows > row) forward_tile(1, vectors, left, right, steps, out, row);
}

static const float NO_BIAS[PANEL];

// The columns of y that belong to one panel.
static void forward_panel(Matrix x, const float *panel, const float *bias, Matrix y, int column,
                          int relu) {
  const int depth = x.width, blocks = (depth + BLOCK - 1) / BLOCK;
  const int most = (depth + blocks - 1) / blocks;
  const int width = y.width - column < PANEL ? y.width - column : PANEL;
  for (int from = 0; from < depth; from += most) {
    const int steps = depth - from < most ? depth - from : most;
    const Left left = {x.at + from, x.stride, 1};
    for (int c = 0; c < width; c += TILE_COLUMNS) {
      const Right right = {panel + (ptrdiff_t)from * PANEL + c, PANEL};
      const Output out = {from == 0 ? bias + c : NULL, y.at + column + c, y.stride,
                          relu && from + steps == depth};
      if (width - c <= LANES) forward_rows(1, x.rows, left, right, steps, &out);
      else forward_rows(TILE_VECTORS, x.rows, left, right, steps, &out);
    }
  }
}

// y[r][n] = bias[n] + sum over k of x[r][k] kernel[k][n]; then, if so, y < 0 ? 0 : y.
static void dense_forward(Matrix x, const float *kernel, const float *bias, Matrix y, int relu) {
  for (int column = 0; column < y.width; column += PANEL) {
    const float *const panel = kernel + (ptrdiff_t)column * x.width;
    forward_panel(x, panel, bias ? bias + column : NO_BIAS, y, column, relu);
  }
}

// dx[r][k] = sum over n of dy[r][n] kernel[k][n]. `transposed` is scratch for a turned panel.
static void dense_input_gradient(Matrix dy, const float *kernel, float *transposed, Matrix dx) {
  for (int column = 0; column < dx.width; column += PANEL) {
    transpose_rows(kernel, dx.width, dy.width, column, transposed);
    forward_panel(dy, transposed, NO_BIAS, dx, column, 0);
  }
}

// `rows` rows of a panel of the kernel's gradient; columns from `width` on become +0.
INLINE void gradient_tile(int rows, int vectors, Left left, Right right, int steps, int width,
                          float *out) {
  Tile sums = {0};
  add_products(rows, vectors, sums, left, right, steps);
  if (width < vectors * LANES) clear_columns(rows, vectors, sums, width);
  store_tile(rows, vectors, sums, out, PANEL);
}

INLINE void gradient_rows(int vectors, int rows, Left left, Right right, int steps, int width,
                          float *out) {
  int row = 0;
  for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
    gradient_tile(TILE_ROWS, vectors, left, right, steps, width, out + row * PANEL);
    left.at += TILE_ROWS;
  }
  if (TILE_ROWS > 4 && rows - row >= 4) {
    gradient_tile(4, vectors, left, right, steps, width, out + row * PANEL);
    left.at += 4;
    row += 4;
  }
  if (rows - row >= 2) {
    gradient_tile(2, vectors, left, right, steps, width, out + row * PANEL);
    left.at += 2;
    row += 2;
  }
  if (rows > row) gradient_tile(1, vectors, left, right, steps, width, out + row * PANEL);
}

// Rows [row, row + rows) of the panel that begins at `column` of the kernel's gradient.
static void gradient_piece(Matrix x, Matrix dy, int row, int rows, int column, float *out) {
  const int width = dy.width - column < PANEL ? dy.width - column : PANEL;
  const Left left = {x.at + row, 1, x.stride};
  if (width <= PANEL - LANES) {
    for (int i = 0; i < rows * PANEL; i++) out[i] = 0;
  }
  for (int c = 0; c < width; c += TILE_COLUMNS) {
    const Right right = {dy.at + column + c, dy.stride};
    if (width - c <= LANES) gradient_rows(1, rows, left, right, x.rows, width - c, out + c);
    else gradient_rows(TILE_VECTORS, rows, left, right, x.rows, width - c, out + c);
  }
}

// gradient[k][n] = sum over r of x[r][k] dy[r][n], in panels; absent columns become +0.
static void dense_kernel_gradient(Matrix x, Matrix dy, float *gradient) {
  for (int column = 0; column < dy.width; column += PANEL) {
    for (int row = 0; row < x.width; row += PIECE) {
      const int rows = x.width - row < PIECE ? x.width - row : PIECE;
      const ptrdiff_t at = (ptrdiff_t)column * x.width + (ptrdiff_t)row * PANEL;
      gradient_piece(x, dy, row, rows, column, gradient + at);
    }
  }
}

// As dense_update; each tile's gradient is used while the next one is summed, where both are whole.
static void overlapped_update(Matrix x, Matrix dy, const Update *update) {
  float gradient[2][TILE_ROWS * PANEL] __attribute__((aligned(64)));
  float *out = gradient[0], *pending = gradient[1];
  size_t pending_at = 0;
  int pending_rows = 0;
  for (int column = 0; column < dy.width; column += PANEL) {
    const Right right = {dy.at + column, dy.stride};
    const int is_whole = dy.width - column >= PANEL;
    for (int row = 0; row < x.width; row += TILE_ROWS) {
      const int rows = x.width - row < TILE_ROWS ? x.width - row : TILE_ROWS;
      if (is_whole && rows == TILE_ROWS && pending_rows == TILE_ROWS) {
        const Left left = {x.at + row, 1, x.stride};
        train_and_sum(update, pending_at, pending, left, right, x.rows, out);
      } else {
        gradient_piece(x, dy, row, rows, column, out);
        update_range(update, pending_at, (size_t)pending_rows * PANEL, pending);
      }
      pending_at = (size_t)column * x.width + (size_t)row * PANEL;
      pending_rows = rows;
      float *const done = out;
      out = pending;
      pending = done;
    }
  }
  update_range(update, pending_at, (size_t)pending_rows * PANEL, pending);
}

// Trains a kernel by that gradient, of which only a piece exists at any time.
static void dense_update(Matrix x, Matrix dy, const Update *update) {
  if (can_overlap(update) && x.rows >= TILE_LANES && dy.width >= PANEL) {
    return overlapped_update(x, dy, update);
  }
  float gradient[PIECE * PANEL] __attribute__((aligned(64)));
  for (int column = 0; column < dy.width; column += PANEL) {
    for (int row = 0; row < x.width; row += PIECE) {
      const int rows = x.width - row < PIECE ? x.width - row : PIECE;
      const size_t at = (size_t)column * x.width + (size_t)row * PANEL;
      gradient_piece(x, dy, row, rows, column, gradient);
      update_range(update, at, (size_t)rows * PANEL, gradient);
    }
  }
}

// sums[n] = sum over r of dy[r][n]; absent columns of the last 32 become +0.
static void column_sums(Matrix dy, float *sums) {
  const int padded = (dy.width + PANEL - 1) / PANEL * PANEL;
  for (int column = 0; column < padded; column += LANES) {
    Tile sum = {0};
    const int width = dy.width - column;
    if (width > 0) {
      const float *row = dy.at + column;
      for (int r = 0; r < dy.rows; r++, row += dy.stride) sum[0][0] += load(row);
      if (width < LANES) clear_columns(1, 1, sum, width);
    }
    store(sums + column, sum[0][0]);
  }
}

#endif
