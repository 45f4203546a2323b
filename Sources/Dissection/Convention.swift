/// Which published program's way of upsampling and counting is followed.
public enum Convention: String, Hashable, Sendable, CaseIterable {
  /// gandissect: borders are padded, units count where a concept's category is present.
  case gandissect
  /// davidbau/dissect: maps are padded with zeros, units count everywhere.
  case dissect

  /// What lies around a feature map when it is upsampled (method 2.2).
  var padding: Upsampling.Padding { self == .gandissect ? .replicate : .zero }

  /// Whether unit pixels count only in scenes that hold any label of the concept's category.
  var countsByCategory: Bool { self == .gandissect }
}
