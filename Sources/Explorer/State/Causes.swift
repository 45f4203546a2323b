import Causes
import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors

/// What can be asked about what units cause, in the order of the menu.
enum CauseQuestion: Int, Hashable, Sendable, CaseIterable {
  case removal, growth, map, contexts, propagation, lineage, optimisation, search

  /// How many scenes answer it, unless a person asks for others.
  var usualScenes: Int {
    switch self {
    case .removal, .growth: 24
    case .map: 1
    case .contexts, .propagation: 20
    case .lineage: 16
    case .search: 200
    // Steps, not scenes.
    case .optimisation: AverageEffectRequest.usualSteps
    }
  }
}

/// The choice of a question, and of the concept that it is about.
struct CauseMenu: Hashable, Sendable {
  var cursor = 0
  /// The place among the concepts offered.
  var concept = 0

  var question: CauseQuestion { CauseQuestion(rawValue: cursor) ?? .removal }
}

/// Where a person is in what was found.
struct FindingPlace: Hashable, Sendable {
  var request: CauseRequest
  var question: CauseQuestion
  /// How many scenes were asked for.
  var scenes: Int
  /// Which of two figures is shown.
  var showsOther = false
  /// A point of a curve, a context, a feeding unit.
  var cursor = 0
  /// The cell of a map that is read.
  var cell: GridCell?
  /// The unit whose lineage is shown, and those from which one came, the first last.
  var unit: UnitAddress?
  var trail: [UnitAddress] = []
}

extension CauseFinding {
  /// How many scenes, or units of a lineage, are done.
  var done: Int {
    switch self {
    case .curve(let curve): curve.scenes
    case .context(let result): result.scenes
    case .contextMap(let map): map.gains.count { $0 != nil }
    case .propagation(let propagation): propagation.scenes
    case .lineage(let lineage): lineage.measuredUnits
    case .search(let result): result.kept == nil ? 0 : 1
    case .averageEffect(let effect): effect.steps
    }
  }

  /// Whether it answers a question about so many scenes.
  func isComplete(for scenes: Int) -> Bool {
    switch self {
    case .curve, .context, .propagation: done >= scenes
    case .contextMap(let map): map.isComplete
    case .lineage(let lineage):
      lineage.scenes >= scenes && lineage.measuredUnits >= lineage.source.units
    case .search(let result): result.kept != nil
    case .averageEffect(let effect): effect.state != .unfinished
    }
  }
}

extension ExplorerState {
  /// The units that a question is about: those marked, else those edited, else the one at hand.
  var causeUnits: (units: [Int], origin: String) {
    if !marks.isEmpty { return (ordered(Array(marks)), "marked") }
    let edited = editing.history.edit.interventions.flatMap(\.units)
      .filter { $0.layer == layer?.name }.map(\.unit)
    if !edited.isEmpty { return (ordered(Array(Set(edited)), ofEdit: true), Self.ofEdit) }
    return (unit.map { [$0] } ?? [], "under the cursor")
  }

  /// Units in the order of what they do to their concept, or else of how well they match it.
  private func ordered(_ units: [Int], ofEdit: Bool = false) -> [Int] {
    let concept = causeConcept(of: units, ofEdit: ofEdit)
    func key(_ unit: Int) -> Double {
      guard let concept else { return 0 }
      if let sweep, sweep.isComplete {
        return sweep.relativeChange(unit: unit, concept: concept) ?? 0
      }
      return -Double(dissection?.iou(unit: unit, concept: concept) ?? 0)
    }
    return units.sorted { (key($0), $0) < (key($1), $1) }
  }

  private static let ofEdit = "of the edit"

  /// What the units stand for: what was chosen, what their edit does, the name that they were given,
  /// else how near they come to the best unit of each concept.
  private func causeConcept(of units: [Int], ofEdit: Bool) -> Int? {
    if let concept = ofEdit ? editConcept : place.concept { return concept }
    if let row = listedRow, units == [row.unit], row.isInterpretable, let concept = row.concept {
      return concept.number
    }
    let concepts = models.vocabulary?.named ?? []
    if let set = editing.sets.first(where: {
      $0.layer == layer?.name && Set($0.units) == Set(units)
    }),
      let concept = concepts.first(where: { set.name.hasPrefix($0.name) })
    {
      return concept.number
    }
    guard let dissection, let layer else { return nil }
    func nearness(_ concept: Int) -> Float {
      let best = (0..<layer.units).map { dissection.iou(unit: $0, concept: concept) }.max() ?? 0
      // Where even the best unit is far, being near it means nothing.
      guard Double(best) > dissection.rule.interpretableIoU else { return 0 }
      return units.reduce(0) { $0 + dissection.iou(unit: $1, concept: concept) } / best
    }
    let sums = concepts.map { ($0.number, nearness($0.number)) }.filter { $0.1 > 0 }
    return sums.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0
  }

  /// The concept whose area the edit lets go most, or come where it inserts: over a sample, else in
  /// the scene shown.
  var mostChanged: Int? {
    let edit = editing.history.edit
    let segmented = picture.segmented.flatMap { $0.request.edit == edit ? $0.effects : nil }
    guard let effects = currentMeasurement?.effects ?? segmented else { return nil }
    let sign: Double = edit.interventions.contains { !$0.isAblation } ? 1 : -1
    let most = effects.filter { models.vocabulary?.isConcept($0.concept) == true }
      .max { sign * $0.change < sign * $1.change }
    return most.flatMap { sign * $0.change > 0.001 ? $0.concept : nil }
  }

  /// The concepts that a question may be about, the likeliest first.
  var causeConcepts: [Concept] {
    guard let vocabulary = models.vocabulary else { return [] }
    let (units, origin) = causeUnits
    let first = causeConcept(of: units, ofEdit: origin == Self.ofEdit).map { [$0] } ?? []
    let labels = conceptItems(matching: "").map(\.concept.number)
    let seen = picture.segmented?.effects.map(\.concept) ?? []
    var known: Set<Int> = []
    return (first + labels + seen).filter { known.insert($0).inserted }
      .compactMap { vocabulary.isConcept($0) ? vocabulary[$0] : nil }
  }

  /// What is asked of the engine; or why it cannot be asked.
  func causeRequest(_ question: CauseQuestion, concept: Int) -> Result<CauseRequest, CommandMistake>
  {
    guard let layer else { return .failure(CommandMistake("no layer is shown")) }
    let units = causeUnits.units
    guard !units.isEmpty else { return .failure(CommandMistake("no unit is listed")) }
    switch question {
    case .removal:
      return .success(.curve(curve(of: units, in: layer.name, on: concept, by: .ablation)))
    case .growth:
      guard dissection?.quantiles.values.isEmpty == false else { return .failure(noLevels) }
      return .success(
        .curve(
          curve(of: units, in: layer.name, on: concept, by: .insertion(quantile: editing.quantile))
        )
      )
    case .map, .contexts, .propagation:
      guard let insertion = insertion(of: units, concept: concept) else {
        return .failure(noLevels)
      }
      if question == .map {
        return .success(.contextMap(insertion, seed: options.seed, scene: scene))
      }
      guard question == .propagation else { return .success(.context(insertion)) }
      guard place.layerIndex + 1 < models.layers.count else {
        return .failure(CommandMistake("no layer comes after \(layer.name)"))
      }
      return .success(.propagation(PropagationRequest(insertion)))
    case .lineage:
      guard let earlier = earlierLayer(than: layer.name) else {
        return .failure(CommandMistake("no layer comes before \(layer.name)"))
      }
      return .success(.lineage(from: earlier, to: layer.name))
    case .optimisation:
      return .success(
        .averageEffect(AverageEffectRequest(layer: layer.name, concept: concept))
      )
    case .search:
      return .success(
        .search(SearchRequest(concept: concept, layers: models.layers.map(\.name)))
      )
    }
  }

  private var noLevels: CommandMistake {
    CommandMistake(
      "insertion needs the units' levels: dissect the layer first (\(key(.open(.dissect))))"
    )
  }

  private func curve(
    of units: [Int],
    in layer: LayerName,
    on concept: Int,
    by action: CurveRequest.Action
  ) -> CurveRequest {
    var orders: [SetOrder] = []
    if dissection?.labels.isEmpty == false, dissection?.isComplete == true { orders.append(.iou) }
    if sweep?.isComplete == true { orders.append(.effect) }
    // One unit has no curve of its own: then the orders are what is asked about.
    let given = units.count > 1 ? units : []
    let most = given.isEmpty ? 30 : given.count
    return CurveRequest(
      layer: layer,
      concept: concept,
      orders: orders,
      action: action,
      numbers: CurveRequest.usualNumbers.filter { $0 < most } + [most],
      randomSets: 3,
      permutations: 5,
      given: given
    )
  }

  /// The units, forced to the present quantile.
  func insertion(of units: [Int], concept: Int) -> ContextRequest? {
    guard let layer, let quantiles = dissection?.quantiles, !quantiles.values.isEmpty else {
      return nil
    }
    return ContextRequest(
      concept: concept,
      layer: layer.name,
      units: units,
      values: units.map { quantiles.value(unit: $0, quantile: editing.quantile) }
    )
  }

  func earlierLayer(than name: LayerName) -> LayerName? {
    guard let index = models.layers.firstIndex(where: { $0.name == name }), index > 0 else {
      return nil
    }
    return models.layers[index - 1].name
  }

  // MARK: What was found

  /// What was found of what is shown.
  var finding: CauseFinding? { place.finding.flatMap { models.findings[$0.request] } }

  /// The job that finds it, running, waiting or ended.
  func job(of request: CauseRequest) -> JobEntry? {
    jobs.entries.last { job in
      if case .cause(request, _) = job.request { true } else { false }
    }
  }

  /// The map that is shown, of the scene on the screen.
  var shownMap: ContextMap? {
    guard place.view == .finding, case .contextMap(let map) = finding else { return nil }
    return map
  }

  /// The map that is wanted for another scene than that of the last one.
  var wantedMap: FindingPlace? {
    guard place.view == .finding, var wanted = place.finding,
      case .contextMap(let insertion, let seed, let before) = wanted.request, before != scene
    else { return nil }
    wanted.request = .contextMap(insertion, seed: seed, scene: scene)
    return wanted
  }

  /// The name of a concept with its category where it needs one.
  func title(ofConcept number: Int) -> String { models.vocabulary.title(ofConcept: number) }

  func layer(named name: LayerName) -> LayerDescription? {
    models.layers.first { $0.name == name }
  }

  /// What an earlier unit gives the unit whose lineage is shown.
  var feeds: [Lineage.Feed] {
    guard case .lineage(let lineage) = finding, let unit = place.finding?.unit else { return [] }
    return lineage.feeds(of: unit.unit)
  }

  /// The feeding unit under the cursor.
  var feed: UnitAddress? {
    guard case .lineage(let lineage) = finding, let cursor = place.finding?.cursor,
      feeds.indices.contains(cursor)
    else { return nil }
    return UnitAddress(layer: lineage.source.name, unit: feeds[cursor].unit)
  }
}

extension ConceptVocabulary? {
  /// The name of a concept with its category where it needs one; its number where none is known.
  func title(ofConcept number: Int) -> String {
    guard let self, let concept = self[number] else { return "\(number)" }
    return self.title(of: concept)
  }
}
