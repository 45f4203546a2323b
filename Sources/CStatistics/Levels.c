#include "CParallel.h"
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

// What is known of a concept at all levels.
typedef struct {
  size_t count;
  double label_pixels, pixels, category_pixels;
} Concept;

typedef struct {
  double quality, iou, accuracy;
} Level;

// What level `place` tells, where so many pixels lie above it.
INLINE Level level_of(
    const Concept *concept, size_t place, float level, uint64_t label_above,
    uint64_t category_above) {
  double pixels = concept->pixels, category_pixels = concept->category_pixels;
  double truth = pixels > 0 ? concept->label_pixels / pixels : 0;
  double common = pixels > 0 ? (double)label_above / pixels : 0;
  double active = category_pixels > 0 ? (double)category_above / category_pixels : 0;
  double either = active + truth - common;
  Level told = {.iou = either > 0 ? clamped(common / either) : 0};
  told.accuracy = clamped(common + clamped(1 - either));
  int counts = place + 1 < concept->count && truth >= 1e-3 && level > 0 && told.accuracy > 0.8;
  told.quality = counts ? CStatistics_information_quality(common, active, truth) : 0;
  return told;
}

void CStatistics_curves(
    const uint64_t *label_bins, const uint64_t *category_bins, const float *levels, size_t count,
    double label_pixels, double pixels, double category_pixels, double *quality, double *iou,
    double *accuracy) {
  Concept concept = {count, label_pixels, pixels, category_pixels};
  uint64_t label_above = 0, category_above = 0;
  for (size_t j = 0; j < count; j++) {
    label_above += label_bins[count - j];
    category_above += category_bins[count - j];
    Level told = level_of(&concept, j, levels[j], label_above, category_above);
    quality[j] = told.quality;
    iou[j] = told.iou;
    accuracy[j] = told.accuracy;
  }
}

typedef struct {
  Concept concept;
  const uint64_t *label_table, *category_table;
  const float *levels;
  CStatistics_Best *best;
} Search;

static void search_units(const void *context, size_t begin, size_t end) {
  const Search *search = context;
  size_t count = search->concept.count;
  for (size_t unit = begin; unit < end; unit++) {
    const uint64_t *label_bins = search->label_table + unit * (count + 1);
    const uint64_t *category_bins = search->category_table + unit * (count + 1);
    CStatistics_Best best = {0};
    uint64_t label_above = 0, category_above = 0;
    for (size_t j = 0; j < count; j++) {
      label_above += label_bins[count - j];
      category_above += category_bins[count - j];
      float level = search->levels[unit * count + j];
      Level told = level_of(&search->concept, j, level, label_above, category_above);
      if (j == 0 || told.quality > best.quality) {
        best.by_quality = (uint32_t)j;
        best.quality = told.quality;
        best.iou_by_quality = told.iou;
      }
      if (j == 0 || told.iou > best.iou) {
        best.by_iou = (uint32_t)j;
        best.iou = told.iou;
      }
    }
    search->best[unit] = best;
  }
}

void CStatistics_best_levels(
    const uint64_t *label_table, const uint64_t *category_table, const float *levels, size_t units,
    size_t count, double label_pixels, double pixels, double category_pixels,
    CStatistics_Best *best) {
  Search search = {
      {count, label_pixels, pixels, category_pixels}, label_table, category_table, levels, best};
  CParallel_run(units, count * 64, search_units, &search);
}
