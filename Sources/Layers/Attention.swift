import CKernels
public import OneDNN
import Tensors

/// Scaled dot-product attention of several heads: softmax(Q Kᵀ / √width) V.
///
/// Every pixel of a map is a token; a head's channels lie together. Vaswani et al. 2017,
/// arXiv:1706.03762.
public final class Attention: Operation {
  /// How many heads share the channels evenly.
  public let heads: Int

  /// Makes the operation.
  public init(heads: Int) { self.heads = heads }

  /// Mixes values by how well their keys fit each query.
  ///
  /// - Parameter inputs: Queries, keys and values side by side in one map, or queries in one and keys
  ///   and values side by side in another of any extent.
  /// - Returns: Maps of the queries' extent.
  public func apply(to inputs: [FeatureMaps]) -> FeatureMaps {
    let (session, extent) = (inputs[0].session, inputs[0].shape)
    let output = FeatureMaps(
      Shape(extent.batch, channels(inputs), extent.height, extent.width),
      inputs[0].precision,
      on: session
    )
    var job = job(inputs)
    job.target = output.bytes
    session.claimThread()
    let scratch = session.scratchpad(byteCount: CKernels_attention_scratch(&job))
    CKernels_attention(inputs[0].element, &job, scratch)
    return output
  }

  private func channels(_ inputs: [FeatureMaps]) -> Int {
    inputs.count == 1 ? inputs[0].shape.channels / 3 : inputs[0].shape.channels
  }

  private func job(_ inputs: [FeatureMaps]) -> CKernels_Attention {
    let channels = channels(inputs)
    let (queries, others) = (inputs[0], inputs[inputs.count - 1])
    let firstKey = inputs.count == 1 ? channels : 0
    precondition(channels % heads == 0 && others.shape.channels == firstKey + 2 * channels)
    func bytes(_ channel: Int) -> UnsafeMutableRawPointer {
      others.bytes + channel * others.precision.byteCount
    }
    return CKernels_Attention(
      queries: queries.bytes,
      keys: bytes(firstKey),
      values: bytes(firstKey + channels),
      target: nil,
      query_stride: queries.shape.channels,
      key_stride: others.shape.channels,
      value_stride: others.shape.channels,
      target_stride: channels,
      batch: queries.shape.batch,
      heads: heads,
      width: channels / heads,
      query_count: queries.shape.planeCount,
      key_count: others.shape.planeCount,
      scale: 1 / Float(channels / heads).squareRoot()
    )
  }
}

extension Attention: Differentiable {
  /// The gradients with respect to queries, keys and values, side by side as they are given.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    let session = gradient.session
    let results = inputs.map { FeatureMaps($0.shape, on: session) }
    let channels = channels(inputs)
    func values(_ maps: FeatureMaps, _ channel: Int) -> UnsafeMutablePointer<Float> {
      maps.bytes.assumingMemoryBound(to: Float.self) + channel
    }
    let others = results[results.count - 1]
    let firstKey = inputs.count == 1 ? channels : 0
    var job = job(inputs)
    var places = CKernels_AttentionGradient(
      gradient: gradient.bytes.assumingMemoryBound(to: Float.self),
      gradient_stride: channels,
      queries: values(results[0], 0),
      keys: values(others, firstKey),
      values: values(others, firstKey + channels),
      query_stride: results[0].shape.channels,
      key_stride: others.shape.channels,
      value_stride: others.shape.channels
    )
    session.claimThread()
    let scratch = session.scratchpad(byteCount: CKernels_attention_gradient_scratch(&job))
    CKernels_attention_gradient(inputs[0].element, &job, &places, scratch)
    return results
  }
}
