// Attention a block of queries at a time: their products with all keys, the softmax and the sums of
// values stay in the second-level cache, and nothing of the size queries x keys is ever stored.
#include "Lanes.h"
#include <stdlib.h>

enum { rows = 4, key_step = 2 * lane, block = 32 };

// What packing leaves for each sample and head: keys as (width, keys) and values as (keys, width),
// both padded with zeros.
typedef struct {
  size_t keys, width, floats;
} Layout;

static Layout layout_of(const CKernels_Attention *job) {
  Layout layout;
  layout.keys = rounded_up(job->key_count, key_step);
  layout.width = rounded_up(job->width, lane);
  layout.floats = job->width * layout.keys + job->key_count * layout.width;
  layout.floats = rounded_up(layout.floats, lane);
  return layout;
}

size_t CKernels_attention_scratch(const CKernels_Attention *job) {
  return job->batch * job->heads * layout_of(job).floats * sizeof(float);
}

// sums[r][0..<32] = the products of four queries with 32 keys.
INLINE void multiply_keys(
    const float *queries, size_t width, const float *keys, size_t key_stride, Lane sums[rows][2]) {
  for (size_t r = 0; r < rows; r++) sums[r][0] = sums[r][1] = (Lane){0};
  for (size_t k = 0; k < width; k++) {
    const Lane a = *(const Lane *)(keys + k * key_stride);
    const Lane b = *(const Lane *)(keys + k * key_stride + lane);
    for (size_t r = 0; r < rows; r++) {
      const float query = queries[r * width + k];
      sums[r][0] += query * a;
      sums[r][1] += query * b;
    }
  }
}

// sums[r] = the values' channels, weighted for four queries; `lanes` is known when it is compiled.
INLINE void mix_values(
    const float *weights, size_t weight_stride, size_t count, const float *values,
    size_t value_stride, Lane sums[rows][2], const size_t lanes) {
  for (size_t r = 0; r < rows; r++) sums[r][0] = sums[r][1] = (Lane){0};
  for (size_t k = 0; k < count; k++) {
    const Lane a = *(const Lane *)(values + k * value_stride);
    const Lane b = lanes == 2 ? *(const Lane *)(values + k * value_stride + lane) : a;
    for (size_t r = 0; r < rows; r++) {
      const float weight = weights[r * weight_stride + k];
      sums[r][0] += weight * a;
      if (lanes == 2) sums[r][1] += weight * b;
    }
  }
}

// scores = exp(scores - largest); returns the sum. What lies behind the keys becomes zero.
INLINE float exponentiate(float *restrict scores, size_t count, size_t padded) {
  // Never the largest, and never so far below it that the exponential is no number.
  for (size_t k = count; k < padded; k++) scores[k] = scores[0];
  const float largest = largest_of_lanes(scores, padded);
  for (size_t k = 0; k < padded; k++) scores[k] = exponential(scores[k] - largest);
  for (size_t k = count; k < padded; k++) scores[k] = 0;
  Lane sums = {0};
  for (size_t k = 0; k < padded; k += lane) sums += *(const Lane *)(scores + k);
  float sum = 0;
  for (size_t k = 0; k < lane; k++) sum += sums[k];
  return sum;
}

#define TEMPLATE "Attention.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_attention(CKernels_Element element, const CKernels_Attention *job, void *scratch) {
  DISPATCH(element, attention, job, scratch);
}
