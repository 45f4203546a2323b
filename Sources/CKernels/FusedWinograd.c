// 3x3 convolutions by Winograd's F(4x4, 3x3): 36 multiplications for 16 outputs instead of 144.
// Lavin and Gray 2015, arXiv:1509.09308. The points are 0, ±1/√2, ±√2 and infinity, with which the
// rounding error is about twice a direct convolution's (with 0, ±1, ±2 four times).
//
// A block of 4x4 tiles at a time: its inputs are transformed, and for each panel of outputs the 36
// products (tiles x inputs)(inputs x outputs) and the inverse transform follow while everything is
// still in the second-level cache.
#include "Support.h"

enum { points = 36, tile = 4, window = 6 };

static const float a1 = 0.70710678118654752f, a2 = 0.5f, a3 = 0.35355339059327376f;
static const float b1 = 1.41421356237309505f, b2 = 2.0f, b3 = 2.82842712474619010f;

INLINE size_t size_of(int half) { return half ? 2 : 4; }

// ---- weights ----

// The rows of G: [1, p, p^2] over the product of the differences to the other points.
static void transform_taps(const double *taps, size_t stride, double *result) {
  const double a = 0.5, b = 2.0;  // the squares of the points
  const double root_a = __builtin_sqrt(a), root_b = __builtin_sqrt(b);
  const double x = taps[0], y = taps[stride], z = taps[2 * stride];
  result[0] = x / (a * b);
  result[1] = (x + root_a * y + a * z) / (2 * a * (a - b));
  result[2] = (x - root_a * y + a * z) / (2 * a * (a - b));
  result[3] = (x + root_b * y + b * z) / (2 * b * (b - a));
  result[4] = (x - root_b * y + b * z) / (2 * b * (b - a));
  result[5] = z;
}

typedef struct {
  const float *weights;
  float *packed;
  size_t inputs, outputs, panel;
} Packing;

// One item is one output.
static void pack(const void *context, size_t begin, size_t end) {
  const Packing *job = context;
  const size_t I = job->inputs, P = job->panel;
  for (size_t o = begin; o < end; o++)
    for (size_t i = 0; i < I; i++) {
      double taps[9], half[18], column[6];
      for (size_t t = 0; t < 9; t++) taps[t] = job->weights[(o * I + i) * 9 + t];
      for (size_t x = 0; x < 3; x++) {
        transform_taps(taps + x, 3, column);
        for (size_t y = 0; y < 6; y++) half[y * 3 + x] = column[y];
      }
      for (size_t y = 0; y < 6; y++) {
        transform_taps(half + y * 3, 1, column);
        for (size_t x = 0; x < 6; x++)
          job->packed[(((o / P) * points + y * 6 + x) * I + i) * P + o % P] = (float)column[x];
      }
    }
}

// Outputs per panel; with four parities a panel must not hold two of them.
static size_t panel_of(size_t outputs, int shuffle) {
  size_t widest = CKernels_instruction_set() == CKernels_avx512 ? 32 : 16;
  return (shuffle ? outputs / 4 : outputs) % widest ? 16 : widest;
}

void CKernels_fused_winograd_pack(
    const float *weights, float *packed, size_t inputs, size_t outputs, int shuffle) {
  Packing job = {weights, packed, inputs, outputs, panel_of(outputs, shuffle)};
  CParallel_run(outputs, inputs * 100, pack, &job);
}

// ---- transforms ----

// B^T applied to six values `step` apart.
#define FORWARD(d, step, r, to) \
  do { \
    const Lane d0 = d[0], d1 = d[step], d2 = d[2 * step], d3 = d[3 * step], d4 = d[4 * step], \
               d5 = d[5 * step]; \
    const Lane even_a = d4 - b2 * d2, odd_a = a1 * d3 - (a1 * b2) * d1; \
    const Lane even_b = d4 - a2 * d2, odd_b = b1 * d3 - (b1 * a2) * d1; \
    r[0] = (a2 * b2) * d0 - (a2 + b2) * d2 + d4; \
    r[to] = even_a + odd_a; \
    r[2 * to] = even_a - odd_a; \
    r[3 * to] = even_b + odd_b; \
    r[4 * to] = even_b - odd_b; \
    r[5 * to] = (a2 * b2) * d1 - (a2 + b2) * d3 + d5; \
  } while (0)

// A^T applied to six values `step` apart.
#define BACKWARD(m, step, r, to) \
  do { \
    const Lane plus_a = m[step] + m[2 * step], minus_a = m[step] - m[2 * step]; \
    const Lane plus_b = m[3 * step] + m[4 * step], minus_b = m[3 * step] - m[4 * step]; \
    r[0] = m[0] + plus_a + plus_b; \
    r[to] = a1 * minus_a + b1 * minus_b; \
    r[2 * to] = a2 * plus_a + b2 * plus_b; \
    r[3 * to] = a3 * minus_a + b3 * minus_b + m[5 * step]; \
  } while (0)

typedef struct {
  const char *source;
  char *target;
  const float *packed, *bias;
  size_t batch, height, width, inputs, outputs;
  float slope, epsilon;
  int accumulate, shuffle, norm;
  size_t tile_rows, tile_columns, block;
  float *scratch;
} Job;

// Where a tile lies: its sample and its first row and column.
typedef struct { size_t sample, row, column; } Place;

INLINE Place place_of(const Job *job, size_t index) {
  size_t per_sample = job->tile_rows * job->tile_columns, rest = index % per_sample;
  return (Place){index / per_sample, rest / job->tile_columns * tile,
                 rest % job->tile_columns * tile};
}

// Where an output of a tile goes, and how far apart the tile's rows and columns lie there. With
// `shuffle`, the outputs are four parities of a map twice as large.
typedef struct { char *first; size_t row, column; } Spot;

INLINE Spot spot_of(const Job *job, Place place, size_t output, size_t size) {
  const size_t H = job->height, W = job->width, C = job->outputs;
  if (!job->shuffle) {
    size_t first = ((place.sample * H + place.row) * W + place.column) * C + output;
    return (Spot){job->target + first * size, W * C * size, C * size};
  }
  size_t channels = C / 4, parity = output / channels, line = 2 * W * channels;
  size_t row = place.row * 2 + parity / 2, column = place.column * 2 + parity % 2;
  size_t first = (place.sample * 2 * H + row) * line + column * channels + output % channels;
  return (Spot){job->target + first * size, 2 * line * size, 2 * channels * size};
}

// Whether a panel's weights vanish at a point: a parity's kernel lacks its first or last taps.
INLINE int is_zero(const Job *job, size_t output, size_t point) {
  if (!job->shuffle) return 0;
  size_t parity = output / (job->outputs / 4);
  size_t row = parity / 2 ? 0 : 5, column = parity % 2 ? 0 : 5;
  return point / 6 == row || point % 6 == column;
}

// Values that one thread needs: the transformed inputs and one panel's products of a block.
static size_t scratch_of(const Job *job) {
  size_t panel = panel_of(job->outputs, job->shuffle);
  return points * job->block * (job->inputs + 16 + panel);
}

#define LEVELED "FusedWinograd.inc"
#include "Levels.h"

// Tiles per block: as many as keep the transformed inputs in the second-level cache, at least
// enough to use each weight often, and an equal share for each thread.
static size_t block_of(size_t tiles, size_t inputs) {
  enum { cache = 450 << 10, least = 36, most = 120 };
  size_t fitting = cache / (points * sizeof(float) * inputs);
  size_t block = fitting < least ? least : fitting > most ? most : fitting / 12 * 12;
  size_t threads = (size_t)CParallel_thread_count(), rounds = 1;
  while ((tiles + threads * rounds - 1) / (threads * rounds) > block) rounds++;
  return (tiles + threads * rounds - 1) / (threads * rounds);
}

static Job job_of(const CKernels_FusedWinograd *layer) {
  Job job = {
      .packed = layer->packed,
      .bias = layer->bias,
      .batch = layer->batch,
      .height = layer->height,
      .width = layer->width,
      .inputs = layer->inputs,
      .outputs = layer->outputs,
      .slope = layer->slope,
      .epsilon = layer->epsilon,
      .accumulate = layer->accumulate,
      .shuffle = layer->shuffle,
      .norm = layer->norm,
      .tile_rows = (layer->height + tile - 1) / tile,
      .tile_columns = (layer->width + tile - 1) / tile,
  };
  job.block = block_of(job.batch * job.tile_rows * job.tile_columns, job.inputs);
  return job;
}

size_t CKernels_fused_winograd_scratch(const CKernels_FusedWinograd *layer) {
  Job job = job_of(layer);
  return scratch_of(&job) * sizeof(float) * (size_t)CParallel_thread_count();
}

void CKernels_fused_winograd(
    CKernels_Element element, const CKernels_FusedWinograd *layer, const void *source, void *target,
    void *scratch) {
  Job job = job_of(layer);
  job.source = source;
  job.target = target;
  job.scratch = scratch;
  size_t tiles = job.batch * job.tile_rows * job.tile_columns;
  CParallel_run(
      (tiles + job.block - 1) / job.block, 1 << 20,
      element == CKernels_bfloat16 ? AT_BEST_LEVEL(convolve_bfloat16)
                                  : AT_BEST_LEVEL(convolve_float32),
      &job);
}

