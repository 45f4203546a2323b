#include "CKernels.h"
#include <pthread.h>
#include <stdlib.h>
#include <strings.h>

static CKernels_InstructionSet chosen = CKernels_plain;

#if defined(__x86_64__)

static CKernels_InstructionSet processor_has(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")
      || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2"))
    return CKernels_plain;
  int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                   && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has_avx512 ? CKernels_avx512 : CKernels_avx2;
}

// What the variable by which oneDNN is held to an instruction set leaves to these kernels.
static CKernels_InstructionSet limit(void) {
  const char *name = getenv("ONEDNN_MAX_CPU_ISA");
  if (!name) name = getenv("DNNL_MAX_CPU_ISA");
  if (!name) return CKernels_avx512;
  if (!strcasecmp(name, "SSE41") || !strcasecmp(name, "AVX")) return CKernels_plain;
  if (!strncasecmp(name, "AVX2", 4) || !strncasecmp(name, "AVX512_MIC", 10)) return CKernels_avx2;
  return CKernels_avx512;
}

static void choose(void) {
  CKernels_InstructionSet has = processor_has(), may = limit();
  chosen = has < may ? has : may;
}

#else

static void choose(void) {}

#endif

CKernels_InstructionSet CKernels_instruction_set(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, choose);
  return chosen;
}
