#pragma once
#include "CStatistics.h"

#pragma STDC FP_CONTRACT OFF

// One copy of a function per level of the instruction set, chosen when the program is loaded.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

// Room for one unit's padded map, and for its upsampled map and what upsampling needs beside it.
INLINE size_t padded_floats(const CStatistics_Maps *maps) {
  return (maps->height.extent + 2) * (maps->width.extent + 2);
}
INLINE size_t upsampled_floats(const CStatistics_Maps *maps) {
  return (maps->height.target + 4) * maps->width.target;
}

INLINE void pad_unit(const CStatistics_Maps *maps, size_t unit, float *padded) {
  size_t height = maps->height.extent, width = maps->width.extent;
  CStatistics_pad(
      maps->activations + unit * height * width, height, width, maps->replicates, padded);
}
