#pragma once
#include "Support.h"

// Sixteen values at a time, for what compilers do not vectorise by themselves; any alignment. On
// processors with shorter registers a lane is several of them.
typedef float Lane __attribute__((vector_size(64), aligned(4)));
typedef int32_t LaneBits __attribute__((vector_size(64), aligned(4)));
enum { lane = 16 };

INLINE size_t rounded_up(size_t count, size_t step) { return (count + step - 1) / step * step; }

// Where the mask is -1 the first, where it is 0 the second, bit by bit. No function, since vectors
// of this size cannot be passed alike on all processors.
#define CHOOSE(mask, first, second) (((mask) & (first)) | (~(mask) & (second)))

// The largest of `count` values, a multiple of sixteen.
INLINE float largest_of_lanes(const float *values, size_t count) {
  Lane best = *(const Lane *)values;
  for (size_t k = lane; k < count; k += lane) {
    const Lane next = *(const Lane *)(values + k);
    const LaneBits wins = next > best;
    best = (Lane)CHOOSE(wins, (LaneBits)next, (LaneBits)best);
  }
  float largest = best[0];
  for (size_t k = 1; k < lane; k++) largest = best[k] > largest ? best[k] : largest;
  return largest;
}

// Where the largest of `count` values is, a multiple of sixteen; of equals, the first.
INLINE size_t place_of_largest(const float *values, size_t count) {
  Lane best = *(const Lane *)values;
  LaneBits places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  LaneBits winners = places;
  for (size_t k = lane; k < count; k += lane) {
    const Lane next = *(const Lane *)(values + k);
    const LaneBits wins = next > best;
    places += lane;
    best = (Lane)CHOOSE(wins, (LaneBits)next, (LaneBits)best);
    winners = CHOOSE(wins, places, winners);
  }
  size_t place = (size_t)winners[0];
  float largest = best[0];
  for (size_t k = 1; k < lane; k++) {
    const size_t other = (size_t)winners[k];
    if (best[k] < largest || (best[k] == largest && other > place)) continue;
    largest = best[k];
    place = other;
  }
  return place;
}
