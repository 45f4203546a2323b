/// A segmentation: concept numbers per pixel in the order (batch, channels, height, width).
///
/// A pixel may hold several concepts, one a channel (object, material, part); 0 means none unless
/// the segmenter's vocabulary says that it is a concept.
public struct LabelMap: Hashable, Sendable {
  /// The extents; the channels are the segmenter's label channels.
  public let shape: Shape
  /// Concept numbers of the segmenter's vocabulary, row by row.
  public var labels: [Int32]

  /// Wraps labels whose count must be the shape's.
  public init(_ shape: Shape, _ labels: [Int32]) {
    precondition(labels.count == shape.count, "a \(shape) label map of \(labels.count) labels")
    self.shape = shape
    self.labels = labels
  }

  /// The concept number at (batch, channel, row, column).
  public subscript(_ sample: Int, _ channel: Int, _ row: Int, _ column: Int) -> Int32 {
    get { labels[shape.offset(sample, channel, row, column)] }
    set { labels[shape.offset(sample, channel, row, column)] = newValue }
  }
}
