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
