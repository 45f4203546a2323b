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

// The levels of one unit, made ready to find for a value how many of them lie below it: its bin.
// `levels` holds `count` rising numbers and then infinity. The value belongs to cell
// (value - origin) * scale, cut to 0 ..< CStatistics_cells; starts[cell] levels lie in earlier ones.
enum { CStatistics_cells = 512, CStatistics_row = 128, CStatistics_maximum_levels = 126 };
typedef struct {
  size_t count;
  float origin, scale;
  // What a value is multiplied with to become a whole number of at most 19 bits and a sign.
  float unit;
  const float *levels;
  uint8_t *starts;
} CStatistics_Ladder;

// Fills in origin, scale, unit and `starts`, which has room for CStatistics_cells.
void CStatistics_prepare(CStatistics_Ladder *ladder);

// Adds every value to table[group of its pixel][its bin], rows of CStatistics_row: 1 to the lower
// 24 bits, and to the bits above the value as a whole number, raised by 2^19 so that none is
// negative. No group may have more than 2^20 pixels. Returns the sum of the whole numbers' squares.
uint64_t CStatistics_classify(
    const float *values, size_t count, const CStatistics_Ladder *ladder, const uint32_t *groups,
    uint64_t *table);

// Adds the table's groups to the rows that they belong to: group g to rows[starts[g]] ..<
// rows[starts[g + 1]]. counts[row * stride + bin] are pixels, sums[row * sum_stride] the sums of the
// whole numbers. The table is cleared.
void CStatistics_fold(
    uint64_t *table, size_t groups, size_t bins, const uint32_t *starts, const uint32_t *rows,
    uint32_t *counts, size_t stride, int64_t *sums, size_t sum_stride);

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

// total[i] += added[i].
void CStatistics_add(uint64_t *total, const uint32_t *added, size_t count);

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

// Bins of a histogram over float32: 2^bits an octave from 2^-16 to 2^16 for each sign, and one
// around 0: 64 * 2^bits + 1 in all.
enum { CStatistics_octaves = 32 };
// Adds values to the bins; NaN counts as the lowest. Counts stay at their maximum once reached.
void CStatistics_histogram(const float *values, size_t count, unsigned bits, uint32_t *bins);

// Eigenvalues of a symmetric matrix, largest first, and its eigenvectors of length 1 as the rows of
// `matrix`. `scratch` has room for `size` numbers. Returns 0 if it does not converge.
int CStatistics_eigen(double *matrix, size_t size, double *values, double *scratch);
// Adds row[i] * row[j] to matrix[i * size + j] for i <= j.
void CStatistics_add_products(double *matrix, const double *row, size_t size);
// The products of `count` rows with one, all of them less a shift.
void CStatistics_dots(
    const float *rows, const float *shift, const float *row, size_t count, size_t size,
    double *products);
