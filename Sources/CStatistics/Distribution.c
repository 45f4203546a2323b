#include "CParallel.h"
#include "Support.h"

// Of one thread: a padded and an upsampled map with what upsampling needs, and a cache line between.
INLINE size_t thread_floats(const CStatistics_Maps *maps) {
  return padded_floats(maps) + upsampled_floats(maps) + 16;
}

size_t CStatistics_distribution_floats(const CStatistics_Maps *maps) {
  return thread_floats(maps) * (size_t)CParallel_thread_count();
}

static void distribute_units(const void *context, size_t begin, size_t end) {
  const CStatistics_Distribution *all = context;
  const CStatistics_Maps *maps = &all->maps;
  size_t plane = maps->height.target * maps->width.target;
  size_t bins = 2 * ((size_t)CStatistics_octaves << all->bits) + 1;
  float *padded = all->scratch + thread_floats(maps) * (size_t)CParallel_thread_number();
  float *values = padded + padded_floats(maps);
  for (size_t unit = begin; unit < end; unit++) {
    pad_unit(maps, unit, padded);
    if (all->is_tail_alone) {
      float threshold = all->tail.thresholds[unit];
      size_t count = CStatistics_exceeding(padded, maps->height, maps->width, threshold, 0, values);
      CStatistics_tail_add(all->tail, unit, values, count);
      continue;
    }
    CStatistics_upsample(padded, maps->height, maps->width, values + plane, values);
    CStatistics_tail_add(all->tail, unit, values, plane);
    if (all->bins) CStatistics_histogram(values, plane, all->bits, all->bins + unit * bins);
  }
}

void CStatistics_distribute(const CStatistics_Distribution *distribution) {
  size_t plane = distribution->maps.height.target * distribution->maps.width.target;
  CParallel_run(distribution->maps.units, plane * 4, distribute_units, distribution);
}
