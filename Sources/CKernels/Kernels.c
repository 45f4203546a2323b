#include "Support.h"
#include <stdlib.h>

#define TEMPLATE "Kernels.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_to_channels_last(
    CKernels_Element element, const float *source, void *target, size_t batch, size_t channels,
    size_t pixels) {
  DISPATCH(element, to_last, source, target, batch, channels, pixels);
}

void CKernels_to_channels_first(
    CKernels_Element element, const void *source, float *target, size_t batch, size_t channels,
    size_t pixels) {
  DISPATCH(element, to_first, source, target, batch, channels, pixels);
}

void CKernels_round_to_bfloat16(const float *source, uint16_t *target, size_t count) {
  AT_BEST_LEVEL(run_to_last_bfloat16)(source, target, 1, 1, count);
}

void CKernels_widen_to_float32(const uint16_t *source, float *target, size_t count) {
  AT_BEST_LEVEL(run_to_first_bfloat16)(source, target, 1, 1, count);
}

void CKernels_pixel_norm(
    CKernels_Element element, const void *source, void *target, size_t pixels, size_t channels,
    float epsilon) {
  DISPATCH(element, norm, source, target, pixels, channels, epsilon);
}

void CKernels_interleave(
    CKernels_Element element, const void *const sources[4], void *plain, void *normed, size_t batch,
    size_t height, size_t width, size_t channels, float epsilon) {
  DISPATCH(element, interleave, sources, plain, normed, batch, height, width, channels, epsilon);
}

void CKernels_upsample_nearest(
    CKernels_Element element, const void *source, void *target, size_t batch, size_t height,
    size_t width, size_t channels) {
  DISPATCH(element, nearest, source, target, batch, height, width, channels);
}

void CKernels_blend(
    CKernels_Element element, void *values, const float *weight, CKernels_Strides weight_strides,
    const float *replacement, CKernels_Strides replacement_strides, size_t batch, size_t height,
    size_t width, size_t channels) {
  DISPATCH(
      element, blend, values, weight, weight_strides, replacement, replacement_strides, batch,
      height, width, channels);
}

void CKernels_resample(
    CKernels_Element element, const void *source, void *target, size_t batch, size_t height,
    size_t width, size_t channels, size_t target_height, size_t target_width, CKernels_Taps rows,
    CKernels_Taps columns, int accumulate) {
  DISPATCH(
      element, resample, source, target, batch, height, width, channels, target_height,
      target_width, rows, columns, accumulate);
}

void CKernels_max_pool(
    CKernels_Element element, const void *source, void *target, size_t batch, size_t height,
    size_t width, size_t channels, size_t target_height, size_t target_width, size_t kernel,
    size_t stride, size_t padding) {
  DISPATCH(
      element, max_pool, source, target, batch, height, width, channels, target_height,
      target_width, kernel, stride, padding);
}

typedef struct {
  const char *source;
  char *target;
  size_t source_stride, target_stride, bytes;
} Copy;

static void copy_pixels(const void *context, size_t begin, size_t end) {
  const Copy *job = context;
  for (size_t p = begin; p < end; p++)
    memcpy(job->target + p * job->target_stride, job->source + p * job->source_stride, job->bytes);
}

void CKernels_copy_channels(
    CKernels_Element element, const void *source, size_t source_channels, size_t source_offset,
    void *target, size_t target_channels, size_t target_offset, size_t channels, size_t pixels) {
  size_t size = element == CKernels_bfloat16 ? 2 : 4;
  Copy job = {
      (const char *)source + source_offset * size, (char *)target + target_offset * size,
      source_channels * size, target_channels * size, channels * size};
  CParallel_run(pixels, channels, copy_pixels, &job);
}

void CKernels_add(CKernels_Element element, const void *source, void *target, size_t count) {
  DISPATCH(element, add, source, target, count);
}

void CKernels_clamp(
    CKernels_Element element, void *values, size_t count, float lower, float upper) {
  DISPATCH(element, clamp, values, count, lower, upper);
}

void CKernels_softmax(
    CKernels_Element element, const void *source, float *target, size_t pixels, size_t channels,
    size_t first, size_t last) {
  DISPATCH(element, softmax, source, target, pixels, channels, first, last);
}

void CKernels_argmax(
    CKernels_Element element, const void *source, int32_t *target, size_t pixels, size_t channels,
    size_t first, size_t last) {
  DISPATCH(element, argmax, source, target, pixels, channels, first, last);
}
