#include "CParallel.h"
#include "Ladder.h"
#include <string.h>

enum { chunk = 256, middle = 1 << 19, count_bits = 24 };

// NaN counts as 0, what is far beyond the levels as the farthest.
INLINE uint32_t whole_of(float value, float unit) {
  float scaled = value * unit;
  scaled = scaled == scaled ? scaled : 0;
  scaled = scaled > -middle ? scaled : -middle;
  scaled = scaled < middle - 1 ? scaled : middle - 1;
  return (uint32_t)(scaled + (middle + 0.5f));
}

INLINE uint64_t classify(
    const float *values, size_t count, const Ladder *ladder, const uint32_t *groups,
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
      table[(size_t)groups[start + i] * ladder_row + bin] +=
          (uint64_t)wholes[i] << count_bits | 1;
    }
  }
  return squares;
}

// Adds the table's groups to the rows that hold them, and clears it.
INLINE void fold(
    uint64_t *table, size_t groups, size_t bins, const uint32_t *starts, const uint32_t *members,
    uint32_t *counts, int64_t *sums) {
  for (size_t group = 0; group < groups; group++) {
    uint64_t *entries = table + group * ladder_row, all = 0;
    uint32_t pixels[ladder_row];
    int64_t sum = 0;
    for (size_t bin = 0; bin < bins; bin++) {
      pixels[bin] = (uint32_t)(entries[bin] & ((1u << count_bits) - 1));
      all += pixels[bin];
      sum += (int64_t)(entries[bin] >> count_bits);
    }
    memset(entries, 0, bins * sizeof *entries);
    sum -= (int64_t)all * middle;
    for (uint32_t i = starts[group]; i < starts[group + 1]; i++) {
      uint32_t *target = counts + members[i] * bins;
      for (size_t bin = 0; bin < bins; bin++) target[bin] += pixels[bin];
      sums[members[i]] += sum;
    }
  }
}

// Of one thread: the table of the largest pass, then a padded and an upsampled map.
INLINE size_t table_words(const CStatistics_Scene *scene) {
  size_t groups = 0;
  for (size_t pass = 0; pass < scene->pass_count; pass++)
    groups = scene->group_counts[pass] > groups ? scene->group_counts[pass] : groups;
  return groups * ladder_row;
}

INLINE size_t thread_words(const CStatistics_Scene *scene) {
  size_t floats = padded_floats(&scene->maps) + upsampled_floats(&scene->maps);
  // A cache line between what different threads write.
  return table_words(scene) + floats / 2 + 9;
}

size_t CStatistics_scratch_words(const CStatistics_Scene *scene) {
  return thread_words(scene) * (size_t)CParallel_thread_count();
}

CLONES static void count_units(const void *context, size_t begin, size_t end) {
  const CStatistics_Scene *scene = context;
  const CStatistics_Maps *maps = &scene->maps;
  size_t bins = scene->level_count + 1, rows = scene->row_count;
  size_t plane = maps->height.target * maps->width.target;
  uint64_t *table = scene->scratch + thread_words(scene) * (size_t)CParallel_thread_number();
  float *padded = (float *)(table + table_words(scene));
  float *values = padded + padded_floats(maps);
  memset(table, 0, table_words(scene) * sizeof *table);
  for (size_t unit = begin; unit < end; unit++) {
    pad_unit(maps, unit, padded);
    CStatistics_upsample(padded, maps->height, maps->width, values + plane, values);
    Ladder ladder = {.count = scene->level_count, .levels = scene->levels + unit * bins};
    prepare_ladder(&ladder);
    uint32_t *counts = scene->counts + unit * rows * bins;
    int64_t *sums = scene->sums + unit * rows;
    memset(counts, 0, rows * bins * sizeof *counts);
    memset(sums, 0, rows * sizeof *sums);
    const uint32_t *starts = scene->starts;
    for (size_t pass = 0; pass < scene->pass_count; pass++) {
      size_t groups = scene->group_counts[pass];
      uint64_t squares =
          classify(values, plane, &ladder, scene->groups + pass * plane, table);
      if (pass == 0) scene->squares[unit] = squares;
      fold(table, groups, bins, starts, scene->members, counts, sums);
      starts += groups + 1;
    }
  }
}

void CStatistics_count(const CStatistics_Scene *scene) {
  size_t plane = scene->maps.height.target * scene->maps.width.target;
  CParallel_run(scene->maps.units, plane * scene->pass_count * 8, count_units, scene);
}

typedef struct {
  uint64_t *total;
  const uint32_t *added;
  size_t size, stride;
} Rows;

CLONES static void add_rows(const void *context, size_t begin, size_t end) {
  const Rows *rows = context;
  for (size_t row = begin; row < end; row++) {
    uint64_t *total = rows->total + row * rows->size;
    const uint32_t *added = rows->added + row * rows->stride;
    for (size_t i = 0; i < rows->size; i++) total[i] += added[i];
  }
}

void CStatistics_add_rows(
    uint64_t *total, const uint32_t *added, size_t rows, size_t size, size_t stride) {
  Rows job = {total, added, size, stride};
  CParallel_run(rows, size, add_rows, &job);
}
