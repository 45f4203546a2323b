#include "Ladder.h"
#include <math.h>
#include <string.h>

void prepare_ladder(Ladder *ladder) {
  const float *levels = ladder->levels;
  size_t count = ladder->count;
  float lowest = count ? levels[0] : 0, highest = count ? levels[count - 1] : 0;
  float scale = ladder_cells / (highest - lowest);
  ladder->origin = lowest;
  ladder->scale = isfinite(scale) && highest - lowest < INFINITY ? scale : 0;
  for (size_t cell = 0, below = 0; cell < ladder_cells; cell++) {
    while (below < count && cell_of(levels[below], ladder) < (int32_t)cell) below++;
    ladder->starts[cell] = (uint8_t)below;
  }
  int exponent = 0;
  float size = fabsf(lowest) > fabsf(highest) ? fabsf(lowest) : fabsf(highest);
  if (size > 0) frexpf(size, &exponent);
  exponent = 14 - exponent;
  ladder->unit = ldexpf(1, exponent < -100 ? -100 : exponent > 100 ? 100 : exponent);
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
