public import Tensors

/// An 8-bit picture, red, green, blue, row by row.
public struct RGBImage: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 3 bytes a pixel, sRGB.
  public var pixels: [UInt8]

  /// Wraps pixels; their count must be 3 width height.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == 3 * width * height, "an image of the wrong size")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

extension RGBImage {
  /// The picture of a generator's raw output: clamp((x + 1) / 2 * 255), truncated.
  ///
  /// Values that are not numbers become 0 (gandissect's zdataset and server save images so).
  ///
  /// - Parameters:
  ///   - images: Raw images, (batch, 3, height, width).
  ///   - sample: Which of the batch.
  public init(clamping images: Tensor, sample: Int = 0) {
    let shape = images.shape
    precondition(shape.channels == 3, "an image of \(shape.channels) channels")
    var pixels = [UInt8](repeating: 0, count: 3 * shape.planeCount)
    for channel in 0..<3 {
      let start = shape.offset(sample, channel, 0, 0)
      for place in 0..<shape.planeCount {
        pixels[place * 3 + channel] = Self.byte(images.values[start + place])
      }
    }
    self.init(width: shape.width, height: shape.height, pixels: pixels)
  }

  private static func byte(_ value: Float) -> UInt8 {
    let scaled = (value + 1) / 2 * 255
    return scaled > 0 ? UInt8(min(scaled, 255)) : 0
  }

  /// The picture as a segmenter's input, v / 127.5 - 1, of shape (1, 3, height, width).
  public var tensor: Tensor {
    var tensor = Tensor(Shape(1, 3, height, width), filledWith: 0)
    for channel in 0..<3 {
      for place in 0..<width * height {
        tensor.values[channel * width * height + place] =
          Float(pixels[place * 3 + channel]) / 127.5 - 1
      }
    }
    return tensor
  }
}
