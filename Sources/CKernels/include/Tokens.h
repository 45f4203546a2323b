// What transformers and gates need over channels-last arrays; see CKernels.h for what all share.
#pragma once

// target = (source - mean) / sqrt(variance + epsilon) * scale + shift, over each pixel's channels.
void CKernels_layer_norm(
    CKernels_Element, const void *source, void *target, const float *scale, const float *shift,
    size_t pixels, size_t channels, float epsilon);

// target = source * gate, or with `adds` source + source * gate: one gate a sample and channel.
void CKernels_gate(
    CKernels_Element, const void *source, const void *gate, void *target, size_t batch,
    size_t pixels, size_t channels, int adds);

// Where the queries, keys and values of all heads lie: a head's `width` channels together, heads
// side by side; strides are in values from pixel to pixel.
typedef struct {
  const void *queries, *keys, *values;
  void *target;
  size_t query_stride, key_stride, value_stride, target_stride;
  size_t batch, heads, width, query_count, key_count;
  float scale;  // of the products before the softmax
} CKernels_Attention;

// How many bytes of scratch it needs, aligned to a cache line.
size_t CKernels_attention_scratch(const CKernels_Attention *);
// target = softmax(scale queries keys^T) values, for each sample and head; sums in float32.
void CKernels_attention(CKernels_Element, const CKernels_Attention *, void *scratch);

// Where the gradients of an attention's queries, keys and values go; strides are in values.
typedef struct {
  const float *gradient;  // of the target, channels side by side as there
  size_t gradient_stride;
  float *queries, *keys, *values;
  size_t query_stride, key_stride, value_stride;
} CKernels_AttentionGradient;

// How many bytes of scratch that needs, aligned to a cache line.
size_t CKernels_attention_gradient_scratch(const CKernels_Attention *);
// The gradients of an attention, whose job is as it was; sums have one order.
void CKernels_attention_gradient(
    CKernels_Element, const CKernels_Attention *, const CKernels_AttentionGradient *, void *scratch);
