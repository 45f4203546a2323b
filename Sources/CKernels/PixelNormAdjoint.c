#include "Support.h"

#define TEMPLATE "PixelNormAdjoint.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_pixel_norm_adjoint(
    CKernels_Element element, const void *source, const float *gradient, float *target,
    size_t pixels, size_t channels, float epsilon) {
  DISPATCH(element, norm_adjoint, source, gradient, target, pixels, channels, epsilon);
}
