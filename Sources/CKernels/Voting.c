#include "Support.h"
#include <stdlib.h>

typedef struct {
  const CKernels_Logits *sources;
  size_t source_count, first, count, height, width;
  CKernels_Vote vote;
  int needs_probabilities;
} Ballot;

// line = the source's rows, mixed for one output row: (width, count).
INLINE void mix_logit_rows(
    const CKernels_Logits *source, size_t first, size_t count, size_t sample, size_t row,
    float *restrict line) {
  const float *weights = source->rows.weights + source->rows.offsets[row];
  const size_t C = source->channels;
  for (size_t x = 0; x < source->width; x++) {
    float *restrict target = line + x * count;
    for (int32_t k = 0; k < source->rows.counts[row]; k++) {
      size_t y = (size_t)(source->rows.starts[row] + k);
      const float *values =
          source->logits + ((sample * source->height + y) * source->width + x) * C + first;
      const float weight = weights[k];
      if (k == 0)
        for (size_t c = 0; c < count; c++) target[c] = weight * values[c];
      else
        for (size_t c = 0; c < count; c++) target[c] += weight * values[c];
    }
  }
}

INLINE void mix_logit_columns(
    const CKernels_Logits *source, const float *line, size_t count, size_t column,
    float *restrict target) {
  const float *weights = source->columns.weights + source->columns.offsets[column];
  const float *values = line + (size_t)source->columns.starts[column] * count;
  const int32_t taps = source->columns.counts[column];
  if (taps == 2) {
    const float a = weights[0], b = weights[1];
    for (size_t c = 0; c < count; c++) target[c] = a * values[c] + b * values[count + c];
    return;
  }
  for (size_t c = 0; c < count; c++) target[c] = weights[0] * values[c];
  for (int32_t k = 1; k < taps; k++)
    for (size_t c = 0; c < count; c++) target[c] += weights[k] * values[(size_t)k * count + c];
}

INLINE float largest_of(const float *values, size_t count) {
#pragma clang fp reassociate(on)
  float largest = values[0];
  for (size_t c = 1; c < count; c++) largest = values[c] > largest ? values[c] : largest;
  return largest;
}

// total += softmax(values); values are overwritten.
INLINE void add_probabilities(float *restrict values, float *restrict total, size_t count) {
  const float largest = largest_of(values, count);
  float sum = 0;
  for (size_t c = 0; c < count; c++) values[c] = exponential(values[c] - largest);
  {
#pragma clang fp reassociate(on)
    for (size_t c = 0; c < count; c++) sum += values[c];
  }
  const float scale = 1.0f / sum;
  for (size_t c = 0; c < count; c++) total[c] += values[c] * scale;
}

INLINE size_t index_of_largest(const float *values, size_t count) {
  const float largest = largest_of(values, count);
  size_t best = 0;
  while (best + 1 < count && values[best] != largest) best++;
  return best;
}

INLINE void vote_pixel(
    const Ballot *job, float *const *lines, size_t sample, size_t row, size_t column,
    float *restrict values, float *restrict total) {
  const size_t count = job->count;
  const float *scores = values;
  if (job->needs_probabilities) {
    memset(total, 0, count * sizeof(float));
    for (size_t s = 0; s < job->source_count; s++) {
      mix_logit_columns(&job->sources[s], lines[s], count, column, values);
      add_probabilities(values, total, count);
    }
    scores = total;
  } else {
    mix_logit_columns(&job->sources[0], lines[0], count, column, values);
  }
  const CKernels_Vote *vote = &job->vote;
  size_t place = row * job->width + column;
  if (vote->winners)
    vote->winners[sample * vote->winner_stride + place] =
        vote->numbers[index_of_largest(scores, count)];
  for (size_t k = 0; k < vote->scored_count; k++)
    vote->scores[(sample * vote->scored_count + k) * job->height * job->width + place] =
        scores[vote->scored[k]];
}

INLINE int is_asked(const Ballot *job, size_t sample, size_t place) {
  const CKernels_Vote *vote = &job->vote;
  return !vote->gate || vote->gate[sample * vote->gate_stride + place] == vote->gate_value;
}

CLONES static void vote_rows(const void *context, size_t begin, size_t end) {
  const Ballot *job = context;
  const size_t count = job->count;
  size_t line_count = 0;
  for (size_t s = 0; s < job->source_count; s++) line_count += job->sources[s].width;
  float *memory = malloc((line_count + 2) * count * sizeof(float));
  float **lines = malloc(job->source_count * sizeof(float *));
  if (!memory || !lines) abort();
  float *values = memory, *total = memory + count;
  float *next = memory + 2 * count;
  for (size_t s = 0; s < job->source_count; s++) {
    lines[s] = next;
    next += job->sources[s].width * count;
  }
  for (size_t item = begin; item < end; item++) {
    const size_t sample = item / job->height, row = item % job->height;
    int is_mixed = 0;
    for (size_t column = 0; column < job->width; column++) {
      if (!is_asked(job, sample, row * job->width + column)) continue;
      for (size_t s = 0; s < job->source_count && !is_mixed; s++)
        mix_logit_rows(&job->sources[s], job->first, count, sample, row, lines[s]);
      is_mixed = 1;
      vote_pixel(job, lines, sample, row, column, values, total);
    }
  }
  free(lines);
  free(memory);
}

void CKernels_vote(
    const CKernels_Logits *sources, size_t source_count, size_t first, size_t last, size_t batch,
    size_t height, size_t width, const CKernels_Vote *vote) {
  Ballot job = {sources, source_count, first, last - first, height, width, *vote,
                source_count > 1 || vote->scored_count > 0};
  CKernels_parallel(batch * height, width * (last - first), vote_rows, &job);
}
