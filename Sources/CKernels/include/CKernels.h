// Vectorisable loops over channels-last arrays: (batch, height, width, channels), channels fastest.
// Every kernel comes for float32 and for bfloat16 (stored in 16 bits, computed in float32), splits
// its work over the OpenMP team that oneDNN uses, and picks code for this processor at run time.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum { CKernels_float32 = 0, CKernels_bfloat16 = 1 } CKernels_Element;

// What the kernels are compiled for: any processor of its kind (SSE2, NEON), AVX2 with FMA, AVX-512.
typedef enum {
  CKernels_plain = 0, CKernels_avx2 = 1, CKernels_avx512 = 2
} CKernels_InstructionSet;

// Which of them runs: the best that this processor has and the variable ONEDNN_MAX_CPU_ISA allows.
CKernels_InstructionSet CKernels_instruction_set(void);


// (batch, channels, pixels) in float32 to (batch, pixels, channels) and back.
void CKernels_to_channels_last(
    CKernels_Element, const float *source, void *target, size_t batch, size_t channels, size_t pixels);
void CKernels_to_channels_first(
    CKernels_Element, const void *source, float *target, size_t batch, size_t channels, size_t pixels);
// Plain conversions of `count` values.
void CKernels_round_to_bfloat16(const float *source, uint16_t *target, size_t count);
void CKernels_widen_to_float32(const uint16_t *source, float *target, size_t count);

// target = source / sqrt(mean over channels of source^2 + epsilon); in place if both are the same.
void CKernels_pixel_norm(
    CKernels_Element, const void *source, void *target, size_t pixels, size_t channels, float epsilon);

// The gradient with respect to the norm's source, from that with respect to its target.
void CKernels_pixel_norm_adjoint(
    CKernels_Element, const void *source, const float *gradient, float *target, size_t pixels,
    size_t channels, float epsilon);

// Interleaves four (batch, height, width, channels) maps, the even and odd rows and columns of
// one map of twice the extent, in the order (0,0) (0,1) (1,0) (1,1). Writes that map to `plain`,
// and its pixel norm to `normed`; either may be null.
void CKernels_interleave(
    CKernels_Element, const void *const sources[4], void *plain, void *normed, size_t batch,
    size_t height, size_t width, size_t channels, float epsilon);

// target = source with every row and column doubled.
void CKernels_upsample_nearest(
    CKernels_Element, const void *source, void *target, size_t batch, size_t height, size_t width,
    size_t channels);

// Strides in values of a broadcast array over (batch, height, width); channels lie together.
typedef struct { size_t batch, row, column; } CKernels_Strides;

// values = values * (1 - weight) + weight * replacement, in place.
void CKernels_blend(
    CKernels_Element, void *values, const float *weight, CKernels_Strides weight_strides,
    const float *replacement, CKernels_Strides replacement_strides, size_t batch, size_t height,
    size_t width, size_t channels);

// One sparse row of a matrix for each output place: `counts[i]` weights from `offsets[i]` on,
// which apply to the inputs from `starts[i]` on.
typedef struct {
  const int32_t *starts, *counts, *offsets;
  const float *weights;
} CKernels_Taps;

// target = rows * source * columns^T for each channel; added to target if `accumulate`.
void CKernels_resample(
    CKernels_Element, const void *source, void *target, size_t batch, size_t height, size_t width,
    size_t channels, size_t target_height, size_t target_width, CKernels_Taps rows,
    CKernels_Taps columns, int accumulate);

// The largest value of each window; places outside count as minus infinity.
void CKernels_max_pool(
    CKernels_Element, const void *source, void *target, size_t batch, size_t height, size_t width,
    size_t channels, size_t target_height, size_t target_width, size_t kernel, size_t stride,
    size_t padding);

// Copies `channels` values a pixel between arrays of other channel counts (concatenation, slices).
void CKernels_copy_channels(
    CKernels_Element, const void *source, size_t source_channels, size_t source_offset, void *target,
    size_t target_channels, size_t target_offset, size_t channels, size_t pixels);

// target += source.
void CKernels_add(CKernels_Element, const void *source, void *target, size_t count);
// values = min(max(values, lower), upper), in place.
void CKernels_clamp(CKernels_Element, void *values, size_t count, float lower, float upper);

// target = softmax of source over the channels first..<last, as (pixels, last - first) float32.
void CKernels_softmax(
    CKernels_Element, const void *source, float *target, size_t pixels, size_t channels, size_t first,
    size_t last);
// The index, counted from first, of the largest of the channels first..<last; the first of equals.
void CKernels_argmax(
    CKernels_Element, const void *source, int32_t *target, size_t pixels, size_t channels,
    size_t first, size_t last);

// target = the 3x3 convolution whose tap products source holds, (batch, height, width,
// 9 * channels) with tap row * 3 + column slowest; added to target if `accumulate`: each tap's map is resampled to the target's extent, moved by
// the tap, and zero outside. Linear resampling commutes with mixing channels, so this equals the
// convolution of the resampled map, with the mixing done at the source's extent.
void CKernels_mix_taps(
    CKernels_Element, const void *source, float *target, size_t batch, size_t height, size_t width,
    size_t channels, size_t target_height, size_t target_width, CKernels_Taps rows,
    CKernels_Taps columns, int accumulate);

// Logits (batch, height, width, channels) and how they are resampled to the result's extent.
typedef struct {
  const float *logits;
  size_t height, width, channels;
  CKernels_Taps rows, columns;
} CKernels_Logits;

// What becomes of a pixel's scores. Strides are in values from sample to sample.
typedef struct {
  // Where given, only pixels are treated whose gate has this value.
  const int32_t *gate;
  size_t gate_stride;
  int32_t gate_value;
  // Where given, the number of the best class is written; of equals, the first.
  int32_t *winners;
  size_t winner_stride;
  const int32_t *numbers;
  // The classes whose summed probabilities are written, as (batch, scored_count, height, width).
  const int32_t *scored;
  size_t scored_count;
  float *scores;
} CKernels_Vote;

// For each pixel, softmax over the classes first..<last of each source's resampled logits, summed
// over sources. Nothing of the resampled logits is stored.
void CKernels_vote(
    const CKernels_Logits *sources, size_t source_count, size_t first, size_t last, size_t batch,
    size_t height, size_t width, const CKernels_Vote *vote);

// target = weights (outputs, inputs) times each pixel's channels, plus bias, in float32; for 1 to 4
// outputs, and inputs that come in sixteens.
void CKernels_mix_few(
    const float *source, const float *weights, const float *bias, float *target, size_t pixels,
    size_t inputs, size_t outputs);

// A 3x3 convolution with padding 1 by Winograd's F(4x4, 3x3), in float32 whatever is stored, its
// bias, and max(x, slope x) (slope 1 for nothing, 0 for ReLU). Channels come in sixteens.
typedef struct {
  const float *packed;  // from CKernels_fused_winograd_pack, 36 x inputs x outputs values
  const float *bias;
  size_t batch, height, width, inputs, outputs;
  float slope;
  // Whether to add to what the target holds, before the nonlinearity.
  int accumulate;
  // Whether the outputs are the four parities (0,0) (0,1) (1,0) (1,1) of a map twice as large,
  // which the target then is. A parity's kernel must lack the taps of the side it leans away from:
  // row 2 (column 2) for parity 0, row 0 (column 0) for parity 1.
  int shuffle;
  // Whether the pixel norm of the result follows.
  int norm;
  float epsilon;
} CKernels_FusedWinograd;

// Transforms weights in the order (output, input, row, column).
void CKernels_fused_winograd_pack(
    const float *weights, float *packed, size_t inputs, size_t outputs, int shuffle);
// How many bytes of scratch the calling thread's team needs, aligned to a cache line.
size_t CKernels_fused_winograd_scratch(const CKernels_FusedWinograd *layer);
void CKernels_fused_winograd(
    CKernels_Element, const CKernels_FusedWinograd *layer, const void *source, void *target,
    void *scratch);

#include "Gradients.h"
#include "Tokens.h"

// What follows a styled convolution: a factor for each sample and channel, noise that is the same in
// all channels and samples, a bias for each channel, then sqrt(2) lrelu(x, 0.2), cut off at +-limit.
typedef struct {
  const float *scale, *noise, *bias;
  float limit;
} CKernels_Styling;

// target[b, p, c] = source[b, p, c] scale[b, c]
void CKernels_modulate(
    CKernels_Element, const void *source, const float *scale, void *target, size_t batch,
    size_t pixels, size_t channels);

// Finishes a styled convolution in place.
void CKernels_finish_style(
    CKernels_Element, void *values, CKernels_Styling, size_t batch, size_t height, size_t width,
    size_t channels);

// Puts a transposed convolution of stride 2 together from its (even, even), (even, odd), (odd, even)
// and (odd, odd) rows and columns, of height + 1 or height by width + 1 or width, smooths it with
// (1,3,3,1)/4 along both axes to twice the height and width, and finishes it.
void CKernels_smooth_style(
    CKernels_Element, const void *const sources[4], void *target, CKernels_Styling, size_t batch,
    size_t height, size_t width, size_t channels);

// target[b, p, color] = bias[color] + sum over c of source[b, p, c] weights[b, color, c], +-limit.
void CKernels_color(
    CKernels_Element, const void *source, const float *weights, const float *bias, float limit,
    float *target, size_t batch, size_t pixels, size_t channels, size_t colors);

// target[b, o] = 1 / sqrt(sum over i of styles[b, i]^2 squares[o, i] + 1e-8)
void CKernels_demodulate(
    const float *styles, const float *squares, float *target, size_t batch, size_t inputs,
    size_t outputs);

// A picture of twice the extents: zeros between its pixels, then (1,3,3,1)/4 along both axes.
void CKernels_enlarge_picture(
    const float *source, float *target, size_t batch, size_t height, size_t width,
    size_t channels);
