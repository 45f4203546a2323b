#include "Support.h"
#include <math.h>

void CStatistics_seed(uint32_t state[CStatistics_words], uint32_t seed) {
  state[0] = seed;
  for (uint32_t i = 1; i < CStatistics_words; i++)
    state[i] = 1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + i;
}

INLINE uint32_t twisted(uint32_t upper, uint32_t lower, uint32_t distant) {
  uint32_t mixed = (upper & 0x80000000u) | (lower & 0x7fffffffu);
  return distant ^ (mixed >> 1) ^ (-(lower & 1u) & 0x9908b0dfu);
}

INLINE void advance(uint32_t *state) {
  for (int i = 0; i < 227; i++) state[i] = twisted(state[i], state[i + 1], state[i + 397]);
  for (int i = 227; i < 623; i++) state[i] = twisted(state[i], state[i + 1], state[i - 227]);
  state[623] = twisted(state[623], state[0], state[396]);
}

INLINE uint32_t tempered(uint32_t word) {
  word ^= word >> 11;
  word ^= (word << 7) & 0x9d2c5680u;
  word ^= (word << 15) & 0xefc60000u;
  return word ^ (word >> 18);
}

// A uniform number in [-1, 1) of 53 bits from two words.
INLINE double symmetric(uint32_t high, uint32_t low) {
  double upper = (double)(int32_t)(tempered(high) >> 5);
  double lower = (double)(int32_t)(tempered(low) >> 6);
  return 2.0 * ((upper * 67108864.0 + lower) * (1.0 / 9007199254740992.0)) - 1.0;
}

INLINE size_t accepted(const uint32_t *state) {
  uint32_t count = 0;
  for (int i = 0; i < CStatistics_attempts; i++) {
    double x = symmetric(state[4 * i], state[4 * i + 1]);
    double y = symmetric(state[4 * i + 2], state[4 * i + 3]);
    double square = x * x + y * y;
    count += (square < 1.0) & (square != 0.0);
  }
  return count;
}

CLONES void CStatistics_advance(uint32_t state[CStatistics_words]) { advance(state); }

CLONES size_t CStatistics_accepted(const uint32_t state[CStatistics_words]) {
  return accepted(state);
}

size_t CStatistics_normals(
    const uint32_t state[CStatistics_words], double normals[2 * CStatistics_attempts]) {
  size_t count = 0;
  for (int i = 0; i < CStatistics_attempts; i++) {
    double x = symmetric(state[4 * i], state[4 * i + 1]);
    double y = symmetric(state[4 * i + 2], state[4 * i + 3]);
    double square = x * x + y * y;
    if (square >= 1.0 || square == 0.0) continue;
    double factor = sqrt(-2.0 * log(square) / square);
    normals[count++] = factor * y;
    normals[count++] = factor * x;
  }
  return count;
}

CLONES size_t CStatistics_skip(
    uint32_t state[CStatistics_words], uint64_t *first, uint64_t target, size_t blocks) {
  size_t advanced = 0;
  uint64_t here = accepted(state);
  while (advanced < blocks && *first + here <= target) {
    *first += here;
    advance(state);
    here = accepted(state);
    advanced++;
  }
  return advanced;
}
