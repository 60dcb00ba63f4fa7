// The kernels for x86 processors since 2013.
#if defined(__x86_64__)
#define LANES 8
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC target("avx2")
#endif
#include "execute.h"
#include "native.h"

void execute_avx2(const Call *call) { execute(call); }

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
