// The gradients of attention. Everything lies with the keys running fastest, so that each query's
// scores, weights and their gradients are rows; the queries are cut into a fixed number of parts
// with sums of their own, whatever the threads.
#include "Lanes.h"
#include <stdlib.h>

enum { parts = 8, key_padding = 2 * lane };

static size_t padded_keys(const CKernels_Attention *job) {
  return rounded_up(job->key_count, key_padding);
}

// Floats of one (width, keys) matrix.
static size_t matrix_size(const CKernels_Attention *job) { return job->width * padded_keys(job); }

// Keys and values of each head, and the sums of both gradients for each part.
size_t CKernels_attention_gradient_scratch(const CKernels_Attention *job) {
  return job->batch * job->heads * (2 + 2 * parts) * matrix_size(job) * sizeof(float);
}

// row = sum over channels of vector[c] * matrix[c].
INLINE void combine_rows(
    const float *vector, const float *matrix, size_t width, size_t keys, float *restrict row) {
  memset(row, 0, keys * sizeof(float));
  for (size_t c = 0; c < width; c++) {
    const float factor = vector[c];
    const float *values = matrix + c * keys;
    for (size_t k = 0; k < keys; k++) row[k] += factor * values[k];
  }
}

// matrix[c] += vector[c] * row.
INLINE void add_product(
    const float *vector, const float *row, size_t width, size_t keys, float *restrict matrix) {
  for (size_t c = 0; c < width; c++) {
    const float factor = vector[c];
    float *restrict values = matrix + c * keys;
    for (size_t k = 0; k < keys; k++) values[k] += factor * row[k];
  }
}

INLINE float dot(const float *one, const float *other, size_t count) {
  Lane sums = {0};
  for (size_t k = 0; k < count; k += lane)
    sums += *(const Lane *)(one + k) * *(const Lane *)(other + k);
  float sum = 0;
  for (size_t k = 0; k < lane; k++) sum += sums[k];
  return sum;
}

// weights = softmax of scores over the first `count`; zero behind them.
INLINE void soften(float *restrict scores, size_t count, size_t padded) {
  for (size_t k = count; k < padded; k++) scores[k] = scores[0];
  const float largest = largest_of_lanes(scores, padded);
  for (size_t k = 0; k < padded; k++) scores[k] = exponential(scores[k] - largest);
  for (size_t k = count; k < padded; k++) scores[k] = 0;
  Lane sums = {0};
  for (size_t k = 0; k < padded; k += lane) sums += *(const Lane *)(scores + k);
  float sum = 0;
  for (size_t k = 0; k < lane; k++) sum += sums[k];
  const float factor = 1.0f / sum;
  for (size_t k = 0; k < padded; k++) scores[k] *= factor;
}

#define TEMPLATE "AttentionGradient.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_attention_gradient(
    CKernels_Element element, const CKernels_Attention *job,
    const CKernels_AttentionGradient *gradient, void *scratch) {
  DISPATCH(element, attention_gradient, job, gradient, scratch);
}
