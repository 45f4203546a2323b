#include "CParallel.h"
#include "Support.h"
#include <float.h>
#include <string.h>

INLINE size_t append_above(const float *values, size_t count, float threshold, float *target) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    float value = values[i] > FLT_MAX ? FLT_MAX : values[i];
    value = value >= -FLT_MAX ? value : -FLT_MAX;
    target[kept] = value;
    kept += value > threshold;
  }
  return kept;
}

// Most blocks hold nothing above the threshold once the largest values are known.
CLONES static size_t append_blocks(
    const float *values, size_t count, float threshold, float *target) {
  enum { block = 64 };
  size_t kept = 0;
  for (size_t start = 0; start < count; start += block) {
    size_t size = count - start < block ? count - start : block;
    int any = threshold < -FLT_MAX;
    for (size_t i = 0; i < size; i++) any |= values[start + i] > threshold;
    if (any) kept += append_above(values + start, size, threshold, target + kept);
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

void CStatistics_tail_add(CStatistics_Tail tail, size_t unit, const float *values, size_t count) {
  float *kept = tail.kept + unit * tail.stride;
  while (count > 0) {
    size_t held = (size_t)tail.counts[unit];
    if (held == tail.stride) {
      tail.thresholds[unit] = CStatistics_select_largest(kept, held, tail.capacity);
      held = tail.capacity;
    }
    size_t part = count < tail.stride - held ? count : tail.stride - held;
    held += append_blocks(values, part, tail.thresholds[unit], kept + held);
    tail.counts[unit] = (ptrdiff_t)held;
    values += part;
    count -= part;
  }
}

// Floats as numbers that rise as the floats fall; its own inverse is `float_of`.
INLINE uint32_t falling_key(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits >> 31 ? bits : bits ^ 0x7fffffffu;
}

INLINE float float_of(uint32_t key) {
  uint32_t bits = key >> 31 ? key : key ^ 0x7fffffffu;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// By bytes of the keys, the lowest first: many times as fast as comparing, and of equal samples
// zeros of either sign always come in the same order.
static void sort_falling(float *values, size_t count, uint32_t *scratch, uint32_t *spare) {
  size_t starts[4][256] = {{0}};
  for (size_t i = 0; i < count; i++) {
    scratch[i] = falling_key(values[i]);
    for (int byte = 0; byte < 4; byte++) starts[byte][scratch[i] >> 8 * byte & 255]++;
  }
  for (int byte = 0; byte < 4; byte++) {
    size_t before = 0, *start = starts[byte];
    for (int digit = 0; digit < 256; digit++) {
      size_t here = start[digit];
      start[digit] = before;
      before += here;
    }
    for (size_t i = 0; i < count; i++) spare[start[scratch[i] >> 8 * byte & 255]++] = scratch[i];
    uint32_t *sorted = spare;
    spare = scratch;
    scratch = sorted;
  }
  for (size_t i = 0; i < count; i++) values[i] = float_of(scratch[i]);
}

typedef struct {
  CStatistics_Tail tail;
  uint32_t *scratch;
} Settling;

static void settle_units(const void *context, size_t begin, size_t end) {
  const Settling *all = context;
  CStatistics_Tail tail = all->tail;
  uint32_t *scratch = all->scratch + 2 * tail.capacity * (size_t)CParallel_thread_number();
  for (size_t unit = begin; unit < end; unit++) {
    float *kept = tail.kept + unit * tail.stride;
    if ((size_t)tail.counts[unit] > tail.capacity) {
      tail.thresholds[unit] = CStatistics_select_largest(kept, (size_t)tail.counts[unit], tail.capacity);
      tail.counts[unit] = (ptrdiff_t)tail.capacity;
    }
    sort_falling(kept, (size_t)tail.counts[unit], scratch, scratch + tail.capacity);
  }
}

size_t CStatistics_settling_words(size_t capacity) {
  return 2 * capacity * (size_t)CParallel_thread_count();
}

void CStatistics_tail_settle(CStatistics_Tail tail, size_t units, uint32_t *scratch) {
  Settling all = {tail, scratch};
  CParallel_run(units, tail.capacity * 16, settle_units, &all);
}

INLINE uint32_t bin_of(float value, unsigned bits_kept) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint32_t side = CStatistics_octaves << bits_kept, smallest = (127 - 16) << bits_kept;
  uint32_t magnitude = (bits & 0x7fffffffu) >> (23 - bits_kept);
  uint32_t steps = magnitude < smallest ? 0 : magnitude - smallest + 1;
  steps = steps > side ? side : steps;
  uint32_t bin = bits >> 31 ? side - steps : side + steps;
  return value == value ? bin : 0;
}

CLONES void CStatistics_histogram(
    const float *values, size_t count, unsigned bits, uint32_t *bins) {
  enum { chunk = 256 };
  for (size_t start = 0; start < count; start += chunk) {
    size_t size = count - start < chunk ? count - start : chunk;
    uint32_t found[chunk];
    for (size_t i = 0; i < size; i++) found[i] = bin_of(values[start + i], bits);
    for (size_t i = 0; i < size; i++) bins[found[i]] += bins[found[i]] != UINT32_MAX;
  }
}
