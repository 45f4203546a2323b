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

// One axis of a bilinear upsampling: `extent` source positions between padding on both sides make
// extent + 1 cells; cell c holds the targets starts[c] ..< starts[c + 1], and the share of target t
// is that of the cell's far corner.
typedef struct {
  size_t extent, target;
  const uint32_t *starts;
  const float *shares;
} CStatistics_Axis;

// Copies a (height, width) map into the middle of a (height + 2, width + 2) one; around it lie
// zeros, or the nearest values if `replicates`.
void CStatistics_pad(
    const float *map, size_t height, size_t width, int replicates, float *padded);

// Finds where a padded map, upsampled, exceeds a level; writes the pixels (row by row numbers) and
// the values there unless null, and returns how many. An upsampled value is the bilinear one, but
// no more than the largest of its corners, so that cells without a corner above the level are out.
size_t CStatistics_exceeding(
    const float *padded, CStatistics_Axis rows, CStatistics_Axis columns, float level,
    uint32_t *pixels, float *values);

// Adds 1 to counts[label] for every channel's label of every pixel; labels lie channel by channel.
void CStatistics_tally(
    const uint32_t *pixels, size_t count, const uint32_t *labels, size_t channels, size_t plane,
    uint64_t *counts);

// The largest value of a map, NaN aside; minus infinity if there is none.
float CStatistics_maximum(const float *map, size_t count);

// Writes the values above a threshold to `target`, infinities as the largest finite numbers and NaN
// as the lowest; returns how many. `target` has room for all.
size_t CStatistics_append_above(
    const float *values, size_t count, float threshold, float *target);
// Reorders so that the `kept` largest values come first; returns the smallest of them. No NaN.
float CStatistics_select_largest(float *values, size_t count, size_t kept);
// Sorts values, largest first. No NaN.
void CStatistics_sort_falling(float *values, size_t count);

// Bins of a histogram over float32: 128 an octave from 2^-16 to 2^16 for each sign, one around 0.
enum { CStatistics_side_bins = 32 * 128, CStatistics_bins = 2 * CStatistics_side_bins + 1 };
// Adds values to the bins; NaN counts as the lowest. Counts stay at their maximum once reached.
void CStatistics_histogram(const float *values, size_t count, uint32_t bins[CStatistics_bins]);
