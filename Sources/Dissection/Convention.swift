/// Which published recipe turns activations into levels and counts.
public enum Convention: String, Hashable, Sendable, CaseIterable {
  /// gandissect's quantile mode: native activations of seed 2 set the level, borders are padded.
  case gandissect
  /// davidbau/dissect: zero-padded upsampled activations of seed 1 set the level.
  case dissect

  /// The share of activations below the level.
  public var quantile: Double { self == .gandissect ? 0.995 : 0.99 }

  /// The seed of the scenes that set the levels; counts are always over seed 1 unless asked.
  public var levelSeed: UInt32 { self == .gandissect ? 2 : 1 }

  /// A unit is interpretable when its best IoU is above this.
  public var interpretableIoU: Double { self == .gandissect ? 0.05 : 0.04 }

  /// What lies around a feature map when it is upsampled (method 2.2).
  var padding: Upsampling.Padding { self == .gandissect ? .replicate : .zero }

  /// Whether levels come from upsampled instead of native activations.
  public var usesUpsampledLevels: Bool { self == .dissect }

  /// Whether unit pixels count only in scenes that hold any label of the concept's category.
  var countsByCategory: Bool { self == .gandissect }
}
