#include "Lanes.h"
#include <stdlib.h>

// What fills a pixel's scores up to a multiple of sixteen: it never wins, and since the weights of
// a resampling add up to one, it stays what it is.
static const float filler = -1e30f;

typedef struct {
  const CKernels_Logits *sources;
  // Classes, and the room that a pixel's scores take.
  size_t source_count, first, count, padded, height, width;
  CKernels_Vote vote;
  int needs_probabilities;
} Ballot;

// line = the source's rows, mixed for one output row: (width, padded); fillers are there already.
INLINE void mix_logit_rows(
    const Ballot *job, const CKernels_Logits *source, size_t sample, size_t row,
    float *restrict line) {
  const float *weights = source->rows.weights + source->rows.offsets[row];
  const size_t C = source->channels, count = job->count;
  for (size_t x = 0; x < source->width; x++) {
    float *restrict target = line + x * job->padded;
    for (int32_t k = 0; k < source->rows.counts[row]; k++) {
      size_t y = (size_t)(source->rows.starts[row] + k);
      const float *values =
          source->logits + ((sample * source->height + y) * source->width + x) * C + job->first;
      const float weight = weights[k];
      if (k == 0)
        for (size_t c = 0; c < count; c++) target[c] = weight * values[c];
      else
        for (size_t c = 0; c < count; c++) target[c] += weight * values[c];
    }
  }
}

INLINE void mix_logit_columns(
    const CKernels_Logits *source, const float *line, size_t padded, size_t column,
    float *restrict target) {
  const float *weights = source->columns.weights + source->columns.offsets[column];
  const float *values = line + (size_t)source->columns.starts[column] * padded;
  const int32_t taps = source->columns.counts[column];
  for (size_t c = 0; c < padded; c += lane) {
    Lane sum = weights[0] * *(const Lane *)(values + c);
    for (int32_t k = 1; k < taps; k++)
      sum += weights[k] * *(const Lane *)(values + (size_t)k * padded + c);
    *(Lane *)(target + c) = sum;
  }
}

// total += softmax(values); values are overwritten.
INLINE void add_probabilities(float *restrict values, float *restrict total, size_t padded) {
  const float largest = largest_of_lanes(values, padded);
  for (size_t c = 0; c < padded; c++) values[c] = exponential(values[c] - largest);
  Lane sums = {0};
  for (size_t c = 0; c < padded; c += lane) sums += *(const Lane *)(values + c);
  float sum = 0;
  for (size_t c = 0; c < lane; c++) sum += sums[c];
  const float scale = 1.0f / sum;
  for (size_t c = 0; c < padded; c++) total[c] += values[c] * scale;
}

INLINE void vote_pixel(
    const Ballot *job, float *const *lines, size_t sample, size_t row, size_t column,
    float *restrict values, float *restrict total) {
  const size_t padded = job->padded;
  const float *scores = values;
  if (job->needs_probabilities) {
    // Fillers' probabilities are zero, and so may the classes' be.
    memset(total, 0, job->count * sizeof(float));
    for (size_t c = job->count; c < padded; c++) total[c] = filler;
    for (size_t s = 0; s < job->source_count; s++) {
      mix_logit_columns(&job->sources[s], lines[s], padded, column, values);
      add_probabilities(values, total, padded);
    }
    scores = total;
  } else {
    mix_logit_columns(&job->sources[0], lines[0], padded, column, values);
  }
  const CKernels_Vote *vote = &job->vote;
  size_t place = row * job->width + column;
  if (vote->winners)
    vote->winners[sample * vote->winner_stride + place] =
        vote->numbers[place_of_largest(scores, padded)];
  for (size_t k = 0; k < vote->scored_count; k++)
    vote->scores[(sample * vote->scored_count + k) * job->height * job->width + place] =
        scores[vote->scored[k]];
}

INLINE int is_asked(const Ballot *job, size_t sample, size_t place) {
  const CKernels_Vote *vote = &job->vote;
  return !vote->gate || vote->gate[sample * vote->gate_stride + place] == vote->gate_value;
}

#define LEVELED "Voting.inc"
#include "Levels.h"

void CKernels_vote(
    const CKernels_Logits *sources, size_t source_count, size_t first, size_t last, size_t batch,
    size_t height, size_t width, const CKernels_Vote *vote) {
  const size_t count = last - first;
  Ballot job = {sources, source_count, first, count, rounded_up(count, lane), height, width, *vote,
                source_count > 1 || vote->scored_count > 0};
  CParallel_run(batch * height, width * count, AT_BEST_LEVEL(vote_rows), &job);
}
