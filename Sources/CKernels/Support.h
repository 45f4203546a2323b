#pragma once
#include "CKernels.h"
#include "Parallel.h"
#include <string.h>

// One copy of a function per level of the instruction set, chosen when the program is loaded.
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif
#define INLINE static inline __attribute__((always_inline))

typedef uint16_t bfloat;

INLINE float widen_float(float x) { return x; }
INLINE float round_float(float x) { return x; }

INLINE float widen_bfloat(bfloat x) {
  uint32_t bits = (uint32_t)x << 16;
  float y;
  memcpy(&y, &bits, sizeof y);
  return y;
}

// To nearest, ties to even.
INLINE bfloat round_bfloat(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return (bfloat)((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}
