#include "Support.h"

// All of it in float32: a styled layer's gradient before its factor, noise and bias, times the factor.
typedef struct {
  const float *output, *gradient, *scale;
  float *target;
  float limit;
  size_t pixels, channels;
} Finished;

static void finish_adjoint(const void *context, size_t begin, size_t end) {
  const Finished *job = context;
  for (size_t item = begin; item < end; item++) {
    const float *scale = job->scale + item / job->pixels * job->channels;
    const size_t start = item * job->channels;
    for (size_t c = 0; c < job->channels; c++) {
      const float y = job->output[start + c];
      const float slope = (y > 0 ? 1.0f : 0.2f) * 1.41421356f * scale[c];
      const int is_cut = y >= job->limit || y <= -job->limit;
      job->target[start + c] = is_cut ? 0 : job->gradient[start + c] * slope;
    }
  }
}

void CKernels_finish_style_adjoint(
    const float *output, const float *gradient, const float *scale, float limit, float *target,
    size_t batch, size_t pixels, size_t channels) {
  Finished job = {output, gradient, scale, target, limit, pixels, channels};
  CParallel_run(batch * pixels, channels, finish_adjoint, &job);
}

typedef struct {
  const float *gradient;
  float *const *targets;
  size_t height, width, channels;
} Smoothed;

// Rows of the transposed convolution's output, 2 height + 1 a sample.
static void smooth_adjoint(const void *context, size_t begin, size_t end) {
  static const float taps[4] = {0.25f, 0.75f, 0.75f, 0.25f};
  const Smoothed *job = context;
  const size_t height = job->height, width = job->width, channels = job->channels;
  for (size_t item = begin; item < end; item++) {
    const size_t sample = item / (2 * height + 1), row = item % (2 * height + 1);
    for (size_t column = 0; column < 2 * width + 1; column++) {
      const size_t rows = height + 1 - row % 2, columns = width + 1 - column % 2;
      float *target = job->targets[row % 2 * 2 + column % 2] +
                      ((sample * rows + row / 2) * columns + column / 2) * channels;
      for (size_t c = 0; c < channels; c++) target[c] = 0;
      for (size_t a = 0; a < 4; a++) {
        // Output row y reads row y + a - 1.
        if (row + 1 < a || row + 1 - a >= 2 * height) continue;
        for (size_t b = 0; b < 4; b++) {
          if (column + 1 < b || column + 1 - b >= 2 * width) continue;
          const float weight = taps[a] * taps[b];
          const float *source =
              job->gradient +
              ((sample * 2 * height + row + 1 - a) * 2 * width + column + 1 - b) * channels;
          for (size_t c = 0; c < channels; c++) target[c] += weight * source[c];
        }
      }
    }
  }
}

void CKernels_smooth_style_adjoint(
    const float *gradient, float *const targets[4], size_t batch, size_t height, size_t width,
    size_t channels) {
  Smoothed job = {gradient, targets, height, width, channels};
  CParallel_run(
      batch * (2 * height + 1), (2 * width + 1) * channels * 16, smooth_adjoint, &job);
}

typedef struct {
  const float *picture, *gradient, *weights;
  float *target;
  float limit;
  size_t pixels, channels, colors;
} Colored;

static void color_adjoint(const void *context, size_t begin, size_t end) {
  const Colored *job = context;
  for (size_t item = begin; item < end; item++) {
    const float *weights = job->weights + item / job->pixels * job->colors * job->channels;
    float *target = job->target + item * job->channels;
    for (size_t c = 0; c < job->channels; c++) target[c] = 0;
    for (size_t color = 0; color < job->colors; color++) {
      const float y = job->picture[item * job->colors + color];
      if (y >= job->limit || y <= -job->limit) continue;
      const float slope = job->gradient[item * job->colors + color];
      for (size_t c = 0; c < job->channels; c++)
        target[c] += slope * weights[color * job->channels + c];
    }
  }
}

void CKernels_color_adjoint(
    const float *picture, const float *gradient, const float *weights, float limit, float *target,
    size_t batch, size_t pixels, size_t channels, size_t colors) {
  Colored job = {picture, gradient, weights, target, limit, pixels, channels, colors};
  CParallel_run(batch * pixels, channels * colors, color_adjoint, &job);
}

void CKernels_enlarge_picture_adjoint(
    const float *gradient, float *target, size_t batch, size_t height, size_t width,
    size_t channels) {
  // A pixel is near to its own two rows and far from the two around them; columns likewise.
  static const float taps[4] = {0.25f, 0.75f, 0.75f, 0.25f};
  for (size_t row = 0; row < batch * height; row++) {
    const size_t sample = row / height, y = row % height;
    for (size_t x = 0; x < width; x++) {
      float *pixel = target + (row * width + x) * channels;
      for (size_t c = 0; c < channels; c++) pixel[c] = 0;
      for (size_t a = 0; a < 4; a++) {
        if (2 * y + a < 1 || 2 * y + a > 2 * height) continue;
        for (size_t b = 0; b < 4; b++) {
          if (2 * x + b < 1 || 2 * x + b > 2 * width) continue;
          const float *source =
              gradient +
              ((sample * 2 * height + 2 * y + a - 1) * 2 * width + 2 * x + b - 1) * channels;
          for (size_t c = 0; c < channels; c++) pixel[c] += taps[a] * taps[b] * source[c];
        }
      }
    }
  }
}
