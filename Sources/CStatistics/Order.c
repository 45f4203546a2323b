#include "Support.h"
#include <float.h>
#include <stdlib.h>
#include <string.h>

size_t CStatistics_append_above(
    const float *values, size_t count, float threshold, float *target) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    float value = values[i] > FLT_MAX ? FLT_MAX : values[i];
    value = value >= -FLT_MAX ? value : -FLT_MAX;
    target[kept] = value;
    kept += value > threshold;
  }
  return kept;
}

INLINE void swap(float *a, float *b) {
  float kept = *a;
  *a = *b;
  *b = kept;
}

// Hoare's selection with the median of three as pivot.
float CStatistics_select_largest(float *values, size_t count, size_t kept) {
  ptrdiff_t low = 0, high = (ptrdiff_t)count - 1, wanted = (ptrdiff_t)kept - 1;
  while (low < high) {
    float a = values[low], b = values[low + (high - low) / 2], c = values[high];
    float pivot = a < b ? (b < c ? b : (a < c ? c : a)) : (a < c ? a : (b < c ? c : b));
    ptrdiff_t left = low, right = high;
    while (left <= right) {
      while (values[left] > pivot) left++;
      while (values[right] < pivot) right--;
      if (left <= right) swap(&values[left++], &values[right--]);
    }
    if (wanted <= right) high = right;
    else if (wanted >= left) low = left;
    else break;
  }
  return values[wanted];
}

static int falling(const void *first, const void *second) {
  float a = *(const float *)first, b = *(const float *)second;
  return (a < b) - (a > b);
}

void CStatistics_sort_falling(float *values, size_t count) {
  qsort(values, count, sizeof *values, falling);
}

INLINE uint32_t bin_of(float value, unsigned bits_kept) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint32_t side = CStatistics_octaves << bits_kept, smallest = (127 - 16) << bits_kept;
  uint32_t magnitude = (bits & 0x7fffffffu) >> (23 - bits_kept);
  if (value != value) return 0;
  uint32_t steps = magnitude < smallest ? 0 : magnitude - smallest + 1;
  if (steps > side) steps = side;
  return bits >> 31 ? side - steps : side + steps;
}

void CStatistics_histogram(const float *values, size_t count, unsigned bits, uint32_t *bins) {
  for (size_t i = 0; i < count; i++) {
    uint32_t *bin = &bins[bin_of(values[i], bits)];
    *bin += *bin != UINT32_MAX;
  }
}
