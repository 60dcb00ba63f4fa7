// The kernels for x86 processors with the AVX-512 of servers since 2017; included by another unit
// that compiles them otherwise.
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

#ifndef EXECUTE_AVX512
#define EXECUTE_AVX512 execute_avx512
#endif
void EXECUTE_AVX512(const Call *call) { execute(call); }

#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
