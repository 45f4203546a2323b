#pragma once
#include "CKernels.h"
#include "CParallel.h"
#include <string.h>

// The instance of a function for this processor; see Levels.h.
#if defined(__x86_64__)
#define AT_BEST_LEVEL(name) \
  (CKernels_instruction_set() == CKernels_avx512 ? name##_avx512 \
   : CKernels_instruction_set() == CKernels_avx2 ? name##_avx2 \
                                                 : name##_plain)
#else
#define AT_BEST_LEVEL(name) name##_plain
#endif
#define DISPATCH(element, name, ...) \
  ((element) == CKernels_bfloat16 ? AT_BEST_LEVEL(run_##name##_bfloat16)(__VA_ARGS__) \
                                  : AT_BEST_LEVEL(run_##name##_float32)(__VA_ARGS__))
#define INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 16")
#endif

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

// Sixteen values, any alignment. No function takes or returns them: without the registers for them,
// they would not be passed alike everywhere.
typedef float Sixteen __attribute__((vector_size(64), aligned(4)));
typedef uint32_t SixteenBits __attribute__((vector_size(64), aligned(4)));
typedef uint16_t SixteenHalves __attribute__((vector_size(32), aligned(2)));
#define LOAD_SIXTEEN(place, is_bfloat) \
  ((is_bfloat) ? (Sixteen)(__builtin_convertvector( \
                               *(const SixteenHalves *)(place), SixteenBits) << 16) \
               : *(const Sixteen *)(place))

INLINE float sum_of_sixteen(const Sixteen *values) {
  typedef float Four __attribute__((vector_size(16)));
  Four parts[4];
  memcpy(parts, values, sizeof parts);
  const Four sum = (parts[0] + parts[1]) + (parts[2] + parts[3]);
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

// What the pixel norm multiplies a pixel by. Sixteen sums, added in a fixed order: the same bits
// whether the norm is a pass of its own or fused into the convolution before it.
INLINE float norm_factor(const void *pixel, size_t channels, float epsilon, int is_bfloat) {
  const float *values = pixel;
  const bfloat *halves = pixel;
  const size_t whole = channels / 16 * 16;
  Sixteen squares = {0};
  for (size_t c = 0; c < whole; c += 16) {
    const Sixteen x = LOAD_SIXTEEN(is_bfloat ? (const void *)(halves + c) : values + c, is_bfloat);
    squares += x * x;
  }
  if (whole < channels) {
    Sixteen x = {0};
    for (size_t i = 0; i < channels - whole; i++)
      x[i] = is_bfloat ? widen_bfloat(halves[whole + i]) : values[whole + i];
    squares += x * x;
  }
  return 1.0f / __builtin_sqrtf(sum_of_sixteen(&squares) / (float)channels + epsilon);
}

// exp(x) for x <= 0 within 2 ulp; 0 below -87. Cephes' polynomial, so that loops vectorise.
INLINE float exponential(float x) {
  float clamped = x < -87.0f ? -87.0f : x;
  float n = __builtin_rintf(clamped * 1.44269504f);
  float r = clamped - n * 0.693359375f + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  uint32_t bits = (uint32_t)((int32_t)n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return x < -87.0f ? 0.0f : p * power;
}
