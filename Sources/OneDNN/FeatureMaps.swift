package import CKernels
public import Tensors

/// A batch of activations in a session's memory, stored channels last.
///
/// The shape is given in the order (batch, channels, height, width), as everywhere; in memory the
/// channels of a pixel lie together. The bytes return to the session's pool with the object.
public final class FeatureMaps {
  /// The extents.
  public let shape: Shape
  /// The stored type.
  public let precision: Precision
  /// The session that owns the memory.
  public let session: Session
  private let buffer: Buffer

  /// Makes feature maps of undefined values.
  public init(_ shape: Shape, _ precision: Precision = .float32, on session: Session) {
    self.shape = shape
    self.precision = precision
    self.session = session
    buffer = session.buffers.take(byteCount: shape.count * precision.byteCount)
  }

  /// Copies a tensor into a session's memory.
  public convenience init(
    _ tensor: Tensor,
    _ precision: Precision = .float32,
    on session: Session
  ) {
    self.init(tensor.shape, precision, on: session)
    session.claimThread()
    tensor.values.withUnsafeBufferPointer { values in
      guard let source = values.baseAddress else { return }
      CKernels_to_channels_last(
        element,
        source,
        bytes,
        shape.batch,
        shape.channels,
        shape.planeCount
      )
    }
  }

  /// The values as a float32 tensor in the order (batch, channels, height, width).
  public func tensor() -> Tensor {
    session.claimThread()
    let values = [Float](unsafeUninitializedCapacity: shape.count) { target, count in
      if let first = target.baseAddress {
        CKernels_to_channels_first(
          element,
          bytes,
          first,
          shape.batch,
          shape.channels,
          shape.planeCount
        )
      }
      count = shape.count
    }
    return Tensor(shape, values)
  }

  /// A copy in memory of its own, converted if the precision differs.
  public func copy(_ precision: Precision? = nil) -> FeatureMaps {
    let result = FeatureMaps(shape, precision ?? self.precision, on: session)
    session.claimThread()
    switch (self.precision, result.precision) {
    case (.float32, .bfloat16):
      CKernels_round_to_bfloat16(
        bytes.assumingMemoryBound(to: Float.self),
        result.bytes.assumingMemoryBound(to: UInt16.self),
        shape.count
      )
    case (.bfloat16, .float32):
      CKernels_widen_to_float32(
        bytes.assumingMemoryBound(to: UInt16.self),
        result.bytes.assumingMemoryBound(to: Float.self),
        shape.count
      )
    default:
      result.bytes.copyMemory(from: bytes, byteCount: shape.count * self.precision.byteCount)
    }
    return result
  }

  /// The same memory under other extents of the same number of values.
  ///
  /// Values keep their place in memory, where the channels run fastest.
  public func reshaped(_ shape: Shape) -> FeatureMaps {
    precondition(shape.count == self.shape.count, "\(self.shape) as \(shape)")
    return FeatureMaps(self, shape)
  }

  private init(_ other: FeatureMaps, _ shape: Shape) {
    self.shape = shape
    precision = other.precision
    session = other.session
    buffer = other.buffer
    lender = other
  }

  // Keeps the owner of borrowed memory alive.
  private var lender: FeatureMaps?

  deinit {
    if lender == nil { session.buffers.giveBack(buffer) }
  }
}

extension FeatureMaps {
  /// How many bytes the values take.
  public var byteCount: Int { shape.count * precision.byteCount }

  /// The first value's address; the memory lives as long as the object.
  public var bytes: UnsafeMutableRawPointer { buffer.bytes }

  /// The stored type as the kernels name it.
  package var element: CKernels_Element {
    precision == .float32 ? CKernels_float32 : CKernels_bfloat16
  }
}
