// What the native units give to the addon; each is there where its processor may be.
#ifndef SWEEP_NATIVE_H
#define SWEEP_NATIVE_H
#include "call.h"

void execute_avx512(const Call *call);
void execute_avx512_zen4(const Call *call);
void execute_avx2(const Call *call);
void execute_baseline(const Call *call);

#endif
