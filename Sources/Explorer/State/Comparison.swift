import Concepts
import Dissection
import Laboratory
import Tensors

/// One of two things that are compared.
enum ComparedSide: Hashable, Sendable {
  /// A layer by the rule that counts here.
  case layer(LayerName)
  /// A layer by another rule.
  case rule(LayerName, LabelRule)
  /// A dissect.json of another network or program.
  case file(String)
  /// A layer of another generator, by the generator's file or the demo world's name.
  case network(String)

  /// The layer of the generator explored; nil for another network's.
  var layer: LayerName? {
    switch self {
    case .layer(let name), .rule(let name, _): name
    case .file, .network: nil
    }
  }

  /// Whether nothing but labels is known of it.
  var isFile: Bool { if case .file = self { true } else { false } }
}

/// Two sides, and where a person is between them.
struct Comparison: Hashable, Sendable {
  var left: ComparedSide
  var right: ComparedSide
  var cursor = 0
  /// Whether only what one side alone has is listed.
  var showsDifferences = false
  /// Whether units that do the same are listed instead of concepts.
  var showsMatches = false
  /// Whether Enter goes to the right side's unit.
  var isRight = false
}

/// The choice of what the layer shown is compared with.
struct ComparisonMenu: Hashable, Sendable {
  var cursor = 0
}

/// A layer and a rule other than the one chosen.
struct RuleOfLayer: Hashable, Sendable {
  let layer: LayerName
  let rule: LabelRule
}

extension ExplorerState {
  /// What the layer shown can be compared with: dissected layers, then rules, then a file.
  var comparedSides: [ComparedSide] {
    guard let layer else { return [] }
    let layers = models.layers.map(\.name).filter {
      $0 != layer.name && models.dissections[$0]?.labels.isEmpty == false
    }
    let rules = LabelRule.choices.filter { $0 != dissection?.rule }
    let files = models.labelledFiles.keys.sorted()
    let opened = models.neighbours.keys.sorted()
    let worlds = options.worlds.filter { !$0.isOpen && !opened.contains($0.name) }.map(\.name)
    let networks = opened + worlds
    return layers.map { .layer($0) } + networks.map { .network($0) } + files.map { .file($0) }
      + rules.map { .rule(layer.name, $0) }
  }

  /// The dissection behind a side; nil for a file, and until it is read.
  func dissection(of side: ComparedSide) -> LayerDissection? {
    switch side {
    case .layer(let name): models.dissections[name]
    case .rule(let name, let rule):
      models.otherDissections[RuleOfLayer(layer: name, rule: rule)]
    case .network(let path): models.neighbours[path]?.dissection
    case .file: nil
    }
  }

  /// The labels of a side; nil until they are known.
  func labels(of side: ComparedSide) -> LabelledLayer? {
    if case .file(let path) = side { return models.labelledFiles[path] }
    guard let dissection = dissection(of: side), !dissection.labels.isEmpty else { return nil }
    return dissection.labelled(models.vocabulary, title: title(of: side))
  }

  func title(of side: ComparedSide) -> String {
    switch side {
    case .layer(let name): name.rawValue
    case .rule(let name, let rule): "\(name) by \(rule.title)"
    case .file(let path): path.split(separator: "/").suffix(2).joined(separator: "/")
    case .network(let path):
      models.neighbours[path].map { "\($0.generator.name) \($0.dissection.layer.name)" }
        ?? (isWorld(path) ? "demo \(path)" : path)
    }
  }

  /// Whether another generator's name is that of a demo world.
  func isWorld(_ name: String) -> Bool { options.worlds.contains { $0.name == name } }

  /// Both sides concept by concept; nil until both are known.
  var comparison: LabelComparison? {
    guard let place = place.comparison, let left = labels(of: place.left),
      let right = labels(of: place.right)
    else { return nil }
    return LabelComparison([left, right])
  }

  /// The concepts that are listed.
  var comparedRows: [LabelComparison.Row] {
    let rows = comparison?.rows ?? []
    return place.comparison?.showsDifferences == true ? rows.filter { $0.onlyIn != nil } : rows
  }

  /// The best units of the concept under the cursor, or the two that do the same, left and right.
  var comparedUnits: [UnitAddress?] {
    guard let place = place.comparison else { return [nil, nil] }
    var units: [Int?] = [nil, nil]
    if place.showsMatches {
      let pairs = matchedLayers?.pairs ?? []
      if pairs.indices.contains(place.cursor) {
        units = [pairs[place.cursor].first.unit, pairs[place.cursor].second.unit]
      }
    } else if comparedRows.indices.contains(place.cursor) {
      units = comparedRows[place.cursor].shares.map { $0.best?.unit }
    }
    return zip([place.left, place.right], units).map { side, unit in
      unit.flatMap { address(of: $0, in: side) }
    }
  }

  private func address(of unit: Int, in side: ComparedSide) -> UnitAddress? {
    if case .network(let path) = side {
      return models.neighbours[path].map {
        UnitAddress(layer: $0.dissection.layer.name, unit: unit, neighbour: path)
      }
    }
    return side.layer.map { UnitAddress(layer: $0, unit: unit) }
  }

  // MARK: Units that do the same

  /// What matches the units of both sides; nil where their shapes or weights do not allow it.
  var wantedMatch: MatchRequest? {
    guard let place = place.comparison, let ours = models.generator,
      let name = place.left.layer ?? place.right.layer,
      let layer = models.layers.first(where: { $0.name == name })
    else { return nil }
    for case .network(let path) in [place.left, place.right] {
      guard let theirs = models.neighbours[path] else { continue }
      let other = theirs.dissection.layer
      let isSameShape =
        (layer.units, layer.height, layer.width) == (other.units, other.height, other.width)
        && ours.latentSpaces.first?.width == theirs.generator.latentSpaces.first?.width
      guard isSameShape, ours.id != theirs.generator.id else { return nil }
      return MatchRequest(layer: name, path: path, other: other.name)
    }
    return nil
  }

  /// The pairs of units that do the same, from left to right; nil until they are known.
  var matchedLayers: MatchedLayers? {
    guard let request = wantedMatch, let matching = models.matchings[request],
      let place = place.comparison, let left = labels(of: place.left),
      let right = labels(of: place.right)
    else { return nil }
    let isSwapped = place.left.layer == nil
    return MatchedLayers(
      isSwapped ? matching.inverted : matching,
      of: left,
      and: right,
      places: [0, 1],
      seed: options.seed
    )
  }

  /// How many lines can be walked through.
  var comparedCount: Int {
    place.comparison?.showsMatches == true
      ? matchedLayers?.pairs.count ?? 0 : comparedRows.count
  }
}
