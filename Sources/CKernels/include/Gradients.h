// Gradients of what CKernels.h and Tokens.h compute. All gradients are float32.
#pragma once

// Nonlinearities by what their derivative is taken from: the first four from their own value, the
// others from what they were applied to.
typedef enum {
  CKernels_slope_leaky,         // 1 above zero, else `parameter`
  CKernels_slope_clamped,       // 1 between zero and `parameter`
  CKernels_slope_sigmoid,       // y (1 - y)
  CKernels_slope_hard_sigmoid,  // 1/6 between zero and one
  CKernels_slope_gaussian,      // Phi(x) + x phi(x)
  CKernels_slope_hard_swish     // (2x + 3) / 6 between -3 and 3, above 1
} CKernels_Slope;

// target = gradient times the derivative at `reference`; in place if both are the same.
void CKernels_scale_by_slope(
    CKernels_Element reference_element, CKernels_Slope slope, float parameter, const void *reference,
    const float *gradient, float *target, size_t count);

// The gradient of a layer normalisation with respect to its source.
void CKernels_layer_norm_adjoint(
    CKernels_Element source_element, const void *source, const float *scale, const float *gradient,
    float *target, size_t pixels, size_t channels, float epsilon);

// target = the gradient of a gate: for each sample and channel the sum over pixels of gradient
// times source.
void CKernels_gate_adjoint(
    CKernels_Element source_element, const void *source, const float *gradient, float *target,
    size_t batch, size_t pixels, size_t channels);

// target = the gradient of a max pooling: each window's gradient goes to its first largest value.
void CKernels_max_pool_adjoint(
    CKernels_Element source_element, const void *source, const float *gradient, float *target,
    size_t batch, size_t height, size_t width, size_t channels, size_t target_height,
    size_t target_width, size_t kernel, size_t stride, size_t padding);

// target = probabilities * (gradient - sum over channels of gradient * probabilities).
void CKernels_softmax_adjoint(
    const float *probabilities, const float *gradient, float *target, size_t pixels, size_t channels);

// target = the gradient of a styled convolution before its factor (batch, channels), noise, bias and
// nonlinearity, from that of its output; zero where the output was cut off.
void CKernels_finish_style_adjoint(
    const float *output, const float *gradient, const float *scale, float limit, float *target,
    size_t batch, size_t pixels, size_t channels);

// targets = the gradients of the four maps that CKernels_smooth_style reads, from that of the
// smoothed map of 2 height by 2 width.
void CKernels_smooth_style_adjoint(
    const float *gradient, float *const targets[4], size_t batch, size_t height, size_t width,
    size_t channels);

// target = the gradient of CKernels_color's source; zero for colors that were cut off.
void CKernels_color_adjoint(
    const float *picture, const float *gradient, const float *weights, float limit, float *target,
    size_t batch, size_t pixels, size_t channels, size_t colors);

// target = the gradient of a picture of height by width that was enlarged.
void CKernels_enlarge_picture_adjoint(
    const float *gradient, float *target, size_t batch, size_t height, size_t width,
    size_t channels);
