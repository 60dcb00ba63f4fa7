// The kernels for AMD's Zen 4; see FACTOR_TWICE in tile.h.
#define FACTOR_TWICE 1
#define EXECUTE_AVX512 execute_avx512_zen4
#include "native-avx512.c"
