import Concepts
public import JSONText

/// What the units of several layers stand for, concept by concept, beside each other.
///
/// The published figures compare the same concepts across layers, scene types and variants.
public struct LabelComparison: Sendable {
  /// A concept in one of the layers.
  public struct Share: Hashable, Sendable {
    /// How many units match it.
    public let units: Int
    /// The unit with the best IoU, and that IoU; nil where none matches.
    public let best: LabelledLayer.Unit?
  }

  /// A concept that at least one layer has units for.
  public struct Row: Hashable, Sendable {
    /// The name.
    public let label: String
    /// The category.
    public let category: String
    /// What each layer has, in the order of the layers.
    public let shares: [Share]
    /// The layer that alone has it; nil if several do.
    public let onlyIn: Int?
  }

  /// How far two layers of equally many units agree, unit by unit.
  public struct Agreement: Hashable, Sendable {
    /// The two layers, by their place.
    public let layers: [Int]
    /// The units that are interpretable in both.
    public let both: Int
    /// Those of them with the same label.
    public let same: Int
  }

  /// The layers.
  public let layers: [LabelledLayer]
  /// The concepts, by category, then by the number of units in all.
  public let rows: [Row]
  /// Pairs of layers whose units may be the same ones: equally many.
  public let agreements: [Agreement]
  /// Layers of two networks whose units were matched.
  public var matched: [MatchedLayers] = []

  /// Compares layers; their labels should come from one segmenter.
  public init(_ layers: [LabelledLayer]) {
    struct Key: Hashable { let category, label: String }
    var units: [Key: [[LabelledLayer.Unit]]] = [:]
    for (place, layer) in layers.enumerated() {
      for unit in layer.interpretable {
        let key = Key(category: unit.category, label: unit.label)
        units[key, default: Array(repeating: [], count: layers.count)][place].append(unit)
      }
    }
    self.layers = layers
    rows = units.map { key, found in
      let places = found.indices.filter { !found[$0].isEmpty }
      return Row(
        label: key.label,
        category: key.category,
        shares: found.map { units in
          Share(
            units: units.count,
            best: units.min { ($1.iou, $0.unit) < ($0.iou, $1.unit) }
          )
        },
        onlyIn: places.count == 1 ? places.first : nil
      )
    }.sorted { first, second in
      let counts = [first, second].map { $0.shares.reduce(0) { $0 + $1.units } }
      let places = [first, second].map { Self.place(of: $0.category) }
      return (places[0], first.category, counts[1], first.label)
        < (places[1], second.category, counts[0], second.label)
    }
    agreements = layers.indices.flatMap { one in
      layers.indices.filter { $0 > one }.compactMap { Self.agreement(one, $0, in: layers) }
    }
  }

  /// Where a category stands in published reports; others come last.
  private static func place(of category: String) -> Int {
    let order = ConceptCategory.publishedOrder
    return order.firstIndex { $0.rawValue == category } ?? order.count
  }

  private static func agreement(
    _ one: Int,
    _ other: Int,
    in layers: [LabelledLayer]
  ) -> Agreement? {
    let (first, second) = (layers[one].units, layers[other].units)
    guard first.count == second.count, !first.isEmpty else { return nil }
    let both = zip(first, second).filter { $0.isInterpretable && $1.isInterpretable }
    return Agreement(
      layers: [one, other],
      both: both.count,
      same: both.count { $0.label == $1.label && $0.category == $1.category }
    )
  }

  /// How many units and different concepts of a category a layer has.
  public func total(of category: String, in layer: Int) -> (units: Int, concepts: Int) {
    let shares = rows.filter { $0.category == category }.map { $0.shares[layer] }
    return (shares.reduce(0) { $0 + $1.units }, shares.count { $0.units > 0 })
  }

  /// The categories in the order of the rows.
  public var categories: [String] {
    rows.map(\.category).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// The comparison as JSON.
  public var record: JSONValue {
    .object([
      (
        "layers",
        .array(
          layers.map { layer in
            .object([
              ("title", .string(layer.title)), ("rule", .string(layer.rule)),
              ("units", .integer(layer.units.count)),
              ("interpretable", .integer(layer.interpretable.count)),
            ])
          }
        )
      ), ("concepts", .array(rows.map(record))),
      (
        "agreements",
        .array(
          agreements.map { agreement in
            .object([
              ("layers", .array(agreement.layers.map { .integer($0) })),
              ("interpretable_in_both", .integer(agreement.both)),
              ("same_label", .integer(agreement.same)),
            ])
          }
        )
      ), ("matched", .array(matched.map(\.record))),
    ])
  }

  private func record(of row: Row) -> JSONValue {
    .object([
      ("label", .string(row.label)), ("category", .string(row.category)),
      ("only_in", row.onlyIn.map { .integer($0) } ?? .null),
      (
        "shares",
        .array(
          row.shares.map { share in
            .object([
              ("units", .integer(share.units)),
              ("best_unit", share.best.map { .integer($0.unit) } ?? .null),
              ("best_iou", share.best.map { .double($0.iou) } ?? .null),
            ])
          }
        )
      ),
    ])
  }
}
