// What JavaScript hands over in one call: a program and the steps of it to execute.
#ifndef SWEEP_CALL_H
#define SWEEP_CALL_H
#include <stddef.h>
#include <stdint.h>

typedef struct {
  const int32_t *code;  // instructions, see encode-program.ts
  int32_t code_length;
  const int32_t *tensors;   // TENSOR_FIELDS ints a tensor
  const double *constants;  // by index from the code
  float *arena;             // 64-byte aligned
  double *sums;             // of the loss and each metric over the rows seen
  const uint32_t *draws;    // DRAW_FIELDS words a masking layer
  const float *inputs;      // the data set's rows, or a window of them
  const float *targets;
  const uint32_t *order;  // row numbers; NULL: as they stand
  int32_t first, end;     // places in the order (or rows) to go through ...
  int32_t batch;          // ... so many at a step
  const float *scalars;   // of the optimizer's rule, one group a step
  double step;            // steps taken before the first one, over all epochs
  double rows_before;     // rows trained on before the first one, over all epochs
  float *predictions;     // [end - first, output width], or NULL
} Call;

#endif
