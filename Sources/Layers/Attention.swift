import CKernels
public import OneDNN
import Tensors

/// Scaled dot-product attention of several heads: softmax(Q Kᵀ / √width) V.
///
/// Every pixel of a map is a token; a head's channels lie together. Vaswani et al. 2017,
/// arXiv:1706.03762.
public final class Attention {
  /// How many heads share the channels evenly.
  public let heads: Int

  /// Makes the layer.
  public init(heads: Int) { self.heads = heads }

  /// Some of a map's channels.
  public struct Slice {
    let maps: FeatureMaps
    let firstChannel: Int

    /// The channels from one on.
    public init(_ maps: FeatureMaps, from firstChannel: Int = 0) {
      (self.maps, self.firstChannel) = (maps, firstChannel)
    }

    var bytes: UnsafeMutableRawPointer {
      maps.bytes + firstChannel * maps.precision.byteCount
    }
  }

  /// Mixes values by how well their keys fit each query.
  ///
  /// - Parameters:
  ///   - queries: Where the queries lie.
  ///   - keys: Where the keys lie, at any extent.
  ///   - values: Where the values lie, at the keys' extent.
  ///   - channels: How many channels all heads have together.
  /// - Returns: Maps of the queries' extent.
  public func callAsFunction(
    queries: Slice,
    keys: Slice,
    values: Slice,
    channels: Int
  ) -> FeatureMaps {
    precondition(channels % heads == 0)
    let (extent, session) = (queries.maps.shape, queries.maps.session)
    let output = FeatureMaps(
      Shape(extent.batch, channels, extent.height, extent.width),
      queries.maps.precision,
      on: session
    )
    var job = CKernels_Attention(
      queries: queries.bytes,
      keys: keys.bytes,
      values: values.bytes,
      target: output.bytes,
      query_stride: queries.maps.shape.channels,
      key_stride: keys.maps.shape.channels,
      value_stride: values.maps.shape.channels,
      target_stride: channels,
      batch: extent.batch,
      heads: heads,
      width: channels / heads,
      query_count: extent.planeCount,
      key_count: keys.maps.shape.planeCount,
      scale: 1 / Float(channels / heads).squareRoot()
    )
    session.claimThread()
    let scratch = session.scratchpad(byteCount: CKernels_attention_scratch(&job))
    CKernels_attention(queries.maps.element, &job, scratch)
    return output
  }
}
