// Compares every kernel of CKernels with plain loops in double precision, in float32 and bfloat16.
// Needs nothing but a C compiler, so it also runs where there is no Swift; see ./run.
#include "CKernels.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int faults = 0;

// ---- values ----

static float next_value(void) {
  static uint64_t state = 88172645463325252u;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (float)((int64_t)state >> 40) / (float)(1 << 23);
}

static void *reserve(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!memory) exit(2);
  return memory;
}

// Values in -1..<1, which bfloat16 holds exactly if that is the element.
static float *noise(CKernels_Element element, size_t count) {
  float *values = reserve(count * sizeof(float));
  for (size_t i = 0; i < count; i++) {
    values[i] = next_value();
    if (element == CKernels_float32) continue;
    uint32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    bits &= 0xFFFF0000u;
    memcpy(&values[i], &bits, sizeof bits);
  }
  return values;
}

static size_t size_of(CKernels_Element element) { return element == CKernels_float32 ? 4 : 2; }

// The values as the kernels take them.
static void *stored(CKernels_Element element, const float *values, size_t count) {
  char *result = reserve(count * size_of(element));
  for (size_t i = 0; i < count; i++)
    if (element == CKernels_float32) ((float *)result)[i] = values[i];
    else {
      uint32_t bits;
      memcpy(&bits, &values[i], sizeof bits);
      ((uint16_t *)result)[i] = (uint16_t)(bits >> 16);
    }
  return result;
}

static double value_at(CKernels_Element element, const void *values, size_t i) {
  if (element == CKernels_float32) return ((const float *)values)[i];
  uint32_t bits = (uint32_t)((const uint16_t *)values)[i] << 16;
  float result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

// What storing may lose of a value, beside `error` of the sum itself.
static void compare(
    const char *name, CKernels_Element element, const void *found, const double *expected,
    size_t count, double error) {
  double worst = 0;
  size_t place = 0;
  for (size_t i = 0; i < count; i++) {
    double difference = fabs(value_at(element, found, i) - expected[i]);
    double allowed = error * fmax(1, fabs(expected[i]));
    if (element == CKernels_bfloat16) allowed += fabs(expected[i]) / 256;
    // NaN is in no order, so it is asked whether all is well.
    if (!(difference / allowed <= worst)) worst = difference / allowed, place = i;
    if (difference != difference) break;
  }
  const char *kind = element == CKernels_float32 ? "float32" : "bfloat16";
  if (worst <= 1) {
    printf("ok    %-34s %-9s %.3f of the error allowed\n", name, kind, worst);
    return;
  }
  faults++;
  printf("WRONG %-34s %-9s value %zu of %zu: %g, expected %g\n", name, kind, place, count,
         value_at(element, found, place), expected[place]);
}

// ---- loops over channels and pixels ----

static void test_layouts(CKernels_Element element) {
  enum { batch = 2, channels = 19, pixels = 131, count = batch * channels * pixels };
  float *values = noise(element, count), *back = reserve(count * sizeof(float));
  void *last = reserve(count * size_of(element));
  CKernels_to_channels_last(element, values, last, batch, channels, pixels);
  CKernels_to_channels_first(element, last, back, batch, channels, pixels);
  double *moved = reserve(count * sizeof(double)), *same = reserve(count * sizeof(double));
  for (size_t n = 0; n < batch; n++)
    for (size_t c = 0; c < channels; c++)
      for (size_t p = 0; p < pixels; p++) {
        size_t first = (n * channels + c) * pixels + p;
        moved[(n * pixels + p) * channels + c] = same[first] = values[first];
      }
  compare("to channels last", element, last, moved, count, 1e-12);
  compare("to channels first", CKernels_float32, back, same, count, 1e-12);
}

static void test_rounding(void) {
  // Halfway cases go to the even neighbour.
  const float values[] = {1.0f, 1.00390625f, 1.01171875f, -1.00390625f, 3.1415927f};
  const uint16_t expected[] = {0x3F80, 0x3F80, 0x3F82, 0xBF80, 0x4049};
  uint16_t found[5];
  float widened[5];
  CKernels_round_to_bfloat16(values, found, 5);
  CKernels_widen_to_float32(found, widened, 5);
  int is_right = !memcmp(found, expected, sizeof found) && widened[4] == 3.140625f;
  faults += !is_right;
  printf("%s rounding to bfloat16\n", is_right ? "ok   " : "WRONG");
}

static double norm_scale(const float *pixel, size_t channels, double epsilon) {
  double squares = 0;
  for (size_t c = 0; c < channels; c++) squares += (double)pixel[c] * pixel[c];
  return 1 / sqrt(squares / (double)channels + epsilon);
}

static void test_norm(CKernels_Element element) {
  enum { pixels = 37, channels = 53, count = pixels * channels };
  float *values = noise(element, count);
  void *maps = stored(element, values, count);
  CKernels_pixel_norm(element, maps, maps, pixels, channels, 1e-8f);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++)
    expected[i] = values[i] * norm_scale(values + i / channels * channels, channels, 1e-8);
  compare("pixel norm", element, maps, expected, count, 1e-6);
}

static void test_interleaving(CKernels_Element element) {
  enum { batch = 2, height = 3, width = 5, channels = 21 };
  enum { count = batch * height * width * channels };
  float *parts[4];
  const void *sources[4];
  for (int i = 0; i < 4; i++) {
    parts[i] = noise(element, count);
    sources[i] = stored(element, parts[i], count);
  }
  void *plain = reserve(4 * count * size_of(element));
  void *normed = reserve(4 * count * size_of(element));
  CKernels_interleave(element, sources, plain, normed, batch, height, width, channels, 1e-8f);
  void *doubled = reserve(4 * count * size_of(element));
  CKernels_upsample_nearest(element, sources[0], doubled, batch, height, width, channels);
  double *values = reserve(4 * count * sizeof(double));
  double *scaled = reserve(4 * count * sizeof(double));
  double *repeated = reserve(4 * count * sizeof(double));
  for (size_t i = 0; i < 4 * count; i++) {
    size_t c = i % channels, x = i / channels % (2 * width), y = i / channels / (2 * width);
    size_t from = (y / 2 * width + x / 2) * channels;
    const float *part = parts[y % 2 * 2 + x % 2] + from;
    values[i] = part[c];
    scaled[i] = part[c] * norm_scale(part, channels, 1e-8);
    repeated[i] = parts[0][from + c];
  }
  compare("interleaving", element, plain, values, 4 * count, 1e-12);
  compare("interleaving and pixel norm", element, normed, scaled, 4 * count, 1e-6);
  compare("nearest upsampling", element, doubled, repeated, 4 * count, 1e-12);
}

static void test_blending(CKernels_Element element) {
  enum { batch = 2, height = 3, width = 4, channels = 18 };
  enum { count = batch * height * width * channels };
  float *values = noise(element, count), *weight = noise(CKernels_float32, count);
  float *replacement = noise(CKernels_float32, channels);
  void *maps = stored(element, values, count);
  CKernels_Strides whole = {height * width * channels, width * channels, channels}, one = {0, 0, 0};
  CKernels_blend(
      element, maps, weight, whole, replacement, one, batch, height, width, channels);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++)
    expected[i] = values[i] * (1 - (double)weight[i])
                  + (double)replacement[i % channels] * weight[i];
  compare("blending", element, maps, expected, count, 1e-6);
}

static void test_pooling(CKernels_Element element) {
  enum { batch = 2, height = 7, width = 9, channels = 17, rows = 4, columns = 5 };
  float *values = noise(element, batch * height * width * channels);
  void *maps = stored(element, values, batch * height * width * channels);
  const size_t count = batch * rows * columns * channels;
  void *pooled = reserve(count * size_of(element));
  CKernels_max_pool(
      element, maps, pooled, batch, height, width, channels, rows, columns, 3, 2, 1);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++) {
    size_t c = i % channels, x = i / channels % columns, y = i / channels / columns % rows;
    size_t n = i / channels / columns / rows;
    expected[i] = -INFINITY;
    for (size_t sy = y ? 2 * y - 1 : 0; sy <= 2 * y + 1 && sy < height; sy++)
      for (size_t sx = x ? 2 * x - 1 : 0; sx <= 2 * x + 1 && sx < width; sx++)
        expected[i] =
            fmax(expected[i], values[((n * height + sy) * width + sx) * channels + c]);
  }
  compare("max pooling", element, pooled, expected, count, 1e-12);
}

static void test_elementwise(CKernels_Element element) {
  enum { pixels = 67, channels = 13, count = pixels * channels };
  float *values = noise(element, count), *others = noise(element, count);
  void *a = stored(element, values, count), *b = stored(element, others, count);
  double *expected = reserve(count * sizeof(double));
  CKernels_add(element, a, b, count);
  for (size_t i = 0; i < count; i++) expected[i] = (double)values[i] + others[i];
  compare("addition", element, b, expected, count, 1e-6);
  CKernels_clamp(element, a, count, -0.25f, 0.5f);
  for (size_t i = 0; i < count; i++) expected[i] = fmin(fmax(values[i], -0.25), 0.5);
  compare("bounds", element, a, expected, count, 1e-12);
  void *slice = reserve(pixels * 20 * size_of(element));
  memset(slice, 0, pixels * 20 * size_of(element));
  void *maps = stored(element, values, count);
  CKernels_copy_channels(element, maps, channels, 3, slice, 20, 6, 9, pixels);
  double *parts = reserve(pixels * 20 * sizeof(double));
  for (size_t i = 0; i < pixels * 20; i++)
    parts[i] = i % 20 >= 6 && i % 20 < 15 ? values[i / 20 * channels + i % 20 - 3] : 0;
  compare("copied channels", element, slice, parts, pixels * 20, 1e-12);
}

static void test_classes(CKernels_Element element) {
  enum { pixels = 41, channels = 40, first = 3, last = 38, classes = last - first };
  float *values = noise(element, pixels * channels);
  for (size_t i = 0; i < pixels * channels; i++) values[i] *= 8;  // a power of two stays exact
  void *maps = stored(element, values, pixels * channels);
  float *shares = reserve(pixels * classes * sizeof(float));
  int32_t best[pixels];
  CKernels_softmax(element, maps, shares, pixels, channels, first, last);
  CKernels_argmax(element, maps, best, pixels, channels, first, last);
  double *expected = reserve(pixels * classes * sizeof(double));
  int is_right = 1;
  for (size_t p = 0; p < pixels; p++) {
    double sum = 0;
    size_t largest = 0;
    for (size_t c = 0; c < classes; c++) {
      const float *pixel = values + p * channels + first;
      sum += expected[p * classes + c] = exp(pixel[c]);
      if (pixel[c] > pixel[largest]) largest = c;
    }
    for (size_t c = 0; c < classes; c++) expected[p * classes + c] /= sum;
    is_right &= best[p] == (int32_t)largest;
  }
  compare("softmax", CKernels_float32, shares, expected, pixels * classes, 1e-6);
  faults += !is_right;
  printf("%s index of the largest channel\n", is_right ? "ok   " : "WRONG");
}

static void test_few_outputs(size_t outputs) {
  enum { pixels = 37, inputs = 48 };
  float *values = noise(CKernels_float32, pixels * inputs);
  float *weights = noise(CKernels_float32, outputs * inputs);
  float *bias = noise(CKernels_float32, outputs), target[pixels * 4];
  CKernels_mix_few(values, weights, bias, target, pixels, inputs, outputs);
  double expected[pixels * 4];
  for (size_t i = 0; i < pixels * outputs; i++) {
    expected[i] = bias[i % outputs];
    for (size_t c = 0; c < inputs; c++)
      expected[i] += (double)values[i / outputs * inputs + c] * weights[i % outputs * inputs + c];
  }
  compare("few outputs", CKernels_float32, target, expected, pixels * outputs, 1e-5);
}

// ---- resampling ----

// Linear resampling between pixel centres, the border repeated.
static CKernels_Taps linear_taps(size_t from, size_t to) {
  int32_t *starts = reserve(to * 4), *counts = reserve(to * 4), *offsets = reserve(to * 4);
  float *weights = reserve(to * 8);
  for (size_t i = 0; i < to; i++) {
    double place = fmax(0, ((double)i + 0.5) * (double)from / (double)to - 0.5);
    size_t start = (size_t)place;
    double share = place - (double)start;
    if (start + 1 >= from) start = from > 1 ? from - 2 : 0, share = from > 1 ? 1 : 0;
    starts[i] = (int32_t)start, counts[i] = from > 1 ? 2 : 1, offsets[i] = (int32_t)(2 * i);
    weights[2 * i] = (float)(1 - share), weights[2 * i + 1] = (float)share;
  }
  return (CKernels_Taps){starts, counts, offsets, weights};
}

static double weight_of(CKernels_Taps taps, size_t to, size_t from) {
  int32_t k = (int32_t)from - taps.starts[to];
  return k >= 0 && k < taps.counts[to] ? taps.weights[taps.offsets[to] + k] : 0;
}

enum { small_height = 3, small_width = 4, large_height = 7, large_width = 9 };

// The resampled value of one channel of (batch, small_height, small_width, channels).
static double resampled(
    const float *values, size_t channels, CKernels_Taps rows, CKernels_Taps columns, size_t n,
    size_t y, size_t x, size_t c) {
  double sum = 0;
  for (size_t sy = 0; sy < small_height; sy++)
    for (size_t sx = 0; sx < small_width; sx++)
      sum += weight_of(rows, y, sy) * weight_of(columns, x, sx)
             * values[((n * small_height + sy) * small_width + sx) * channels + c];
  return sum;
}

static void test_resampling(CKernels_Element element) {
  enum { batch = 2, channels = 11, count = batch * large_height * large_width * channels };
  float *values = noise(element, batch * small_height * small_width * channels);
  void *maps = stored(element, values, batch * small_height * small_width * channels);
  void *target = reserve(count * size_of(element));
  CKernels_Taps rows = linear_taps(small_height, large_height);
  CKernels_Taps columns = linear_taps(small_width, large_width);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++)
    expected[i] = resampled(
        values, channels, rows, columns, i / channels / large_width / large_height,
        i / channels / large_width % large_height, i / channels % large_width, i % channels);
  for (int accumulate = 0; accumulate < 2; accumulate++) {
    CKernels_resample(
        element, maps, target, batch, small_height, small_width, channels, large_height,
        large_width, rows, columns, accumulate);
    compare(accumulate ? "resampling, added" : "resampling", element, target, expected, count,
            accumulate && element == CKernels_bfloat16 ? 0.01 : 1e-6);
    for (size_t i = 0; i < count; i++) expected[i] *= 2;
  }
}

static void test_tap_mixing(CKernels_Element element) {
  enum { batch = 2, channels = 13, count = batch * large_height * large_width * channels };
  float *values = noise(element, batch * small_height * small_width * channels * 9);
  void *maps = stored(element, values, batch * small_height * small_width * channels * 9);
  float *target = reserve(count * sizeof(float));
  CKernels_Taps rows = linear_taps(small_height, large_height);
  CKernels_Taps columns = linear_taps(small_width, large_width);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++) {
    size_t c = i % channels, x = i / channels % large_width;
    size_t y = i / channels / large_width % large_height;
    size_t n = i / channels / large_width / large_height;
    expected[i] = 0;
    for (size_t tap = 0; tap < 9; tap++) {
      size_t row = y + tap / 3 - 1, column = x + tap % 3 - 1;
      if (row < large_height && column < large_width)
        expected[i] += resampled(
            values, channels * 9, rows, columns, n, row, column, tap * channels + c);
    }
  }
  for (int accumulate = 0; accumulate < 2; accumulate++) {
    CKernels_mix_taps(
        element, maps, target, batch, small_height, small_width, channels, large_height,
        large_width, rows, columns, accumulate);
    compare(accumulate ? "mixed taps, added" : "mixed taps", CKernels_float32, target, expected,
            count, 1e-6);
    for (size_t i = 0; i < count; i++) expected[i] *= 2;
  }
}

static void test_vote(void) {
  enum { channels = 23, first = 2, last = 21, classes = last - first, asked = 2 };
  enum { pixels = large_height * large_width };
  float *values[2];
  CKernels_Logits sources[2];
  for (int s = 0; s < 2; s++) {
    values[s] = noise(CKernels_float32, small_height * small_width * channels);
    for (size_t i = 0; i < small_height * small_width * channels; i++) values[s][i] *= 4;
    sources[s] = (CKernels_Logits){
        values[s], small_height, small_width, channels, linear_taps(small_height, large_height),
        linear_taps(small_width, large_width)};
  }
  int32_t winners[pixels], numbers[classes], scored[asked] = {4, 11};
  float scores[asked * pixels];
  for (int i = 0; i < classes; i++) numbers[i] = 100 + i;
  CKernels_Vote vote = {
      .winners = winners, .winner_stride = pixels, .numbers = numbers, .scored = scored,
      .scored_count = asked, .scores = scores};
  CKernels_vote(sources, 2, first, last, 1, large_height, large_width, &vote);
  double expected[asked * pixels];
  int is_right = 1;
  for (size_t p = 0; p < pixels; p++) {
    double sums[classes] = {0};
    for (int s = 0; s < 2; s++) {
      double powers[classes], total = 0;
      for (size_t c = 0; c < classes; c++)
        total += powers[c] = exp(resampled(
            values[s], channels, sources[s].rows, sources[s].columns, 0, p / large_width,
            p % large_width, first + c));
      for (size_t c = 0; c < classes; c++) sums[c] += powers[c] / total;
    }
    int best = 0;
    for (int c = 1; c < classes; c++)
      if (sums[c] > sums[best]) best = c;
    is_right &= winners[p] == numbers[best];
    for (size_t k = 0; k < asked; k++) expected[k * pixels + p] = sums[scored[k]];
  }
  compare("probabilities of a vote", CKernels_float32, scores, expected, asked * pixels, 1e-5);
  faults += !is_right;
  printf("%s winners of a vote\n", is_right ? "ok   " : "WRONG");
}

// ---- convolution ----

typedef struct { size_t inputs, outputs, height, width; int shuffle, accumulate, norm; } Case;

// The weights of a case; with four parities, without the taps that they must lack.
static float *weights_of(Case layer) {
  float *weights = noise(CKernels_float32, layer.outputs * layer.inputs * 9);
  for (size_t i = 0; i < layer.outputs * layer.inputs * 9; i++) {
    size_t parity = i / 9 / layer.inputs / (layer.outputs / 4), row = i % 9 / 3, column = i % 3;
    weights[i] /= sqrtf((float)layer.inputs);
    if (layer.shuffle && (row == (parity / 2 ? 0 : 2) || column == (parity % 2 ? 0 : 2)))
      weights[i] = 0;
  }
  return weights;
}

static double convolved(
    Case layer, const float *source, const float *weights, size_t n, size_t y, size_t x, size_t o) {
  double sum = 0;
  for (size_t tap = 0; tap < 9; tap++) {
    size_t row = y + tap / 3 - 1, column = x + tap % 3 - 1;
    if (row >= layer.height || column >= layer.width) continue;
    const float *pixel = source + ((n * layer.height + row) * layer.width + column) * layer.inputs;
    for (size_t i = 0; i < layer.inputs; i++)
      sum += (double)pixel[i] * weights[(o * layer.inputs + i) * 9 + tap];
  }
  return sum;
}

static void test_winograd(CKernels_Element element, Case layer) {
  enum { batch = 2 };
  const size_t inputs = batch * layer.height * layer.width * layer.inputs;
  const size_t count = batch * layer.height * layer.width * layer.outputs;
  const size_t channels = layer.shuffle ? layer.outputs / 4 : layer.outputs;
  float *values = noise(element, inputs), *before = noise(element, count);
  float *weights = weights_of(layer), *bias = noise(CKernels_float32, layer.outputs);
  void *source = stored(element, values, inputs), *target = stored(element, before, count);
  float *packed = reserve(36 * layer.inputs * layer.outputs * sizeof(float));
  CKernels_fused_winograd_pack(weights, packed, layer.inputs, layer.outputs, layer.shuffle);
  CKernels_FusedWinograd job = {
      packed, bias, batch, layer.height, layer.width, layer.inputs, layer.outputs, 0.2f,
      layer.accumulate, layer.shuffle, layer.norm, 1e-8f};
  void *scratch = reserve(CKernels_fused_winograd_scratch(&job));
  CKernels_fused_winograd(element, &job, source, target, scratch);
  double *expected = reserve(count * sizeof(double));
  for (size_t i = 0; i < count; i++) {
    size_t o = i % layer.outputs, x = i / layer.outputs % layer.width;
    size_t y = i / layer.outputs / layer.width % layer.height;
    size_t n = i / layer.outputs / layer.width / layer.height;
    size_t parity = o / channels, line = 2 * layer.width;
    size_t place = layer.shuffle
        ? ((n * 2 * layer.height + 2 * y + parity / 2) * line + 2 * x + parity % 2) * channels
              + o % channels
        : i;
    double sum = convolved(layer, values, weights, n, y, x, o) + bias[o];
    if (layer.accumulate) sum += before[place];
    expected[place] = sum > 0 ? sum : (double)0.2f * sum;
  }
  for (size_t p = 0; layer.norm && p < count / channels; p++) {
    double squares = 0;
    for (size_t c = 0; c < channels; c++)
      squares += expected[p * channels + c] * expected[p * channels + c];
    for (size_t c = 0; c < channels; c++)
      expected[p * channels + c] /= sqrt(squares / (double)channels + 1e-8);
  }
  char name[64];
  snprintf(name, sizeof name, "Winograd %zu-%zu %zux%zu%s%s%s", layer.inputs, layer.outputs,
           layer.height, layer.width, layer.shuffle ? " doubled" : "",
           layer.accumulate ? " added" : "", layer.norm ? " normed" : "");
  // A normed value is rounded twice in bfloat16.
  double error = element == CKernels_bfloat16 && layer.norm ? 0.01 : 1e-5;
  compare(name, element, target, expected, count, error);
}

int main(void) {
  static const char *const names[] = {"plain", "AVX2", "AVX-512"};
  printf("kernels: %s\n", names[CKernels_instruction_set()]);
  static const Case cases[] = {
      {16, 32, 16, 16, 0, 0, 0}, {32, 16, 17, 30, 0, 1, 0}, {48, 48, 21, 13, 0, 0, 1},
      {64, 64, 18, 20, 0, 0, 1}, {16, 64, 17, 15, 1, 0, 1}, {32, 128, 16, 16, 1, 0, 0},
  };
  for (int element = 0; element < 2; element++) {
    test_layouts(element);
    test_norm(element);
    test_interleaving(element);
    test_blending(element);
    test_pooling(element);
    test_elementwise(element);
    test_classes(element);
    test_resampling(element);
    test_tap_mixing(element);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) test_winograd(element, cases[i]);
  }
  for (size_t outputs = 1; outputs <= 4; outputs++) test_few_outputs(outputs);
  test_rounding();
  test_vote();
  printf(faults ? "%d comparisons failed\n" : "all comparisons hold\n", faults);
  return faults != 0;
}
