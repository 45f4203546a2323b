#include "Support.h"

#define TEMPLATE "Styling.inc"
#define LEVELED "Elements.h"
#include "Levels.h"

void CKernels_modulate(
    CKernels_Element element, const void *source, const float *scale, void *target, size_t batch,
    size_t pixels, size_t channels) {
  DISPATCH(element, modulate, source, scale, target, batch, pixels, channels);
}

void CKernels_finish_style(
    CKernels_Element element, void *values, CKernels_Styling styling, size_t batch, size_t height,
    size_t width, size_t channels) {
  DISPATCH(element, finish, values, styling, batch, height, width, channels);
}

void CKernels_smooth_style(
    CKernels_Element element, const void *const sources[4], void *target, CKernels_Styling styling,
    size_t batch, size_t height, size_t width, size_t channels) {
  DISPATCH(element, smooth, sources, target, styling, batch, height, width, channels);
}

void CKernels_color(
    CKernels_Element element, const void *source, const float *weights, const float *bias,
    float limit, float *target, size_t batch, size_t pixels, size_t channels, size_t colors) {
  DISPATCH(element, color, source, weights, bias, limit, target, batch, pixels, channels, colors);
}

void CKernels_demodulate(
    const float *styles, const float *squares, float *target, size_t batch, size_t inputs,
    size_t outputs) {
  for (size_t sample = 0; sample < batch; sample++) {
    const float *style = styles + sample * inputs;
    for (size_t output = 0; output < outputs; output++) {
      const float *row = squares + output * inputs;
      float sums[16] = {0};
      size_t i = 0;
      for (; i + 16 <= inputs; i += 16)
        for (size_t lane = 0; lane < 16; lane++)
          sums[lane] += style[i + lane] * style[i + lane] * row[i + lane];
      float sum = 1e-8f;
      for (; i < inputs; i++) sum += style[i] * style[i] * row[i];
      for (size_t lane = 0; lane < 16; lane++) sum += sums[lane];
      target[sample * outputs + output] = 1.0f / __builtin_sqrtf(sum);
    }
  }
}

void CKernels_enlarge_picture(
    const float *source, float *target, size_t batch, size_t height, size_t width,
    size_t channels) {
  for (size_t row = 0; row < batch * 2 * height; row++) {
    const size_t sample = row / (2 * height), y = row % (2 * height);
    // An even row lies nearer to its own source row, an odd one to the next.
    const size_t near_row = y / 2;
    const int has_far_row = y % 2 ? near_row + 1 < height : near_row > 0;
    const size_t far_row = y % 2 ? near_row + 1 : near_row - 1;
    const float *near = source + (sample * height + near_row) * width * channels;
    const float *far = source + (sample * height + far_row) * width * channels;
    for (size_t x = 0; x < 2 * width; x++) {
      const size_t near_column = x / 2;
      const int has_far_column = x % 2 ? near_column + 1 < width : near_column > 0;
      const size_t far_column = x % 2 ? near_column + 1 : near_column - 1;
      for (size_t c = 0; c < channels; c++) {
        float sum = 0.5625f * near[near_column * channels + c];
        if (has_far_column) sum += 0.1875f * near[far_column * channels + c];
        if (has_far_row) sum += 0.1875f * far[near_column * channels + c];
        if (has_far_row && has_far_column) sum += 0.0625f * far[far_column * channels + c];
        target[(row * 2 * width + x) * channels + c] = sum;
      }
    }
  }
}
