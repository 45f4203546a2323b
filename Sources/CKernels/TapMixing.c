#include "Support.h"
#include <stdlib.h>

#define TEMPLATE "TapMixing.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_mix_taps(
    CKernels_Element element, const void *source, float *target, size_t batch, size_t height,
    size_t width, size_t channels, size_t target_height, size_t target_width, CKernels_Taps rows,
    CKernels_Taps columns, int accumulate) {
  DISPATCH(
      element, mix_taps, source, target, batch, height, width, channels, target_height,
      target_width, rows, columns, accumulate);
}
