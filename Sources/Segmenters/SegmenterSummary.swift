/// What a segmenter's files turned out to be.
public struct SegmenterSummary: Hashable, Sendable {
  /// Which family of label maps it makes.
  public enum Kind: String, Hashable, Sendable {
    /// Unified parsing: object, material and part.
    case unifiedParsing = "unified parsing"
    /// The 150 classes of ADE20K, 0 = wall.
    case ade20k = "ADE20K"
    /// The parts of faces, as CelebAMask-HQ names them.
    case faces = "faces"
    /// The 20 objects of Pascal VOC.
    case pascalVOC = "Pascal VOC"
    /// Categories of labels that the files name, such as colours.
    case categories = "labelled categories"
    /// Several segmenters whose label channels stand one after the other.
    case merged = "merged"

    /// Whether it knows objects with parts, which can be divided further.
    public var hasParts: Bool { self == .unifiedParsing || self == .merged }
  }

  /// The name in the settings, else the folder's; escape before showing.
  public var name: String
  /// Which family of label maps it makes.
  public var kind: Kind
  /// The encoder, as "resnet50", "mobilenetv2dilated" or "mit_b0".
  public var encoder: String
  /// The decoder, as "upernet", "c1_deepsup" or "segformer".
  public var decoder: String
  /// How many weights the networks hold.
  public var parameterCount: Int
  /// The segmentation sizes used unless others are asked for; none means the image's own.
  public var defaultSizes: [Int]
  /// The rows and columns at which it sees images by default, where they differ.
  public var defaultExtent: [Int]?
  /// Whether sizes are those of the shorter side, so that images keep their proportions.
  public var keepsAspect = false
  /// What its heads tell, and by which names.
  public var labels = LabelsSummary()
  /// Sentences on what is doubtful in its files.
  public var remarks: [String] = []
  /// What was merged; none unless the kind says so.
  public var members: [SegmenterSummary] = []
  /// SHA-256 over the hashes of the files that decide label maps, in hexadecimal.
  public var contentHash: String

  /// Makes a summary.
  public init(
    name: String,
    kind: Kind,
    encoder: String,
    decoder: String,
    parameterCount: Int,
    defaultSizes: [Int],
    contentHash: String
  ) {
    self.name = name
    self.kind = kind
    self.encoder = encoder
    self.decoder = decoder
    self.parameterCount = parameterCount
    self.defaultSizes = defaultSizes
    self.contentHash = contentHash
  }
}
