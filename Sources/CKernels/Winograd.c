// Lavin and Gray 2015, arXiv:1509.09308: points 0, ±1, infinity for tiles of 2, and ±2 for 4.
#include "Support.h"

typedef float vec __attribute__((vector_size(64), aligned(4)));
typedef uint32_t bits __attribute__((vector_size(64)));
typedef uint16_t halves __attribute__((vector_size(32), aligned(2)));

#define load_float(pointer) (*(const vec *)(pointer))
#define store_float(pointer, value) (*(vec *)(pointer) = (value))

INLINE void load_halves(const bfloat *source, vec *target) {
  bits wide = __builtin_convertvector(*(const halves *)source, bits) << 16;
  memcpy(target, &wide, sizeof wide);
}
#define load_bfloat(pointer) ({ vec widened; load_halves((pointer), &widened); widened; })

INLINE void store_halves(bfloat *target, const vec *value) {
  bits wide;
  memcpy(&wide, value, sizeof wide);
  wide = (wide + 0x7FFFu + ((wide >> 16) & 1u)) >> 16;
  *(halves *)target = __builtin_convertvector(wide, halves);
}
#define store_bfloat(pointer, value) ({ vec wide = (value); store_halves((pointer), &wide); })

// d = B^T d for `points` values `step` apart.
INLINE void transform_points(vec *d, int step, int points) {
  if (points == 4) {
    const vec a = d[0], b = d[step], c = d[2 * step], e = d[3 * step];
    d[0] = a - c;
    d[step] = b + c;
    d[2 * step] = c - b;
    d[3 * step] = b - e;
    return;
  }
  const vec a = d[0], b = d[step], c = d[2 * step], e = d[3 * step], f = d[4 * step],
            g = d[5 * step];
  const vec p = f - 4.0f * c, q = e - 4.0f * b, r = f - c, s = 2.0f * (e - b);
  d[0] = 4.0f * a - 5.0f * c + f;
  d[step] = p + q;
  d[2 * step] = p - q;
  d[3 * step] = r + s;
  d[4 * step] = r - s;
  d[5 * step] = 4.0f * b - 5.0f * e + g;
}

// d = A^T d; the last two of the values become meaningless.
INLINE void finish_points(vec *d, int step, int points) {
  if (points == 4) {
    const vec a = d[0], b = d[step], c = d[2 * step], e = d[3 * step];
    d[0] = a + b + c;
    d[step] = b - c - e;
    return;
  }
  const vec p = d[step] + d[2 * step], q = d[step] - d[2 * step];
  const vec r = d[3 * step] + d[4 * step], s = d[3 * step] - d[4 * step];
  d[0] = d[0] + p + r;
  d[step] = q + 2.0f * s;
  d[2 * step] = p + 4.0f * r;
  d[3 * step] = q + 8.0f * s + d[5 * step];
}

#define T float
#define LOAD load_float
#define STORE store_float
#define NAME(name) name##_float32
#include "Winograd.inc"
#undef T
#undef LOAD
#undef STORE
#undef NAME

#define T bfloat
#define LOAD load_bfloat
#define STORE store_bfloat
#define NAME(name) name##_bfloat16
#include "Winograd.inc"

static size_t tile_count(size_t extent, size_t size) { return (extent + size - 1) / size; }

void CKernels_winograd_input(
    CKernels_Element element, size_t size, const void *source, void *const *targets, size_t batch,
    size_t height, size_t width, size_t channels) {
  const size_t rows = tile_count(height, size), columns = tile_count(width, size);
  const size_t count = batch * rows * columns, cost = channels * 64;
  if (element == CKernels_bfloat16) {
    TileInput_bfloat16 job = {source, targets, height, width, channels, rows, columns};
    CKernels_parallel(
        count, cost, size == 4 ? transform_tiles_4_bfloat16 : transform_tiles_2_bfloat16, &job);
  } else {
    TileInput_float32 job = {source, targets, height, width, channels, rows, columns};
    CKernels_parallel(
        count, cost, size == 4 ? transform_tiles_4_float32 : transform_tiles_2_float32, &job);
  }
}

void CKernels_winograd_output(
    CKernels_Element element, size_t size, const float *const *sources, const float *bias,
    const float *sum, void *target, size_t batch, size_t height, size_t width, size_t channels,
    float slope) {
  const size_t rows = tile_count(height, size), columns = tile_count(width, size);
  const size_t count = batch * rows * columns, cost = channels * 64;
  if (element == CKernels_bfloat16) {
    TileOutput_bfloat16 job = {sources, bias, sum, target, height, width, channels, rows, columns,
                               slope};
    CKernels_parallel(
        count, cost, size == 4 ? finish_tiles_4_bfloat16 : finish_tiles_2_bfloat16, &job);
  } else {
    TileOutput_float32 job = {sources, bias, sum, target, height, width, channels, rows, columns,
                              slope};
    CKernels_parallel(
        count, cost, size == 4 ? finish_tiles_4_float32 : finish_tiles_2_float32, &job);
  }
}
