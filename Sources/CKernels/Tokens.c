#include "Support.h"
#include <stdlib.h>

#define T float
#define WIDEN widen_float
#define ROUND round_float
#define NAME(name) name##_float32
#include "Tokens.inc"
#undef T
#undef WIDEN
#undef ROUND
#undef NAME

#define T bfloat
#define WIDEN widen_bfloat
#define ROUND round_bfloat
#define NAME(name) name##_bfloat16
#include "Tokens.inc"

#define DISPATCH(element, name, ...) \
  ((element) == CKernels_bfloat16 ? run_##name##_bfloat16(__VA_ARGS__) \
                                  : run_##name##_float32(__VA_ARGS__))

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
