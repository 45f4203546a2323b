public import Concepts
import Faults
public import Tensors

/// Which generator something is about: several may be open.
public struct ModelID: Hashable, Sendable {
  /// SHA-256 of the checkpoint, lower-case hex.
  public let contentHash: String

  /// Names a generator.
  public init(contentHash: String) { self.contentHash = contentHash }
}

/// What the explorer needs to know of a generator.
public struct GeneratorFacts: Hashable, Sendable {
  /// A short name for the title line: a file name or "demo world".
  public let name: String
  /// SHA-256 of the checkpoint, lower-case hex.
  public let contentHash: String
  /// The name by which events tell it from others.
  public var id: ModelID { ModelID(contentHash: contentHash) }
  /// The layers in order.
  public let layers: [LayerDescription]
  /// Values of one place that edits may name besides layers.
  public let styles: [LayerDescription]
  /// The spaces that latents may come from; the first is that of random scenes.
  public let latentSpaces: [LatentSpace]
  /// The image's rows.
  public let imageHeight: Int
  /// The image's columns.
  public let imageWidth: Int
  /// Sentences on what is doubtful in the file or was chosen in it.
  public let remarks: [String]
  /// In which way it draws other scenes than it usually does, for a title line.
  public let manner: [String]

  /// Makes facts.
  public init(
    name: String,
    contentHash: String,
    layers: [LayerDescription],
    imageHeight: Int,
    imageWidth: Int,
    styles: [LayerDescription] = [],
    latentSpaces: [LatentSpace] = [],
    remarks: [String] = [],
    manner: [String] = []
  ) {
    self.manner = manner
    self.name = name
    self.contentHash = contentHash
    self.layers = layers
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
    self.styles = styles
    self.latentSpaces = latentSpaces
    self.remarks = remarks
  }
}

/// What the explorer needs to know of a segmenter.
public struct SegmenterFacts: Hashable, Sendable {
  /// A short name for the title line.
  public let name: String
  /// SHA-256 over the segmenter's files, lower-case hex.
  public let contentHash: String
  /// The concepts.
  public let vocabulary: ConceptVocabulary
  /// The segmentation sizes used unless others are asked for; none means the image's own.
  public let defaultSizes: [Int]
  /// Whether it knows objects with parts, which can be divided further.
  public let hasParts: Bool
  /// The folders in the directory given that were taken for it; none if it is there itself.
  public let innerFolders: [String]
  /// Sentences on what is doubtful in its files.
  public let doubts: [String]

  /// Makes facts.
  public init(
    name: String,
    contentHash: String,
    vocabulary: ConceptVocabulary,
    defaultSizes: [Int] = [],
    hasParts: Bool = false,
    innerFolders: [String] = [],
    doubts: [String] = []
  ) {
    self.name = name
    self.contentHash = contentHash
    self.vocabulary = vocabulary
    self.defaultSizes = defaultSizes
    self.hasParts = hasParts
    self.innerFolders = innerFolders
    self.doubts = doubts
  }

  /// Sentences on which folder was taken, unless it is the one that was named, and on doubts.
  public var remarks: [String] {
    guard !innerFolders.isEmpty else { return doubts }
    let folders = innerFolders.map { "'\(displayable($0))'" }.joined(separator: " and ")
    return ["the segmenter is in \(folders) of '\(displayable(name))'"] + doubts
  }
}
