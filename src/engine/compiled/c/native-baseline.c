// The kernels for any processor: SSE2 on x86, NEON on ARM, by what the compiler takes for granted.
#include <float.h>

#include "execute.h"
#include "native.h"

#if FLT_EVAL_METHOD != 0
#error "float arithmetic must round to float each time, as x87 does not"
#endif

void execute_baseline(const Call *call) { execute(call); }
