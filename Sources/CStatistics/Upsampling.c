#include "Support.h"
#include <math.h>
#include <string.h>

void CStatistics_pad(
    const float *map, size_t height, size_t width, int replicates, float *padded) {
  size_t stride = width + 2;
  for (size_t y = 0; y < height; y++) {
    float *row = padded + (y + 1) * stride;
    memcpy(row + 1, map + y * width, width * sizeof *row);
    row[0] = replicates ? row[1] : 0;
    row[width + 1] = replicates ? row[width] : 0;
  }
  float *first = padded, *last = padded + (height + 1) * stride;
  if (replicates) {
    memcpy(first, first + stride, stride * sizeof *first);
    memcpy(last, last - stride, stride * sizeof *last);
  } else {
    memset(first, 0, stride * sizeof *first);
    memset(last, 0, stride * sizeof *last);
  }
}

INLINE float larger(float a, float b) { return a > b ? a : b; }

INLINE size_t cell_exceeding(
    const float *corner, size_t stride, CStatistics_Axis rows, size_t row, CStatistics_Axis columns,
    size_t column, float level, uint32_t *pixels, float *values) {
  float bound = larger(larger(corner[0], corner[1]), larger(corner[stride], corner[stride + 1]));
  size_t count = 0;
  for (size_t y = rows.starts[row]; y < rows.starts[row + 1]; y++) {
    float lower = rows.shares[y], upper = 1.0f - lower;
    for (size_t x = columns.starts[column]; x < columns.starts[column + 1]; x++) {
      float right = columns.shares[x], left = 1.0f - right;
      float value = upper * (left * corner[0] + right * corner[1]) +
                    lower * (left * corner[stride] + right * corner[stride + 1]);
      if (value > bound) value = bound;
      if (!(value > level)) continue;
      if (pixels) pixels[count] = (uint32_t)(y * columns.target + x);
      if (values) values[count] = value;
      count++;
    }
  }
  return count;
}

INLINE int any_above(const float *values, size_t count, float level) {
  int any = 0;
  for (size_t i = 0; i < count; i++) any |= values[i] > level;
  return any;
}

CLONES size_t CStatistics_exceeding(
    const float *padded, CStatistics_Axis rows, CStatistics_Axis columns, float level,
    uint32_t *pixels, float *values) {
  size_t stride = columns.extent + 2, count = 0;
  if (!any_above(padded, (rows.extent + 2) * stride, level)) return 0;
  for (size_t y = 0; y <= rows.extent; y++) {
    const float *row = padded + y * stride;
    if (rows.starts[y] == rows.starts[y + 1] || !any_above(row, 2 * stride, level)) continue;
    for (size_t x = 0; x <= columns.extent; x++) {
      const float *c = row + x;
      if (!(c[0] > level || c[1] > level || c[stride] > level || c[stride + 1] > level)) continue;
      count += cell_exceeding(
          c, stride, rows, y, columns, x, level, pixels ? pixels + count : 0,
          values ? values + count : 0);
    }
  }
  return count;
}

// One padded row spread over the targets: its blends, and then the larger of each pair of corners.
INLINE void spread(const float *row, CStatistics_Axis columns, float *blends) {
  float *bounds = blends + columns.target;
  for (size_t cell = 0; cell <= columns.extent; cell++) {
    float near = row[cell], far = row[cell + 1], bound = larger(near, far);
    for (size_t x = columns.starts[cell]; x < columns.starts[cell + 1]; x++) {
      float right = columns.shares[x], left = 1.0f - right;
      blends[x] = left * near + right * far;
      bounds[x] = bound;
    }
  }
}

CLONES void CStatistics_upsample(
    const float *padded, CStatistics_Axis rows, CStatistics_Axis columns, float *scratch,
    float *values) {
  size_t stride = columns.extent + 2, width = columns.target, spread_row = SIZE_MAX;
  float *upper_row = scratch, *lower_row = scratch + 2 * width;
  for (size_t row = 0; row <= rows.extent; row++) {
    if (rows.starts[row] == rows.starts[row + 1]) continue;
    float *kept = upper_row;
    upper_row = lower_row;
    lower_row = kept;
    if (spread_row != row) spread(padded + row * stride, columns, upper_row);
    spread(padded + (row + 1) * stride, columns, lower_row);
    spread_row = row + 1;
    for (size_t y = rows.starts[row]; y < rows.starts[row + 1]; y++) {
      float lower = rows.shares[y], upper = 1.0f - lower, *target = values + y * width;
      for (size_t x = 0; x < width; x++) {
        float value = upper * upper_row[x] + lower * lower_row[x];
        float bound = larger(upper_row[width + x], lower_row[width + x]);
        target[x] = value > bound ? bound : value;
      }
    }
  }
}

void CStatistics_tally(
    const uint32_t *pixels, size_t count, const uint32_t *labels, size_t channels, size_t plane,
    uint64_t *counts) {
  for (size_t channel = 0; channel < channels; channel++)
    for (size_t i = 0; i < count; i++) counts[labels[channel * plane + pixels[i]]]++;
}

CLONES float CStatistics_maximum(const float *map, size_t count) {
  float best = -INFINITY;
  for (size_t i = 0; i < count; i++) best = map[i] > best ? map[i] : best;
  return best;
}
