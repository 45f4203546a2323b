public import JSONText

/// The units of two layers paired by what they do on the same scenes, with what each stands for.
public struct MatchedLayers: Hashable, Sendable {
  /// Two units that go together.
  public struct Pair: Hashable, Sendable {
    /// The first layer's unit.
    public let first: LabelledLayer.Unit
    /// Its partner.
    public let second: LabelledLayer.Unit
    /// How their activations correlate.
    public let correlation: Float

    /// Whether both stand for the same concept.
    public var isSame: Bool {
      first.isInterpretable && second.isInterpretable && first.label == second.label
        && first.category == second.category
    }
  }

  /// The two layers, by their place among those compared.
  public let layers: [Int]
  /// The pairs, those that correlate most first.
  public let pairs: [Pair]
  /// What pairs them.
  public let matching: UnitMatching
  /// The seed of the scenes.
  public let seed: UInt32

  /// Puts labels to a matching; units that either layer does not list are left out.
  public init(
    _ matching: UnitMatching,
    of first: LabelledLayer,
    and second: LabelledLayer,
    places: [Int],
    seed: UInt32
  ) {
    let units = [first, second].map { layer in
      Dictionary(layer.units.map { ($0.unit, $0) }, uniquingKeysWith: { one, _ in one })
    }
    self.matching = matching
    self.seed = seed
    layers = places
    pairs = matching.partners.indices.compactMap { unit in
      guard let one = units[0][unit], let other = units[1][matching.partners[unit]] else {
        return nil
      }
      return Pair(first: one, second: other, correlation: matching.correlations[unit])
    }.sorted { ($1.correlation, $0.first.unit) < ($0.correlation, $1.first.unit) }
  }

  /// The pairs whose units match a concept in both layers.
  public var both: [Pair] { pairs.filter { $0.first.isInterpretable && $0.second.isInterpretable } }

  /// The matching as JSON.
  public var record: JSONValue {
    .object([
      ("layers", .array(layers.map { .integer($0) })), ("seed", .integer(Int(seed))),
      ("scenes", .integer(matching.scenes)), ("mean_correlation", .double(matching.mean)),
      ("correlated", .integer(matching.closeCount)),
      ("correlated_from", .double(Double(UnitMatching.closeness))),
      ("interpretable_in_both", .integer(both.count)),
      ("same_label", .integer(both.count(where: \.isSame))),
      (
        "pairs",
        .array(
          pairs.map { pair in
            .object([
              ("unit", .integer(pair.first.unit)), ("partner", .integer(pair.second.unit)),
              ("correlation", .double(Double(pair.correlation))),
              ("label", .string(pair.first.label)),
              ("partner_label", .string(pair.second.label)),
              ("same_label", .bool(pair.isSame)),
            ])
          }
        )
      ),
    ])
  }
}
