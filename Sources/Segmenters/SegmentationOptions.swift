public import OneDNN

/// How a segmenter is asked to look at an image.
public struct SegmentationOptions: Hashable, Sendable {
  /// The heights and widths to which the image is resampled; their probabilities are summed.
  ///
  /// None means the segmenter's own default: its settings' size, else the image's own.
  public var sizes: [Int] = []
  /// How many times smaller than the image the label map is.
  public var downsample = 1
  /// Whether each connected object is also divided in top, bottom, left and right (`quad`).
  public var quadrants = false
  /// Whether the parts of all objects are labelled instead of those the segmenter's settings name.
  public var allParts = false
  /// Whether the last component of each image stays undivided, as in the published code.
  public var publishedQuadrants = false
  /// What the network computes with.
  public var precision = Precision.float32

  /// The sizes that may be asked for: below 32 an encoder has no pixel left, above 2048 memory runs
  /// out.
  public static let allowedSizes = 32...2048

  /// Makes options; by default one undivided segmentation at the image's own size in float32.
  public init(
    sizes: [Int] = [],
    downsample: Int = 1,
    quadrants: Bool = false,
    allParts: Bool = false,
    publishedQuadrants: Bool = false,
    precision: Precision = .float32
  ) {
    self.sizes = sizes
    self.downsample = downsample
    self.quadrants = quadrants
    self.allParts = allParts
    self.publishedQuadrants = publishedQuadrants
    self.precision = precision
  }
}
