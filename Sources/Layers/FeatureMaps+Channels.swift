import CKernels
public import OneDNN
import Tensors

extension FeatureMaps {
  /// Feature maps of the same extent side by side, in one array.
  public static func concatenate(_ parts: [FeatureMaps]) -> FeatureMaps {
    precondition(!parts.isEmpty)
    let first = parts[0]
    let channels = parts.reduce(0) { $0 + $1.shape.channels }
    let shape = Shape(first.shape.batch, channels, first.shape.height, first.shape.width)
    let result = FeatureMaps(shape, first.precision, on: first.session)
    var offset = 0
    for part in parts {
      precondition(part.precision == first.precision && part.pixelCount == first.pixelCount)
      part.copyChannels(0..<part.shape.channels, into: result, at: offset)
      offset += part.shape.channels
    }
    return result
  }

  /// Some of the channels, in an array of their own.
  public func channels(_ range: Range<Int>) -> FeatureMaps {
    let result = FeatureMaps(
      Shape(shape.batch, range.count, shape.height, shape.width),
      precision,
      on: session
    )
    copyChannels(range, into: result, at: 0)
    return result
  }

  /// Maps of zeros with others in their channels from one on.
  static func zeros(_ shape: Shape, with part: FeatureMaps, at channel: Int) -> FeatureMaps {
    let result = FeatureMaps(shape, part.precision, on: part.session)
    result.clear()
    part.copyChannels(0..<part.shape.channels, into: result, at: channel)
    return result
  }

  /// Sets every value to zero.
  func clear() {
    let count = shape.count * precision.byteCount
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: count)
  }

  private func copyChannels(_ range: Range<Int>, into target: FeatureMaps, at offset: Int) {
    session.claimThread()
    CKernels_copy_channels(
      element,
      bytes,
      shape.channels,
      range.lowerBound,
      target.bytes,
      target.shape.channels,
      offset,
      range.count,
      pixelCount
    )
  }

  /// Probabilities over a range of channels (all by default), in float32.
  public func softmax(over range: Range<Int>? = nil) -> FeatureMaps {
    let range = range ?? 0..<shape.channels
    let result = FeatureMaps(
      Shape(shape.batch, range.count, shape.height, shape.width),
      on: session
    )
    session.claimThread()
    CKernels_softmax(
      element,
      bytes,
      result.bytes.assumingMemoryBound(to: Float.self),
      pixelCount,
      shape.channels,
      range.lowerBound,
      range.upperBound
    )
    return result
  }

  /// The largest channel of each pixel in a range (all by default), counted from its start.
  ///
  /// - Returns: Numbers in the order (batch, height, width); of equals, the first.
  public func argmax(over range: Range<Int>? = nil) -> [Int32] {
    let range = range ?? 0..<shape.channels
    session.claimThread()
    return [Int32](unsafeUninitializedCapacity: pixelCount) { target, count in
      if let first = target.baseAddress {
        CKernels_argmax(
          element,
          bytes,
          first,
          pixelCount,
          shape.channels,
          range.lowerBound,
          range.upperBound
        )
      }
      count = pixelCount
    }
  }

  private var pixelCount: Int { shape.batch * shape.planeCount }
}

extension FeatureMaps {
  /// Adds other feature maps of the same shape, in place.
  public func add(_ other: FeatureMaps) {
    precondition(shape == other.shape && precision == other.precision)
    session.claimThread()
    CKernels_add(element, other.bytes, bytes, shape.count)
  }

  /// Bounds every value, in place.
  public func clamp(_ range: ClosedRange<Float>) {
    session.claimThread()
    CKernels_clamp(element, bytes, shape.count, range.lowerBound, range.upperBound)
  }
}
