// Loops of the method that must be fast: random numbers as NumPy draws them, and pixel counts.
// Arithmetic is never contracted to fused multiply-adds, so results are the same on every machine.
#pragma once
#include <stddef.h>
#include <stdint.h>

// The Mersenne Twister MT19937 makes blocks of 624 words. Four words are one attempt of the polar
// method, so that a block holds 156 whole attempts, and each accepted one yields two normals.
enum { CStatistics_words = 624, CStatistics_attempts = 156 };

// Seeds as NumPy's RandomState(seed) does (init_genrand). No block is made yet.
void CStatistics_seed(uint32_t state[CStatistics_words], uint32_t seed);
// Makes the next block.
void CStatistics_advance(uint32_t state[CStatistics_words]);
// How many attempts of the block are accepted.
size_t CStatistics_accepted(const uint32_t state[CStatistics_words]);
// Writes the normals of the block, two for each accepted attempt; returns how many.
size_t CStatistics_normals(
    const uint32_t state[CStatistics_words], double normals[2 * CStatistics_attempts]);

// Advances while pair number `target` lies after the block and at most `blocks` times; `first` is
// the number of the block's first pair and is kept up to date. Returns how often it advanced.
size_t CStatistics_skip(
    uint32_t state[CStatistics_words], uint64_t *first, uint64_t target, size_t blocks);
