#include "Support.h"
#include <stdlib.h>

#define T float
#define WIDEN widen_float
#define NAME(name) name##_float32
#include "TapMixing.inc"
#undef T
#undef WIDEN
#undef NAME

#define T bfloat
#define WIDEN widen_bfloat
#define NAME(name) name##_bfloat16
#include "TapMixing.inc"

void CKernels_mix_taps(
    CKernels_Element element, const void *source, float *target, size_t batch, size_t height,
    size_t width, size_t channels, size_t target_height, size_t target_width, CKernels_Taps rows,
    CKernels_Taps columns, int accumulate) {
  if (element == CKernels_bfloat16)
    run_mix_taps_bfloat16(
        source, target, batch, height, width, channels, target_height, target_width, rows, columns,
        accumulate);
  else
    run_mix_taps_float32(
        source, target, batch, height, width, channels, target_height, target_width, rows, columns,
        accumulate);
}
