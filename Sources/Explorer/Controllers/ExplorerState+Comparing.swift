import Dissection
import Laboratory
import Tensors

extension ExplorerState {
  // MARK: The menu

  mutating func answer(_ action: Action, in menu: ComparisonMenu) -> [Effect] {
    var menu = menu
    let sides = comparedSides
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept):
      talk.dialogs.removeLast()
      if sides.indices.contains(menu.cursor) { return compare(with: sides[menu.cursor]) }
      return ask(.compareFile)
    case .move(let move):
      menu.cursor = Self.moved(menu.cursor, by: move, page: 6, count: sides.count + 1)
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .comparison(menu)
    return []
  }

  /// Sets the layer shown beside something else.
  mutating func compare(with side: ComparedSide) -> [Effect] {
    guard let layer else { return [] }
    if case .network(let name) = side, models.neighbours[name] == nil {
      return compare(withFile: name)
    }
    place.comparison = Comparison(left: .layer(layer.name), right: side)
    place.view = .comparison
    if let match = wantedMatch, models.matchings[match] == nil { return [.submit(.match(match))] }
    guard case .rule(let name, let rule) = side, dissection(of: side) == nil else { return [] }
    return [.submit(.dissection(layer: name, rule: rule))]
  }

  /// Compares with what was named: a layer, a rule, a generator's file or a dissect.json.
  mutating func compare(named name: String) -> Result<[Effect], CommandMistake> {
    if name.isEmpty {
      talk.dialogs.append(.comparison(ComparisonMenu()))
      return .success([])
    }
    let sides = comparedSides
    let found = sides.first { side in
      switch side {
      case .layer(let layer): layer.rawValue == name || layer.rawValue == "layer\(name)"
      case .rule(_, let rule): rule.title == name
      case .file(let path), .network(let path): path == name
      }
    }
    if let found { return .success(compare(with: found)) }
    let isNamed = isWorld(name.split(separator: "@").first.map(String.init) ?? "")
    guard isNamed || name.contains(".") || name.contains("/") else {
      let names = sides.map { side in
        if case .rule(_, let rule) = side { rule.title } else { title(of: side) }
      }
      return .failure(
        CommandMistake("compare with \(names.joined(separator: ", ")) or a file")
      )
    }
    return .success(compare(withFile: name))
  }

  /// Opens what a file holds: a dissection, or another generator.
  mutating func compare(withFile name: String) -> [Effect] {
    guard let layer, !name.contains(".json") else { return [.readLabels(path: name)] }
    var (path, other) = (name, LayerName?.none)
    if let mark = name.lastIndex(of: "@"), mark != name.startIndex {
      (path, other) = (String(name[..<mark]), LayerName(String(name[name.index(after: mark)...])))
    }
    notify("opening \(path) …")
    return [.openNeighbour(NeighbourRequest(path: path, layer: other, beside: layer.name))]
  }

  /// Sets a layer of another generator beside the layer shown.
  mutating func take(_ neighbour: NeighbourLayer) -> [Effect] {
    models.neighbours[neighbour.path] = neighbour
    talk.notice = nil
    return compare(with: .network(neighbour.path))
  }

  /// Takes the labels of a file in.
  mutating func take(_ labels: LabelledLayer, path: String) -> [Effect] {
    models.labelledFiles[path] = labels
    return compare(with: .file(path))
  }

  // MARK: Two sides

  mutating func browseComparison(_ action: ComparisonAction) {
    guard var shown = place.comparison else { return }
    switch action {
    case .leave: place.view = .automatic
    case .differences:
      shown.showsDifferences.toggle()
      (shown.showsMatches, shown.cursor) = (false, 0)
    case .matches:
      if let reason = reasonAgainstMatches { return notify(reason) }
      shown.showsMatches.toggle()
      shown.cursor = 0
    case .swap:
      (shown.left, shown.right) = (shown.right, shown.left)
      if shown.showsMatches { shown.cursor = 0 }
    case .move(.left): shown.isRight = false
    case .move(.right): shown.isRight = true
    case .move(let move):
      shown.cursor = Self.moved(shown.cursor, by: move, page: 8, count: comparedCount)
    case .choose:
      place.comparison = shown
      return goToCompared(isRight: shown.isRight)
    }
    place.comparison = shown
  }

  /// Why units cannot be matched, or are not yet; nil if they are.
  private var reasonAgainstMatches: String? {
    guard wantedMatch != nil else {
      return "units are matched with those of another generator's layer of the same shape"
    }
    return matchedLayers == nil ? "the units are being matched" : nil
  }

  /// Goes to the best unit of the concept on the side that is chosen.
  private mutating func goToCompared(isRight: Bool) {
    let chosen = comparedUnits[isRight ? 1 : 0]
    if let file = chosen?.neighbour {
      let flag = isWorld(file) ? "--demo" : "--generator"
      return notify(
        "to go there: ganscope explore \(flag) \(file) --layer \(chosen?.layer.rawValue ?? "")"
      )
    }
    guard let unit = chosen,
      let index = models.layers.firstIndex(where: { $0.name == unit.layer })
    else { return notify("this side has no unit here that can be shown") }
    place.view = .automatic
    (place.search, place.concept) = ("", nil)
    select(layerAt: index)
    if let row = table.index(of: unit.unit) { select(rowAt: row) }
    place.focus = .units
  }
}
