#include "Support.h"
#include <math.h>
#include <string.h>

enum { chunk = 256, middle = 1 << 19, count_bits = 24 };

// Rises with the value, so that levels in earlier cells are lower than every value of a cell.
INLINE int32_t cell_of(float value, const CStatistics_Ladder *ladder) {
  float place = (value - ladder->origin) * ladder->scale;
  place = place > 0 ? place : 0;
  return (int32_t)(place < CStatistics_cells - 1 ? place : CStatistics_cells - 1);
}

void CStatistics_prepare(CStatistics_Ladder *ladder) {
  const float *levels = ladder->levels;
  size_t count = ladder->count;
  float lowest = count ? levels[0] : 0, highest = count ? levels[count - 1] : 0;
  float scale = CStatistics_cells / (highest - lowest);
  ladder->origin = lowest;
  ladder->scale = isfinite(scale) && highest - lowest < INFINITY ? scale : 0;
  for (size_t cell = 0, below = 0; cell < CStatistics_cells; cell++) {
    while (below < count && cell_of(levels[below], ladder) < (int32_t)cell) below++;
    ladder->starts[cell] = (uint8_t)below;
  }
  int exponent = 0;
  float size = fabsf(lowest) > fabsf(highest) ? fabsf(lowest) : fabsf(highest);
  if (size > 0) frexpf(size, &exponent);
  exponent = 14 - exponent;
  ladder->unit = ldexpf(1, exponent < -100 ? -100 : exponent > 100 ? 100 : exponent);
}

// NaN counts as 0, what is far beyond the levels as the farthest.
INLINE uint32_t whole_of(float value, float unit) {
  float scaled = value * unit;
  scaled = scaled == scaled ? scaled : 0;
  scaled = scaled > -middle ? scaled : -middle;
  scaled = scaled < middle - 1 ? scaled : middle - 1;
  return (uint32_t)(scaled + (middle + 0.5f));
}

CLONES uint64_t CStatistics_classify(
    const float *values, size_t count, const CStatistics_Ladder *ladder, const uint32_t *groups,
    uint64_t *table) {
  uint64_t squares = 0;
  const float *levels = ladder->levels;
  for (size_t start = 0; start < count; start += chunk) {
    size_t size = count - start < chunk ? count - start : chunk;
    const float *here = values + start;
    int32_t cells[chunk];
    uint32_t wholes[chunk];
    for (size_t i = 0; i < size; i++) cells[i] = cell_of(here[i], ladder);
    for (size_t i = 0; i < size; i++) wholes[i] = whole_of(here[i], ladder->unit);
    for (size_t i = 0; i < size; i++) {
      int64_t centred = (int64_t)wholes[i] - middle;
      squares += (uint64_t)(centred * centred);
    }
    for (size_t i = 0; i < size; i++) {
      size_t bin = ladder->starts[cells[i]];
      bin += here[i] > levels[bin];
      while (here[i] > levels[bin]) bin++;
      table[(size_t)groups[start + i] * CStatistics_row + bin] +=
          (uint64_t)wholes[i] << count_bits | 1;
    }
  }
  return squares;
}

CLONES void CStatistics_fold(
    uint64_t *table, size_t groups, size_t bins, const uint32_t *starts, const uint32_t *rows,
    uint32_t *counts, size_t stride, int64_t *sums, size_t sum_stride) {
  for (size_t group = 0; group < groups; group++) {
    uint64_t *entries = table + group * CStatistics_row, all = 0;
    uint32_t pixels[CStatistics_row];
    int64_t sum = 0;
    for (size_t bin = 0; bin < bins; bin++) {
      pixels[bin] = (uint32_t)(entries[bin] & ((1u << count_bits) - 1));
      all += pixels[bin];
      sum += (int64_t)(entries[bin] >> count_bits);
    }
    memset(entries, 0, bins * sizeof *entries);
    sum -= (int64_t)all * middle;
    for (uint32_t i = starts[group]; i < starts[group + 1]; i++) {
      uint32_t *target = counts + rows[i] * stride;
      for (size_t bin = 0; bin < bins; bin++) target[bin] += pixels[bin];
      sums[rows[i] * sum_stride] += sum;
    }
  }
}

INLINE int same(
    const uint32_t *labels, size_t channels, size_t plane, size_t first, size_t second) {
  for (size_t c = 0; c < channels; c++)
    if (labels[c * plane + first] != labels[c * plane + second]) return 0;
  return 1;
}

size_t CStatistics_combine(
    const uint32_t *labels, size_t channels, size_t plane, uint32_t *slots, size_t slot_count,
    uint32_t *groups, uint32_t *firsts) {
  size_t count = 0;
  memset(slots, 0, slot_count * sizeof *slots);
  for (size_t pixel = 0; pixel < plane; pixel++) {
    if (pixel && same(labels, channels, plane, pixel, pixel - 1)) {
      groups[pixel] = groups[pixel - 1];
      continue;
    }
    uint64_t hash = 0;
    for (size_t c = 0; c < channels; c++)
      hash = (hash ^ labels[c * plane + pixel]) * 0x9e3779b97f4a7c15u;
    size_t slot = (size_t)(hash >> 32) & (slot_count - 1);
    while (slots[slot] && !same(labels, channels, plane, pixel, firsts[slots[slot] - 1]))
      slot = (slot + 1) & (slot_count - 1);
    if (!slots[slot]) {
      firsts[count++] = (uint32_t)pixel;
      slots[slot] = (uint32_t)count;
    }
    groups[pixel] = slots[slot] - 1;
  }
  return count;
}

CLONES void CStatistics_add(uint64_t *total, const uint32_t *added, size_t count) {
  for (size_t i = 0; i < count; i++) total[i] += added[i];
}

INLINE double clamped(double share) { return share > 0 ? (share < 1 ? share : 1) : 0; }

INLINE double surprise(double share) { return share > 0 ? share * log(share) : 0; }

double CStatistics_information_quality(double common, double first, double second) {
  double both = clamped(common), only_first = clamped(first - common);
  double only_second = clamped(second - common), neither = clamped(1 - (first + second - common));
  double joint = surprise(both) + surprise(only_first) + surprise(only_second) + surprise(neither);
  if (!(joint < 0)) return 0;
  double apart = surprise(both + only_first) + surprise(only_second + neither) +
                 surprise(both + only_second) + surprise(only_first + neither);
  double information = joint - apart;
  // What is left of rounding is no information.
  return information > 1e-12 ? clamped(information / -joint) : 0;
}

void CStatistics_curves(
    const uint64_t *label_bins, const uint64_t *category_bins, const float *levels, size_t count,
    double label_pixels, double pixels, double category_pixels, double *quality, double *iou,
    double *accuracy) {
  uint64_t label_above = 0, category_above = 0;
  double truth = pixels > 0 ? label_pixels / pixels : 0;
  for (size_t j = 0; j < count; j++) {
    label_above += label_bins[count - j];
    category_above += category_bins[count - j];
    double common = pixels > 0 ? (double)label_above / pixels : 0;
    double active = category_pixels > 0 ? (double)category_above / category_pixels : 0;
    double either = active + truth - common;
    iou[j] = either > 0 ? clamped(common / either) : 0;
    accuracy[j] = clamped(common + clamped(1 - either));
    int counts = j + 1 < count && truth >= 1e-3 && levels[j] > 0 && accuracy[j] > 0.8;
    quality[j] = counts ? CStatistics_information_quality(common, active, truth) : 0;
  }
}
