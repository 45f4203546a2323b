/// What a stored result belongs to; equal keys mean the same work on the same networks.
public struct StoreKey: Hashable, Sendable {
  /// What kind of result it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Levels and quantiles of a layer's units, from the generator alone.
    case levels
    /// Counts at all levels over the scenes that labels are chosen by.
    case joint = "joint counts"
    /// Counts of a layer's units over a sample.
    case dissection
    /// Single-unit effects of a layer.
    case sweep
    /// The effect of one edit.
    case measurement
    /// Effect and damage against the number of units or their level.
    case curve
    /// The search for a concept's best set of units.
    case search
    /// What an inserted set does in each context.
    case context
    /// What an insertion changes in later layers.
    case propagation
    /// Which units of an earlier layer feed those of a layer.
    case lineage
    /// What a person thinks of a layer's units.
    case judgement
    /// The optimisation of a concept's average causal effect, and the places it learns from.
    case ace
    /// All rankings of a layer's units, held against each other.
    case ranking
    /// Sums of a segmenter's statistics, for Fréchet distances.
    case statistics
  }

  /// What kind of result it is.
  public var kind: Kind
  /// SHA-256 of the generator, lower-case hex.
  public var generator: String
  /// SHA-256 over the segmenter's files; empty where none took part.
  public var segmenter: String
  /// How images were segmented, spelled canonically; empty without a segmenter.
  public var segmentation: String
  /// The convention's name; empty where it plays no part.
  public var convention: String
  /// The layer's name; empty for a measurement.
  public var layer: String
  /// The seed of the scenes.
  public var seed: UInt32
  /// How many scenes were asked for.
  public var sampleSize: Int
  /// What else tells results apart, such as the edit that was measured.
  public var detail: String
  /// Which part of the work it is; nil for all of it.
  public var part: StorePart?

  /// The key of the whole that this is a part of.
  public var whole: StoreKey {
    var key = self
    key.part = nil
    return key
  }

  /// Makes a key of a whole result.
  public init(
    _ kind: Kind,
    generator: String,
    segmenter: String = "",
    segmentation: String = "",
    convention: String = "",
    layer: String = "",
    seed: UInt32,
    sampleSize: Int,
    detail: String = ""
  ) {
    self.kind = kind
    self.generator = generator
    self.segmenter = segmenter
    self.segmentation = segmentation
    self.convention = convention
    self.layer = layer
    self.seed = seed
    self.sampleSize = sampleSize
    self.detail = detail
  }
}

/// A result, finished or on its way, as named arrays.
public struct StoreRecord: Hashable, Sendable {
  /// What the result belongs to.
  public var key: StoreKey
  /// How much of the work is in it.
  public var done: Int
  /// How much work there is in all.
  public var total: Int
  /// The numbers, by name.
  public var parts: [String: StoredArray]

  /// Makes a record.
  public init(key: StoreKey, done: Int, total: Int, parts: [String: StoredArray]) {
    self.key = key
    self.done = done
    self.total = total
    self.parts = parts
  }

  /// Whether all the work is done.
  public var isFinished: Bool { done >= total }
}

/// One array of numbers or bytes.
public enum StoredArray: Hashable, Sendable {
  /// float32.
  case floats([Float])
  /// float64.
  case doubles([Double])
  /// int64.
  case integers([Int64])
  /// Bytes of the owner's own meaning.
  case bytes([UInt8])

  /// How many bytes the numbers take.
  public var byteCount: Int {
    switch self {
    case .floats(let values): 4 * values.count
    case .doubles(let values): 8 * values.count
    case .integers(let values): 8 * values.count
    case .bytes(let values): values.count
    }
  }
}

extension StoreRecord {
  /// A part of float32 numbers; nil if there is none of that name and type.
  public func floats(_ name: String) -> [Float]? {
    if case .floats(let values) = parts[name] { values } else { nil }
  }

  /// A part of float64 numbers; nil if there is none of that name and type.
  public func doubles(_ name: String) -> [Double]? {
    if case .doubles(let values) = parts[name] { values } else { nil }
  }

  /// A part of int64 numbers; nil if there is none of that name and type.
  public func integers(_ name: String) -> [Int64]? {
    if case .integers(let values) = parts[name] { values } else { nil }
  }

  /// A part of bytes; nil if there is none of that name and type.
  public func bytes(_ name: String) -> [UInt8]? {
    if case .bytes(let values) = parts[name] { values } else { nil }
  }
}

/// A line of the store's list.
public struct StoreSummary: Hashable, Sendable {
  /// What the result belongs to.
  public let key: StoreKey
  /// How much of the work is in it.
  public let done: Int
  /// How much work there is in all.
  public let total: Int
  /// How many bytes its numbers take.
  public let byteCount: Int
  /// When it was last saved, "2026-11-23 19:30:00" in universal time.
  public let savedAt: String
  /// The generator's file name as last seen, or the start of its hash.
  public let generatorName: String
  /// The segmenter's folder name as last seen, or the start of its hash; empty for none.
  public let segmenterName: String
  /// Whether its numbers were found to be damaged; false where they were not looked at.
  public internal(set) var isDamaged = false
}
