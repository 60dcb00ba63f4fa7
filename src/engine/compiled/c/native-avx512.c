// The kernels for x86 processors with the AVX-512 of servers since 2017.
#if defined(__x86_64__)
#define LANES 16
#if defined(__clang__)
#pragma clang attribute push( \
    __attribute__((target("avx2,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#else
#pragma GCC target("avx2,avx512f,avx512bw,avx512dq,avx512vl")
#endif
#include "execute.h"
#include "native.h"

void execute_avx512(const Call *call) { execute(call); }

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
