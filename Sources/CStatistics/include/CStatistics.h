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

// Upsamples a padded map to every target, row by row; the values are those of CStatistics_exceeding.
// `scratch` has room for four rows of targets.
void CStatistics_upsample(
    const float *padded, CStatistics_Axis rows, CStatistics_Axis columns, float *scratch,
    float *values);

// The maps of units, one after the other, and how they are padded and upsampled.
typedef struct {
  const float *activations;
  size_t units;
  CStatistics_Axis height, width;
  int replicates;
} CStatistics_Maps;

// Counting one scene at all levels of all units.
typedef struct {
  CStatistics_Maps maps;
  // For each unit at most 126 rising levels and infinity. Levels make bins: bin 0 is at or below
  // the lowest, the last above the highest.
  const float *levels;
  size_t level_count;
  // Ways to sort all pixels into groups, one after the other: the group of each pixel, how many
  // groups there are, and the rows of counts that a group belongs to, which are
  // members[starts[group]] ..< members[starts[group + 1]]. No group has more than 2^20 pixels.
  size_t pass_count;
  const uint32_t *groups, *group_counts, *starts, *members;
  size_t row_count;
  // What is found: pixels [(unit * row_count + row) * bins + bin], the sums of the values as whole
  // multiples of a step of the unit's own [unit * row_count + row], and of their squares [unit].
  uint32_t *counts;
  int64_t *sums;
  uint64_t *squares;
  // Room for CStatistics_scratch_words of the calling thread's team.
  uint64_t *scratch;
} CStatistics_Scene;

size_t CStatistics_scratch_words(const CStatistics_Scene *scene);
void CStatistics_count(const CStatistics_Scene *scene);

// Adds to rows that lie one after the other rows of the same size that lie `stride` apart.
void CStatistics_add_rows(
    uint64_t *total, const uint32_t *added, size_t rows, size_t size, size_t stride);

// Numbers the different combinations of labels that the channels of pixels hold: groups[pixel] is
// the number, firsts[number] the first pixel of each. `slots` has room for a power of two of at
// least twice the pixels. Returns how many there are.
size_t CStatistics_combine(
    const uint32_t *labels, size_t channels, size_t plane, uint32_t *slots, size_t slot_count,
    uint32_t *groups, uint32_t *firsts);

// products[row * columns + column] += the sum over places of first[row * count + place] times
// second[place * columns + column], place by place.
void CStatistics_products(
    const float *first, size_t rows, const float *second, size_t columns, size_t count,
    double *products);

// Counts as Golomb-Rice codes, bin by bin, so that units, which resemble each other in a bin, share
// its parameters. There are two streams, which are read side by side: of places and of counts; four
// bytes before them tell how many the first has. Of each bin the first holds a bit that says whether
// the bin is sparse, 5 bits of a shift and, if it is sparse, 4 bits of the gaps' shift and the gaps of
// units without a count before each that has one and before the end. The second holds the counts of
// all units, or, if the bin is sparse, those that are not 0, each less 1. A number is its quotient by
// 2^shift as so many zeros and a one, then the remainder in `shift` bits; 24 zeros and a one say that
// the number follows in 48 bits. Bits fill bytes from the lowest.
//
// `table` is [unit * bins + bin], of counts below 2^48; `scratch` has room for 3 * units + 1 numbers,
// `bytes` for CStatistics_packed_limit. Returns how many bytes were written.
size_t CStatistics_packed_limit(size_t units, size_t bins);
size_t CStatistics_pack(
    const uint64_t *table, size_t units, size_t bins, uint64_t *scratch, uint8_t *bytes);
// Adds packed counts to `total`, reading no more than `size` bytes, whatever they hold. Every unit's
// counts must add up to `held`, which is below 2^48; `sums` has room for the units. Returns 0 where
// the bytes are not what CStatistics_pack wrote of such counts; then `total` is of no use.
int CStatistics_unpack(
    const uint8_t *bytes, size_t size, size_t units, size_t bins, uint64_t held, uint64_t *sums,
    uint64_t *total);

// Adds `count` packed tables to `total`, on the team's threads: table n of bytes[starts[n]] ..<
// bytes[starts[n + 1]], whose units hold held[n] each. `scratch` has room for
// CStatistics_unpack_words of the calling thread's team. Returns the first table that is none;
// `count` if all are.
size_t CStatistics_unpack_words(size_t units, size_t bins);
size_t CStatistics_unpack_all(
    const uint8_t *bytes, const size_t *starts, const uint64_t *held, size_t count, size_t units,
    size_t bins, uint64_t *scratch, uint64_t *total);

// The information of two kinds of pixels about each other over their joint entropy, 0...1: a share
// `common` of all pixels is of both, `first` and `second` of each. 0 where nothing is to be known.
double CStatistics_information_quality(double common, double first, double second);

// What each of `count` falling levels tells about a concept. Bins are rising: bin 0 holds pixels at
// or below the lowest level, bin `count` those above the highest. `label_bins` are pixels of the
// concept out of `pixels` in all, `category_bins` all pixels out of `category_pixels` in scenes that
// hold its category. `quality` is 0 at the last level, where a level is not above 0, where the
// concept and the unit agree on no more than 0.8 of the pixels, and for concepts of less than a
// thousandth of the pixels.
void CStatistics_curves(
    const uint64_t *label_bins, const uint64_t *category_bins, const float *levels, size_t count,
    double label_pixels, double pixels, double category_pixels, double *quality, double *iou,
    double *accuracy);

// A unit's best levels for a concept; of equal ones the highest.
typedef struct {
  // The places of the level with the largest quality, and of that with the largest IoU.
  uint32_t by_quality, by_iou;
  double quality, iou_by_quality, iou;
} CStatistics_Best;

// The best levels of all units, as CStatistics_curves tells them, of tables [unit * (count + 1) + bin]
// and levels [unit * count + place], on the team's threads.
void CStatistics_best_levels(
    const uint64_t *label_table, const uint64_t *category_table, const float *levels, size_t units,
    size_t count, double label_pixels, double pixels, double category_pixels,
    CStatistics_Best *best);

// Adds 1 to counts[label] for every channel's label of every pixel; labels lie channel by channel.
void CStatistics_tally(
    const uint32_t *pixels, size_t count, const uint32_t *labels, size_t channels, size_t plane,
    uint64_t *counts);

// The largest value of a map, NaN aside; minus infinity if there is none.
float CStatistics_maximum(const float *map, size_t count);

// The largest values of every unit: `stride` places of `kept` each, of which counts[unit] are in
// use. No dropped value was above thresholds[unit]. Infinities are kept as the largest finite
// numbers, NaN as the lowest.
typedef struct {
  float *kept;
  size_t stride, capacity;
  ptrdiff_t *counts;
  float *thresholds;
} CStatistics_Tail;
// Adds values to a unit's; where room ends, the `capacity` largest stay.
void CStatistics_tail_add(CStatistics_Tail tail, size_t unit, const float *values, size_t count);
// Reorders so that the `kept` largest values come first; returns the smallest of them. No NaN.
float CStatistics_select_largest(float *values, size_t count, size_t kept);
// Drops all but every unit's `capacity` largest values and sorts them, largest first. No NaN.
void CStatistics_tail_settle(CStatistics_Tail tail, size_t units, uint32_t *scratch);
// How many words of scratch that takes, whatever the number of units.
size_t CStatistics_settling_words(size_t capacity);

// Bins of a histogram over float32: 2^bits an octave from 2^-16 to 2^16 for each sign, and one
// around 0: 64 * 2^bits + 1 in all.
enum { CStatistics_octaves = 32 };
// Adds values to the bins; NaN counts as the lowest. Counts stay at their maximum once reached.
void CStatistics_histogram(const float *values, size_t count, unsigned bits, uint32_t *bins);

// Adding the upsampled maps of one scene to the units' largest values, and to their histograms
// unless `bins` is null. With `is_tail_alone` upsampled values that no tail would keep are not made.
typedef struct {
  CStatistics_Maps maps;
  CStatistics_Tail tail;
  int is_tail_alone;
  unsigned bits;
  uint32_t *bins;
  // Room for CStatistics_distribution_floats of the calling thread's team.
  float *scratch;
} CStatistics_Distribution;
size_t CStatistics_distribution_floats(const CStatistics_Maps *maps);
void CStatistics_distribute(const CStatistics_Distribution *distribution);

// Eigenvalues of a symmetric matrix, largest first, and its eigenvectors of length 1 as the rows of
// `matrix`. `scratch` has room for `size` numbers. Returns 0 if it does not converge.
int CStatistics_eigen(double *matrix, size_t size, double *values, double *scratch);
// Adds row[i] * row[j] to matrix[i * size + j] for i <= j.
void CStatistics_add_products(double *matrix, const double *row, size_t size);
// The products of `count` rows with one, all of them less a shift.
void CStatistics_dots(
    const float *rows, const float *shift, const float *row, size_t count, size_t size,
    double *products);
