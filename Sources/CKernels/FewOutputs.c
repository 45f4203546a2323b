// A 1x1 convolution with very few outputs, such as the one that makes an image: a product of
// matrices would fill most of its columns with nothing.
#include "Support.h"

typedef struct {
  const float *source, *weights, *bias;
  float *target;
  size_t inputs, outputs;
} Job;

// `outputs` is known when the caller is compiled.
INLINE void mix_pixels(const Job *job, size_t begin, size_t end, size_t outputs) {
  const size_t I = job->inputs;
  for (size_t p = begin; p < end; p++) {
    const float *source = job->source + p * I;
    Sixteen sums[4];
    UNROLLED for (size_t o = 0; o < outputs; o++) sums[o] = (Sixteen){0};
    for (size_t i = 0; i < I; i += 16) {
      const Sixteen values = LOAD_SIXTEEN(source + i, 0);
      UNROLLED for (size_t o = 0; o < outputs; o++)
        sums[o] += values * LOAD_SIXTEEN(job->weights + o * I + i, 0);
    }
    UNROLLED for (size_t o = 0; o < outputs; o++)
      job->target[p * outputs + o] = sum_of_sixteen(&sums[o]) + job->bias[o];
  }
}

#define LEVELED "FewOutputs.inc"
#include "Levels.h"

void CKernels_mix_few(
    const float *source, const float *weights, const float *bias, float *target, size_t pixels,
    size_t inputs, size_t outputs) {
  Job job = {source, weights, bias, target, inputs, outputs};
  CParallel_run(pixels, inputs * outputs, AT_BEST_LEVEL(mix_few), &job);
}
