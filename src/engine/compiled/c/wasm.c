// The kernels as a WebAssembly module: no libc, one memory, pointers are offsets in it.
#include "execute.h"

#define EXPORT(name) __attribute__((export_name(name)))

// The fields of a Call, see call.h.
EXPORT("execute")
void execute_call(const int32_t *code, int32_t code_length, const int32_t *tensors,
                  const double *constants, float *arena, double *sums, const uint32_t *draws,
                  const float *inputs, const float *targets, int32_t count, int32_t batch,
                  const float *scalars, double step, double rows_before, float *predictions) {
  const Call call = {
      .code = code,
      .code_length = code_length,
      .tensors = tensors,
      .constants = constants,
      .arena = arena,
      .sums = sums,
      .draws = draws,
      .inputs = inputs,
      .targets = targets,
      .end = count,  // of the rows in the window, as they stand
      .batch = batch,
      .scalars = scalars,
      .step = step,
      .rows_before = rows_before,
      .predictions = predictions,
  };
  execute(&call);
}
