// The Node-API module: hands a call from JavaScript to the kernels, checking and keeping nothing.
// native-kernels.ts, its only caller, has checked lengths and row numbers.
#include <node_api.h>
#include <stdint.h>

#include "native.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif

typedef struct {
  const char *name;
  void (*execute)(const Call *call);
} Target;

enum { ARGUMENT_COUNT = 16 };

// Where a typed array begins and how many elements it has; NULL and 0 for anything else.
static void *elements(napi_env env, napi_value array, size_t *length) {
  void *at = NULL;
  *length = 0;
  napi_get_typedarray_info(env, array, NULL, length, &at, NULL, NULL);
  return at;
}

static void *start(napi_env env, napi_value array) {
  size_t length;
  return elements(env, array, &length);
}

static int32_t integer(napi_env env, napi_value value) {
  int32_t number = 0;
  napi_get_value_int32(env, value, &number);
  return number;
}

static double real(napi_env env, napi_value value) {
  double number = 0;
  napi_get_value_double(env, value, &number);
  return number;
}

// (code, tensors, constants, arena, sums, draws, inputs, targets, order | null, first, end, batch,
// scalars, step, rowsBefore, predictions | null): the fields of a Call.
static napi_value execute(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENT_COUNT];
  size_t count = ARGUMENT_COUNT;
  void *data;
  if (napi_get_cb_info(env, info, &count, arguments, NULL, &data) != napi_ok) return NULL;
  size_t code_length;
  const int32_t *code = elements(env, arguments[0], &code_length);
  const Call call = {
      .code = code,
      .code_length = (int32_t)code_length,
      .tensors = start(env, arguments[1]),
      .constants = start(env, arguments[2]),
      .arena = start(env, arguments[3]),
      .sums = start(env, arguments[4]),
      .draws = start(env, arguments[5]),
      .inputs = start(env, arguments[6]),
      .targets = start(env, arguments[7]),
      .order = start(env, arguments[8]),
      .first = integer(env, arguments[9]),
      .end = integer(env, arguments[10]),
      .batch = integer(env, arguments[11]),
      .scalars = start(env, arguments[12]),
      .step = real(env, arguments[13]),
      .rows_before = real(env, arguments[14]),
      .predictions = start(env, arguments[15]),
  };
  ((const Target *)data)->execute(&call);
  return NULL;
}

// (array): how many bytes beyond a multiple of 64 it begins.
static napi_value misalignment(napi_env env, napi_callback_info info) {
  napi_value array, result;
  size_t count = 1;
  if (napi_get_cb_info(env, info, &count, &array, NULL, NULL) != napi_ok) return NULL;
  const uint32_t beyond = (uint32_t)((uintptr_t)start(env, array) % 64);
  return napi_create_uint32(env, beyond, &result) == napi_ok ? result : NULL;
}

static int add_function(napi_env env, napi_value object, const char *name, napi_callback function,
                        const Target *target) {
  napi_value value;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, function, (void *)target, &value) ==
             napi_ok &&
         napi_set_named_property(env, object, name, value) == napi_ok;
}

#if defined(__x86_64__)
// AMD's family 19h is Zen 3, without AVX-512, and Zen 4.
static int is_zen4(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid(0, &eax, &ebx, &ecx, &edx) || ecx != signature_AMD_ecx) return 0;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return 0;
  return ((eax >> 8) & 0xf) + ((eax >> 20) & 0xff) == 0x19;
}
#endif

// Exports `misalignment` and one `execute` by the name of each target that this processor and
// operating system can run: of the two for AVX-512 the one made for it, and the other one.
NAPI_MODULE_INIT() {
  static const Target baseline = {"baseline", execute_baseline};
  int done = add_function(env, exports, "misalignment", misalignment, NULL) &&
             add_function(env, exports, baseline.name, execute, &baseline);
#if defined(__x86_64__)
  static const Target avx2 = {"avx2", execute_avx2};
  static Target avx512 = {"avx512", execute_avx512};
  static Target other = {"avx512-other", execute_avx512_zen4};
  if (is_zen4()) {
    avx512.execute = execute_avx512_zen4;
    other.execute = execute_avx512;
  }
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2"))
    done = done && add_function(env, exports, avx2.name, execute, &avx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    done = done && add_function(env, exports, avx512.name, execute, &avx512) &&
           add_function(env, exports, other.name, execute, &other);
#endif
  return done ? exports : NULL;
}
