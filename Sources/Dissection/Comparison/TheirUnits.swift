public import Tensors

/// What a foreign dissection says of the units of one's own generator.
public struct TheirUnits: Hashable, Sendable {
  /// What it says of a unit.
  public struct Unit: Hashable, Sendable {
    /// The label and its IoU.
    public let labelled: LabelledLayer.Unit
    /// Level and information quality ratio.
    public let details: PublishedDissection.Details
    /// The unit's place in the file's list of scores.
    fileprivate let place: Int
  }

  /// The file's name, for titles.
  public let name: String
  /// The rule of the levels.
  public let rule: String
  /// What does not fit the generator, a sentence each.
  public let misfits: [String]
  private var units: [LayerName: [Int: Unit]] = [:]
  private var rankings: [LayerName: [PublishedDissection.Ranking]] = [:]

  /// Takes what fits a generator's layers.
  ///
  /// - Parameters:
  ///   - dissection: The foreign dissection.
  ///   - name: Its name, for titles.
  ///   - layers: The generator's layers.
  ///   - generator: SHA-256 of the generator's checkpoint.
  public init(
    _ dissection: PublishedDissection,
    name: String,
    layers: [LayerDescription],
    generator: String
  ) {
    self.name = name
    rule = dissection.rule
    var misfits: [String] = []
    if let other = dissection.generator, other != generator {
      misfits.append("'\(name)' is of another generator (\(other.prefix(12)))")
    }
    for theirs in dissection.layers {
      guard let own = layers.first(where: { $0.name.rawValue == theirs.name }) else {
        misfits.append(
          "'\(name)' has a layer '\(theirs.name)' that the generator has not: it is left out"
        )
        continue
      }
      let outside = theirs.layer.units.filter { $0.unit >= own.units }.count
      if outside > 0 {
        misfits.append(
          "'\(name)' names \(outside) units of \(own.name) beyond its \(own.units): its layer is "
            + "left out"
        )
        continue
      }
      if theirs.layer.units.count < own.units {
        misfits.append(
          "'\(name)' tells of \(theirs.layer.units.count) of the \(own.units) units of \(own.name)"
        )
      }
      for (place, unit) in theirs.layer.units.enumerated() {
        units[own.name, default: [:]][unit.unit] = Unit(
          labelled: unit,
          details: theirs.details[place],
          place: place
        )
      }
      rankings[own.name] = theirs.rankings
    }
    self.misfits = misfits
  }

  /// The layers that it tells of.
  public var layers: Set<LayerName> { Set(units.keys) }

  /// What it says of a unit.
  public func unit(_ unit: Int, of layer: LayerName) -> Unit? { units[layer]?[unit] }

  /// The names of a layer's rankings.
  public func rankingNames(of layer: LayerName) -> [String] {
    (rankings[layer] ?? []).map(\.name)
  }

  /// A unit's score in a ranking; lower ones come first.
  public func score(_ unit: Int, of layer: LayerName, in ranking: String) -> Double? {
    guard let place = units[layer]?[unit]?.place,
      let found = rankings[layer]?.first(where: { $0.name == ranking })
    else { return nil }
    return found.scores[place]
  }
}
