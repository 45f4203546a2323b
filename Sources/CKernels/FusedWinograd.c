// 3x3 convolutions by Winograd's F(4x4, 3x3): 36 multiplications for 16 outputs instead of 144.
// Lavin and Gray 2015, arXiv:1509.09308. The points are 0, ±1/√2, ±√2 and infinity, with which the
// rounding error is about twice a direct convolution's (with 0, ±1, ±2 four times).
//
// A block of 4x4 tiles at a time: its inputs are transformed, and for each panel of outputs the 36
// products (tiles x inputs)(inputs x outputs) and the inverse transform follow while everything is
// still in the second-level cache.
#include "Support.h"

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,fma")))
#define FORCED static inline __attribute__((always_inline)) AVX512

// Sixteen stored values as float32. `half` is known when the caller is compiled.
FORCED Lane load(const char *place, int half) {
  if (!half) return *(const Lane *)place;
  return (Lane)(__builtin_convertvector(*(const Halves *)place, Bits) << 16);
}

// Stores sixteen values, rounded to the nearest if they are bfloat16.
FORCED void store(char *place, Lane value, int half) {
  if (!half) {
    *(Lane *)place = value;
    return;
  }
  const Bits bits = (Bits)value;
  *(Halves *)place =
      __builtin_convertvector((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16, Halves);
}

FORCED size_t size_of(int half) { return half ? 2 : 4; }

enum { points = 36, tile = 4, window = 6, kernel_rows = 12 };

static const float a1 = 0.70710678118654752f, a2 = 0.5f, a3 = 0.35355339059327376f;
static const float b1 = 1.41421356237309505f, b2 = 2.0f, b3 = 2.82842712474619010f;

int CKernels_has_fused_winograd(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
         && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

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
  return (shuffle ? outputs / 4 : outputs) % 32 ? 16 : 32;
}

void CKernels_fused_winograd_pack(
    const float *weights, float *packed, size_t inputs, size_t outputs, int shuffle) {
  Packing job = {weights, packed, inputs, outputs, panel_of(outputs, shuffle)};
  CKernels_parallel(outputs, inputs * 100, pack, &job);
}

// ---- products ----

// C = A B for `rows` rows of A, `stride` apart, and a panel of outputs.
#define PRODUCT(rows, lanes) \
  FORCED void product_##rows##_##lanes( \
      const float *restrict a, size_t stride, const float *restrict b, size_t depth, \
      float *restrict c) { \
    Lane sums[rows][lanes]; \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++) \
        _Pragma("clang loop unroll(full)") for (int j = 0; j < lanes; j++) \
            sums[i][j] = (Lane){0}; \
    for (size_t k = 0; k < depth; k++) { \
      Lane row[lanes]; \
      _Pragma("clang loop unroll(full)") for (int j = 0; j < lanes; j++) \
          row[j] = *(const Lane *)(b + (k * lanes + (size_t)j) * 16); \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++) \
          _Pragma("clang loop unroll(full)") for (int j = 0; j < lanes; j++) \
              sums[i][j] += a[(size_t)i * stride + k] * row[j]; \
    } \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < rows; i++) \
        _Pragma("clang loop unroll(full)") for (int j = 0; j < lanes; j++) \
            *(Lane *)(c + (i * lanes + j) * 16) = sums[i][j]; \
  }

PRODUCT(12, 2)
PRODUCT(8, 2)
PRODUCT(4, 2)
PRODUCT(2, 2)
PRODUCT(1, 2)
PRODUCT(12, 1)
PRODUCT(8, 1)
PRODUCT(4, 1)
PRODUCT(2, 1)
PRODUCT(1, 1)

#define SOME_ROWS(count, lanes) \
  for (; rows >= count; rows -= count, a += count * stride, c += count * lanes * 16) \
    product_##count##_##lanes(a, stride, b, depth, c)

AVX512 static void product_wide(
    const float *a, size_t rows, size_t stride, const float *b, size_t depth, float *c) {
  SOME_ROWS(12, 2);
  SOME_ROWS(8, 2);
  SOME_ROWS(4, 2);
  SOME_ROWS(2, 2);
  SOME_ROWS(1, 2);
}

AVX512 static void product_narrow(
    const float *a, size_t rows, size_t stride, const float *b, size_t depth, float *c) {
  SOME_ROWS(12, 1);
  SOME_ROWS(8, 1);
  SOME_ROWS(4, 1);
  SOME_ROWS(2, 1);
  SOME_ROWS(1, 1);
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

FORCED Place place_of(const Job *job, size_t index) {
  size_t per_sample = job->tile_rows * job->tile_columns, rest = index % per_sample;
  return (Place){index / per_sample, rest / job->tile_columns * tile,
                 rest % job->tile_columns * tile};
}

// Writes the transform of one tile's inputs to 36 arrays `plane` values apart.
FORCED void transform_input(
    const Job *job, Place place, float *target, size_t plane, int half_precision) {
  const size_t H = job->height, W = job->width, C = job->inputs, size = size_of(half_precision);
  const char *sample = job->source + place.sample * H * W * C * size;
  const int interior = place.row > 0 && place.column > 0 && place.row + window - 1 <= H
                       && place.column + window - 1 <= W;
  for (size_t c = 0; c < C; c += 16) {
    Lane values[points], half[points];
    for (size_t y = 0; y < window; y++)
      for (size_t x = 0; x < window; x++) {
        size_t row = place.row + y - 1, column = place.column + x - 1;
        int inside = interior || (row < H && column < W);  // below zero wraps to a huge value
        values[y * window + x] =
            inside ? load(sample + ((row * W + column) * C + c) * size, half_precision) : (Lane){0};
      }
    for (size_t x = 0; x < window; x++) FORWARD((values + x), 6, (half + x), 6);
    for (size_t y = 0; y < window; y++) {
      Lane result[window];
      FORWARD((half + y * 6), 1, result, 1);
      for (size_t x = 0; x < window; x++)
        *(Lane *)(target + (y * window + x) * plane + c) = result[x];
    }
  }
}

// Where sixteen outputs of a tile go, and how far apart its rows and columns lie there. With
// `shuffle`, the outputs are four parities of a map twice as large.
typedef struct { char *first; size_t row, column; } Spot;

FORCED Spot spot_of(const Job *job, Place place, size_t output, size_t size) {
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

// The inverse transform of sixteen outputs of one tile, with bias and nonlinearity.
FORCED void transform_output(
    const Job *job, Place place, const float *products, size_t plane, size_t output,
    int half_precision) {
  Lane values[points], half[24], results[16];
  for (size_t p = 0; p < points; p++) values[p] = *(const Lane *)(products + p * plane);
  for (size_t x = 0; x < window; x++) BACKWARD((values + x), 6, (half + x), 6);
  for (size_t y = 0; y < tile; y++) BACKWARD((half + y * 6), 1, (results + y * 4), 1);
  const Lane bias = *(const Lane *)(job->bias + output);
  const Spot spot = spot_of(job, place, output, size_of(half_precision));
  for (size_t y = 0; y < tile && place.row + y < job->height; y++)
    for (size_t x = 0; x < tile && place.column + x < job->width; x++) {
      char *target = spot.first + y * spot.row + x * spot.column;
      Lane value = results[y * 4 + x] + bias;
      if (job->accumulate) value += load(target, half_precision);
      store(target, __builtin_elementwise_max(value, job->slope * value), half_precision);
    }
}

// The same sums in the same order as the pixel norm of Kernels.inc, to the bit.
FORCED void norm_pixel(char *pixel, size_t channels, float epsilon, int half_precision) {
  const size_t step = 16 * size_of(half_precision);
  Lane squares = {0};
  for (size_t c = 0; c < channels / 16; c++) {
    Lane x = load(pixel + c * step, half_precision);
    squares += x * x;
  }
  float sum = 0;
  for (int i = 0; i < 16; i++) sum += squares[i];
  float scale = 1.0f / __builtin_sqrtf(sum / (float)channels + epsilon);
  for (size_t c = 0; c < channels / 16; c++)
    store(pixel + c * step, load(pixel + c * step, half_precision) * scale, half_precision);
}

// Pixel norm of one tile's outputs, which are still in the cache.
FORCED void norm_tile(const Job *job, Place place, int half_precision) {
  size_t parities = job->shuffle ? 4 : 1, channels = job->outputs / parities;
  for (size_t parity = 0; parity < parities; parity++) {
    const Spot spot = spot_of(job, place, parity * channels, size_of(half_precision));
    for (size_t y = 0; y < tile && place.row + y < job->height; y++)
      for (size_t x = 0; x < tile && place.column + x < job->width; x++)
        norm_pixel(
            spot.first + y * spot.row + x * spot.column, channels, job->epsilon, half_precision);
  }
}

// Whether a panel's weights vanish at a point: a parity's kernel lacks its first or last taps.
FORCED int is_zero(const Job *job, size_t output, size_t point) {
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

// One item is one block of tiles.
FORCED void convolve(const Job *job, size_t begin, size_t end, int half_precision) {
  const size_t P = panel_of(job->outputs, job->shuffle);
  // An odd number of cache lines apart, so that rows do not fall on each other.
  const size_t stride = job->inputs + 16, plane = job->block * stride;
  const size_t product_plane = job->block * P;
  float *memory = job->scratch + (size_t)CKernels_thread_number() * scratch_of(job);
  float *products = memory + points * plane;
  const size_t total = job->batch * job->tile_rows * job->tile_columns;
  for (size_t item = begin; item < end; item++) {
    size_t first = item * job->block;
    size_t count = first + job->block < total ? job->block : total - first;
    for (size_t t = 0; t < count; t++)
      transform_input(job, place_of(job, first + t), memory + t * stride, plane, half_precision);
    for (size_t output = 0; output < job->outputs; output += P) {
      for (size_t p = 0; p < points; p++) {
        const float *weights = job->packed + (output / P * points + p) * job->inputs * P;
        if (is_zero(job, output, p))
          memset(products + p * product_plane, 0, count * P * sizeof(float));
        else
          (P == 32 ? product_wide : product_narrow)(
              memory + p * plane, count, stride, weights, job->inputs,
              products + p * product_plane);
      }
      for (size_t t = 0; t < count; t++)
        for (size_t lane = 0; lane < P; lane += 16)
          transform_output(
              job, place_of(job, first + t), products + t * P + lane, product_plane,
              output + lane, half_precision);
    }
    if (job->norm)
      for (size_t t = 0; t < count; t++) norm_tile(job, place_of(job, first + t), half_precision);
  }
}

AVX512 static void convolve_float32(const void *context, size_t begin, size_t end) {
  convolve(context, begin, end, 0);
}

AVX512 static void convolve_bfloat16(const void *context, size_t begin, size_t end) {
  convolve(context, begin, end, 1);
}

// Tiles per block: as many as keep the transformed inputs in the second-level cache, at least
// enough to use each weight often, and an equal share for each thread.
static size_t block_of(size_t tiles, size_t inputs) {
  enum { cache = 450 << 10, least = 36, most = 120 };
  size_t fitting = cache / (points * sizeof(float) * inputs);
  size_t block = fitting < least ? least : fitting > most ? most : fitting / 12 * 12;
  size_t threads = (size_t)CKernels_thread_count(), rounds = 1;
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
  return scratch_of(&job) * sizeof(float) * (size_t)CKernels_thread_count();
}

void CKernels_fused_winograd(
    CKernels_Element element, const CKernels_FusedWinograd *layer, const void *source, void *target,
    void *scratch) {
  Job job = job_of(layer);
  job.source = source;
  job.target = target;
  job.scratch = scratch;
  size_t tiles = job.batch * job.tile_rows * job.tile_columns;
  CKernels_parallel(
      (tiles + job.block - 1) / job.block, 1 << 20,
      element == CKernels_bfloat16 ? convolve_bfloat16 : convolve_float32, &job);
}

#else

int CKernels_has_fused_winograd(void) { return 0; }
void CKernels_fused_winograd_pack(
    const float *weights, float *packed, size_t inputs, size_t outputs, int shuffle) {
  (void)weights, (void)packed, (void)inputs, (void)outputs, (void)shuffle;
}
size_t CKernels_fused_winograd_scratch(const CKernels_FusedWinograd *layer) {
  (void)layer;
  return 0;
}
void CKernels_fused_winograd(
    CKernels_Element element, const CKernels_FusedWinograd *layer, const void *source, void *target,
    void *scratch) {
  (void)element, (void)layer, (void)source, (void)target, (void)scratch;
}

#endif
