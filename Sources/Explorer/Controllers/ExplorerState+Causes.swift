import Causes
import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors

extension ExplorerState {
  // MARK: The menu

  mutating func answer(_ action: Action, in menu: CauseMenu) -> [Effect] {
    var menu = menu
    let concepts = causeConcepts
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept):
      guard concepts.indices.contains(menu.concept) else {
        notify("no concept is known here yet")
        return []
      }
      return ask(menu.question, concept: concepts[menu.concept].number)
    case .move(.left), .move(.right):
      let count = max(1, concepts.count)
      menu.concept = (menu.concept + (action == .move(.right) ? 1 : count - 1)) % count
    case .move(let move):
      menu.cursor = Self.moved(
        menu.cursor,
        by: move,
        page: 4,
        count: CauseQuestion.allCases.count
      )
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .causes(menu)
    return estimate(menu)
  }

  /// Shows what is known of a question, and finds out the rest.
  mutating func ask(_ question: CauseQuestion, concept: Int) -> [Effect] {
    switch causeRequest(question, concept: concept) {
    case .failure(let reason):
      notify(reason.text)
      return []
    case .success(let request):
      talk.dialogs.removeAll { if case .causes = $0 { true } else { false } }
      if question == .optimisation { return showOptimisation(of: concept) }
      var finding = FindingPlace(
        request: request,
        question: question,
        scenes: question.usualScenes
      )
      if question == .lineage { finding.unit = address }
      // A curve is read at its end first.
      if question == .removal || question == .growth { finding.cursor = .max / 2 }
      show(finding)
      return begin(request, scenes: finding.scenes)
    }
  }

  private mutating func show(_ finding: FindingPlace) {
    place.finding = finding
    place.view = .finding
  }

  /// Begins a job, or goes on with it, unless it is done or already under way.
  private func begin(_ request: CauseRequest, scenes: Int) -> [Effect] {
    if models.findings[request]?.isComplete(for: scenes) == true { return [] }
    if let job = job(of: request), job.isActive { return [] }
    return [.submit(.cause(request, sampleSize: scenes))]
  }

  // MARK: What was found

  mutating func browseFinding(_ action: CauseAction) -> [Effect] {
    guard var shown = place.finding else { return [] }
    switch action {
    case .leave:
      place.view = .automatic
      return []
    case .nextFigure: shown.showsOther.toggle()
    case .stop:
      guard let job = job(of: shown.request), job.isActive else {
        notify("nothing is going on here")
        return []
      }
      notify("cancelled; what was measured is kept, \(key(.cause(.goOn))) goes on")
      return [.cancel(job.number)]
    case .goOn:
      if models.findings[shown.request]?.isComplete(for: shown.scenes) == true {
        notify("it is complete; + takes more scenes")
      }
      return begin(shown.request, scenes: shown.scenes)
    case .more:
      guard ![.map, .lineage, .search].contains(shown.question) else {
        notify("there is nothing more to measure of it")
        return []
      }
      shown.scenes = min(2 * shown.scenes, Self.lastScene)
      place.finding = shown
      notify("over \(counted(shown.scenes, "scene"))")
      return begin(shown.request, scenes: shown.scenes)
    case .choose: return choose(in: shown)
    case .move(let move): return walk(move, in: shown)
    }
    place.finding = shown
    return []
  }

  private mutating func walk(_ move: Move, in finding: FindingPlace) -> [Effect] {
    var shown = finding
    switch self.finding {
    case .curve(let curve):
      let count = curve.series.first?.points.count ?? 0
      let step = move == .right || move == .down ? 1 : move == .left || move == .up ? -1 : 0
      shown.cursor = max(0, min(min(shown.cursor, count - 1) + step, count - 1))
    case .contextMap(let map): shown.cell = Self.moved(shown.cell, by: move, in: map)
    case .context(let result):
      shown.cursor = Self.moved(shown.cursor, by: move, page: 8, count: result.contexts.count)
    case .lineage:
      if move == .right { return choose(in: shown) }
      if move == .left { return back(from: shown) }
      shown.cursor = Self.moved(shown.cursor, by: move, page: 8, count: feeds.count)
    case .search(let result):
      shown.cursor = Self.moved(shown.cursor, by: move, page: 8, count: result.contestants.count)
    case .propagation, .averageEffect, nil: break
    }
    place.finding = shown
    return []
  }

  private static func moved(_ cell: GridCell?, by move: Move, in map: ContextMap) -> GridCell {
    guard let cell else { return GridCell(row: map.height / 2, column: map.width / 2) }
    let (down, across) =
      switch move {
      case .up: (-1, 0)
      case .down: (1, 0)
      case .left: (0, -1)
      case .right: (0, 1)
      default: (0, 0)
      }
    return GridCell(
      row: max(0, min(cell.row + down, map.height - 1)),
      column: max(0, min(cell.column + across, map.width - 1))
    )
  }

  /// Enter: what was found becomes an edit, or one goes on to the unit.
  private mutating func choose(in shown: FindingPlace) -> [Effect] {
    switch finding {
    case .contextMap(let map): plant(map, at: shown.cell ?? map.best)
    case .curve(let curve): apply(curve, at: shown.cursor)
    case .search(let result): apply(result, at: shown.cursor)
    case .lineage: return follow(shown)
    default: break
    }
    return []
  }

  /// Inserts the units where the cursor is.
  private mutating func plant(_ map: ContextMap, at cell: GridCell?) {
    guard let cell, let layer = layer(named: map.request.layer) else { return }
    let mask = Mask(height: layer.height, width: layer.width, set: [cell])
    let units = zip(map.request.units, map.request.values).map {
      UnitEdit(layer: layer.name, unit: $0, value: $1)
    }
    var edit = editing.history.edit
    edit.replace(with: Intervention(units, mask: mask))
    place.view = .edited
    show(
      EditStep(
        edit: edit,
        title: "\(title(ofConcept: map.request.concept)) inserted at row \(cell.row), "
          + "column \(cell.column) of \(layer.name)",
        concept: map.request.concept
      )
    )
  }

  /// Edits as many units as the point under the cursor stands for.
  private mutating func apply(_ curve: Curve, at cursor: Int) {
    guard let series = curve.series.first(where: { !$0.units.isEmpty }),
      let point = series.point(at: cursor),
      let index = models.layers.firstIndex(where: { $0.name == curve.layer.name })
    else { return }
    let units = Array(series.units.prefix(point.number))
    select(layerAt: index)
    place.view = .sideBySide
    let concept = curve.request.concept
    let name = "\(title(ofConcept: concept)), as many as the curve's point"
    switch curve.request.action {
    case .ablation: ablate(units, described: name, for: concept)
    case .insertion, .levels: insert(units, described: name, for: concept)
    }
  }

  /// Edits with the set under the cursor.
  private mutating func apply(_ result: SetSearchResult, at cursor: Int) {
    guard result.contestants.indices.contains(cursor),
      let index = models.layers.firstIndex(where: {
        $0.name == result.contestants[cursor].set.layer
      })
    else { return }
    let set = result.contestants[cursor].set
    select(layerAt: index)
    place.view = .sideBySide
    let concept = result.request.concept
    let name = "a set found for \(title(ofConcept: concept))"
    switch result.request.action {
    case .ablation: ablate(set.units, described: name, for: concept)
    case .insertion(let quantile):
      editing.quantile = quantile
      insert(set.units, described: name, for: concept)
    }
  }

  // MARK: Lineage

  /// Goes to the feeding unit under the cursor, and to what feeds it.
  private mutating func follow(_ shown: FindingPlace) -> [Effect] {
    guard let feed, let unit = shown.unit else { return [] }
    guard let earlier = earlierLayer(than: feed.layer) else {
      notify("\(feed.layer) is the first layer: nothing feeds it but the latent vector")
      return []
    }
    return go(to: feed, from: earlier, trail: shown.trail + [unit], shown)
  }

  private mutating func back(from shown: FindingPlace) -> [Effect] {
    guard let before = shown.trail.last, let earlier = earlierLayer(than: before.layer) else {
      notify("this is where the walk began")
      return []
    }
    return go(to: before, from: earlier, trail: Array(shown.trail.dropLast()), shown)
  }

  private mutating func go(
    to unit: UnitAddress,
    from earlier: LayerName,
    trail: [UnitAddress],
    _ shown: FindingPlace
  ) -> [Effect] {
    var next = shown
    next.request = .lineage(from: earlier, to: unit.layer)
    (next.unit, next.trail, next.cursor) = (unit, trail, 0)
    place.finding = next
    // The lists follow, so that the unit can be looked at.
    if let index = models.layers.firstIndex(where: { $0.name == unit.layer }) {
      select(layerAt: index)
      if let row = table.index(of: unit.unit) { select(rowAt: row) }
    }
    return begin(next.request, scenes: next.scenes)
  }

  /// Asks for the map of another scene once one rests there.
  mutating func requestMap() -> [Effect] {
    guard let wanted = wantedMap, let before = place.finding else { return [] }
    let stopped = job(of: before.request).flatMap { $0.isActive ? [Effect.cancel($0.number)] : nil }
    place.finding = wanted
    return (stopped ?? []) + begin(wanted.request, scenes: wanted.scenes)
  }
}

extension ContextMap {
  /// The cell where most appears so far.
  var best: GridCell? {
    let known = gains.enumerated().compactMap { index, gain in gain.map { (index, $0) } }
    return known.max { $0.1 < $1.1 }.map {
      GridCell(row: $0.0 / max(1, width), column: $0.0 % max(1, width))
    }
  }

  /// The gain at a cell, if it was tried.
  func gain(at cell: GridCell) -> Double? {
    let index = cell.row * width + cell.column
    return gains.indices.contains(index) ? gains[index] : nil
  }
}
