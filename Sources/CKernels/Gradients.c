#include "Support.h"

// The error function within 1.5e-7 (Abramowitz and Stegun 7.1.26), so that loops vectorise.
INLINE float error_function(float x) {
  const float a = __builtin_fabsf(x);
  const float t = 1.0f / (1.0f + 0.3275911f * a);
  const float p =
      ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t
       + 0.254829592f)
      * t;
  const float y = 1.0f - p * exponential(-a * a);
  return x < 0 ? -y : y;
}

INLINE float derivative(CKernels_Slope slope, float parameter, float x) {
  switch (slope) {
  case CKernels_slope_leaky: return x > 0 ? 1.0f : parameter;
  case CKernels_slope_clamped: return x > 0 && x < parameter ? 1.0f : 0.0f;
  case CKernels_slope_sigmoid: return x * (1.0f - x);
  case CKernels_slope_hard_sigmoid: return x > 0 && x < 1.0f ? 1.0f / 6.0f : 0.0f;
  case CKernels_slope_gaussian:
    return 0.5f * (1.0f + error_function(x * 0.70710678f))
           + x * 0.39894228f * exponential(-0.5f * x * x);
  default: return x <= -3.0f ? 0.0f : x >= 3.0f ? 1.0f : (2.0f * x + 3.0f) / 6.0f;
  }
}

#define TEMPLATE "Gradients.inc"
#define LEVELED "Elements.h"
#include "Levels.h"
#undef LEVELED
#define LEVELED "SoftmaxGradient.inc"
#include "Levels.h"

void CKernels_scale_by_slope(
    CKernels_Element element, CKernels_Slope slope, float parameter, const void *reference,
    const float *gradient, float *target, size_t count) {
  DISPATCH(element, slope, slope, parameter, reference, gradient, target, count);
}

void CKernels_layer_norm_adjoint(
    CKernels_Element element, const void *source, const float *scale, const float *gradient,
    float *target, size_t pixels, size_t channels, float epsilon) {
  DISPATCH(element, norm_adjoint, source, scale, gradient, target, pixels, channels, epsilon);
}

void CKernels_gate_adjoint(
    CKernels_Element element, const void *source, const float *gradient, float *target, size_t batch,
    size_t pixels, size_t channels) {
  DISPATCH(element, gate_adjoint, source, gradient, target, batch, pixels, channels);
}

void CKernels_max_pool_adjoint(
    CKernels_Element element, const void *source, const float *gradient, float *target, size_t batch,
    size_t height, size_t width, size_t channels, size_t target_height, size_t target_width,
    size_t kernel, size_t stride, size_t padding) {
  DISPATCH(
      element, pool_adjoint, source, gradient, target, batch, height, width, channels,
      target_height, target_width, kernel, stride, padding);
}

void CKernels_softmax_adjoint(
    const float *probabilities, const float *gradient, float *target, size_t pixels,
    size_t channels) {
  AT_BEST_LEVEL(run_softmax_adjoint)(probabilities, gradient, target, pixels, channels);
}
