/// The extent of a dense array in the order (batch, channels, height, width).
public struct Shape: Hashable, Sendable {
  /// How many samples.
  public var batch: Int
  /// How many channels; the units of a layer.
  public var channels: Int
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Makes a shape of (batch, channels, height, width).
  public init(_ batch: Int, _ channels: Int, _ height: Int, _ width: Int) {
    self.batch = batch
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// How many values an array of this shape holds.
  public var count: Int { batch * channels * height * width }

  /// How many values one sample holds.
  public var sampleCount: Int { channels * height * width }

  /// How many values one feature map holds.
  public var planeCount: Int { height * width }

  /// The same extents for another number of samples.
  public func withBatch(_ batch: Int) -> Shape { Shape(batch, channels, height, width) }

  /// Where the value at (batch, channel, row, column) lies.
  public func offset(_ sample: Int, _ channel: Int, _ row: Int, _ column: Int) -> Int {
    ((sample * channels + channel) * height + row) * width + column
  }
}

extension Shape: CustomStringConvertible {
  /// The extents as "(1, 512, 8, 8)".
  public var description: String { "(\(batch), \(channels), \(height), \(width))" }
}
