#include "Support.h"
#include <stdlib.h>

#define TEMPLATE "Tokens.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_layer_norm(
    CKernels_Element element, const void *source, void *target, const float *scale,
    const float *shift, size_t pixels, size_t channels, float epsilon) {
  DISPATCH(element, layer_norm, source, target, scale, shift, pixels, channels, epsilon);
}

void CKernels_gate(
    CKernels_Element element, const void *source, const void *gate, void *target, size_t batch,
    size_t pixels, size_t channels, int adds) {
  DISPATCH(element, gate, source, gate, target, batch, pixels, channels, adds);
}
