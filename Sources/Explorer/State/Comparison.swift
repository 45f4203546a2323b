import Concepts
import Dissection
import Tensors

/// One of two things that are compared.
enum ComparedSide: Hashable, Sendable {
  /// A layer by the rule that counts here.
  case layer(LayerName)
  /// A layer by another rule.
  case rule(LayerName, LabelRule)
  /// A dissect.json of another network or program.
  case file(String)

  /// The layer whose scenes can be shown; nil for another network's.
  var layer: LayerName? {
    switch self {
    case .layer(let name), .rule(let name, _): name
    case .file: nil
    }
  }
}

/// Two sides, and where a person is between them.
struct Comparison: Hashable, Sendable {
  let left: ComparedSide
  let right: ComparedSide
  var cursor = 0
  /// Whether only what one side alone has is listed.
  var showsDifferences = false
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
    return layers.map { .layer($0) } + files.map { .file($0) }
      + rules.map { .rule(layer.name, $0) }
  }

  /// The dissection behind a side; nil for a file, and until it is read.
  func dissection(of side: ComparedSide) -> LayerDissection? {
    switch side {
    case .layer(let name): models.dissections[name]
    case .rule(let name, let rule):
      models.otherDissections[RuleOfLayer(layer: name, rule: rule)]
    case .file: nil
    }
  }

  /// The labels of a side; nil until they are known.
  func labels(of side: ComparedSide) -> LabelledLayer? {
    if case .file(let path) = side { return models.labelledFiles[path] }
    guard let dissection = dissection(of: side), !dissection.labels.isEmpty else { return nil }
    return LabelledLayer(
      title: title(of: side),
      rule: dissection.rule.title,
      units: dissection.labels.map { label in
        let concept = label.iou > 0 ? models.vocabulary?[label.concept] : nil
        return LabelledLayer.Unit(
          unit: label.unit,
          label: concept?.name ?? "-",
          category: concept?.category.rawValue ?? "-",
          iou: Double(label.iou),
          isInterpretable: label.isInterpretable
        )
      }
    )
  }

  func title(of side: ComparedSide) -> String {
    switch side {
    case .layer(let name): name.rawValue
    case .rule(let name, let rule): "\(name) by \(rule.title)"
    case .file(let path): path.split(separator: "/").suffix(2).joined(separator: "/")
    }
  }

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

  /// The best units of the concept under the cursor, left and right.
  var comparedUnits: [UnitAddress?] {
    guard let place = place.comparison, comparedRows.indices.contains(place.cursor) else {
      return [nil, nil]
    }
    let shares = comparedRows[place.cursor].shares
    return zip([place.left, place.right], shares).map { side, share in
      guard let layer = side.layer, let best = share.best else { return nil }
      return UnitAddress(layer: layer, unit: best.unit)
    }
  }
}
