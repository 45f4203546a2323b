import Causes
import Concepts
import Dissection
import Images
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// The layer whose units are listed.
  var layer: LayerDescription? {
    models.layers.indices.contains(place.layerIndex) ? models.layers[place.layerIndex] : nil
  }

  var dissection: LayerDissection? { layer.flatMap { models.dissections[$0.name] } }
  var sweep: Sweep? { layer.flatMap { models.sweeps[$0.name] } }
  /// The unit under the cursor.
  var unit: Int? { listedRow?.unit }

  /// The row under the cursor, at the level that is being tried.
  var row: UnitRow? {
    listedRow?.at(ownLevel, concept: place.concept) { models.vocabulary?[$0] }
  }

  /// The row under the cursor as the list ranks it.
  var listedRow: UnitRow? { table.rows.indices.contains(rowIndex) ? table.rows[rowIndex] : nil }

  /// The place of the cursor in the list; the first row unless the user chose a unit.
  var rowIndex: Int {
    guard let layer, let unit = place.browsing[layer.name]?.unit else { return 0 }
    return table.index(of: unit) ?? 0
  }

  /// The first row of the list that is seen.
  var rowOffset: Int { layer.flatMap { place.browsing[$0.name]?.offset } ?? 0 }

  /// The marked units of the layer shown.
  var marks: Set<Int> { layer.flatMap { place.browsing[$0.name]?.marks } ?? [] }

  /// The units that an edit is about: the marked ones, or the one under the cursor.
  var chosenUnits: [Int] { marks.isEmpty ? unit.map { [$0] } ?? [] : marks.sorted() }

  /// The chosen cells of the layer shown as a mask; nil for everywhere.
  var chosenMask: Mask? {
    guard let layer, let cells = editing.chosenCells[layer.name], !cells.isEmpty else { return nil }
    return Mask(height: layer.height, width: layer.width, set: cells)
  }

  /// The scene that should be on the screen now.
  var wantedScene: SceneRequest? {
    guard let layer else { return nil }
    return SceneRequest(
      seed: options.seed,
      scene: scene,
      edit: editing.history.edit,
      layer: layer.name,
      // While a stroke is drawn its picture is what counts.
      isSegmented: models.segmenterStatus == .ready && editing.brush?.stroke == nil
    )
  }

  /// The scenes that activate the unit under the cursor most, best first.
  var topScenes: [Int] {
    guard let unit, let dissection, dissection.topScenes.indices.contains(unit) else { return [] }
    return dissection.topScenes[unit].map(\.scene)
  }

  /// As many of them as there is room for, those around the scene shown.
  var shownTopScenes: [Int] {
    let room = layout.thumbnails.count
    let page = max(1, room)
    let first = (topScenes.firstIndex(of: scene) ?? 0) / page * page
    return Array(topScenes.dropFirst(first).prefix(room))
  }

  /// The units whose top scenes are on the screen, and how many of them.
  private var shownStrips: [(unit: UnitAddress, scenes: [Int])] {
    switch place.view {
    case .finding:
      // As many as a wide screen has room for.
      return [place.finding?.unit, feed].compactMap { $0 }.map {
        ($0, Array(topScenes(of: $0).prefix(6)))
      }
    case .comparison:
      guard let comparison = place.comparison else { return [] }
      return zip([comparison.left, comparison.right], comparedUnits).compactMap { side, unit in
        unit.map { ($0, Array(topScenes(of: $0, in: dissection(of: side)).prefix(6))) }
      }
    case .review:
      let room = layout.tiles?.frames.count ?? 0
      return address.map { [($0, Array(topScenes(of: $0).prefix(room)))] } ?? []
    default:
      guard let layer, let unit else { return [] }
      return [(UnitAddress(layer: layer.name, unit: unit), shownTopScenes)]
    }
  }

  /// The thumbnails that are not at hand yet, of one unit at a time.
  var wantedThumbnails: ThumbnailRequest? {
    for (unit, scenes) in shownStrips {
      let known = shelf[unit]
      let missing = scenes.filter { known[$0] == nil }
      guard !missing.isEmpty else { continue }
      return ThumbnailRequest(
        seed: options.seed,
        scenes: missing,
        layer: unit.layer,
        unit: unit.unit,
        neighbour: unit.neighbour
      )
    }
    return nil
  }

  /// The scenes that activate a unit most, best first.
  func topScenes(of unit: UnitAddress, in other: LayerDissection? = nil) -> [Int] {
    guard let dissection = other ?? models.dissections[unit.layer],
      dissection.topScenes.indices.contains(unit.unit)
    else { return [] }
    return dissection.topScenes[unit.unit].map(\.scene)
  }

  /// The level of any unit.
  func level(of unit: UnitAddress) -> Float? {
    if let own = place.ownLevels[unit]?.reading { return own.level }
    guard let levels = models.dissections[unit.layer]?.levels, levels.indices.contains(unit.unit)
    else { return nil }
    return levels[unit.unit]
  }

  /// The level that the contour shows and the IoU was counted with.
  var level: Float? {
    if let own = ownLevel?.reading { return own.level }
    guard let unit, let levels = dissection?.levels, levels.indices.contains(unit) else {
      return nil
    }
    return levels[unit]
  }

  /// The activations of the layer shown in the scene shown.
  var activations: SceneResult? {
    guard let result = picture.result, let layer, result.request.layer == layer.name else {
      return nil
    }
    return result
  }

  /// The key of an action as sentences name it.
  func key(_ action: Action) -> String { options.keys.key(of: action) }

  /// The measurement of the present edit.
  var currentMeasurement: Measurement? {
    editing.history.edit.isEmpty ? nil : models.measurements[editing.history.edit]
  }

  /// What the segmentation view shows.
  var shownLabels: LabelChannel? {
    let channels = picture.labelChannels
    return channels.isEmpty ? nil : channels[min(place.labelChannel, channels.count - 1)]
  }

  /// The job that dissects a layer, running or waiting.
  func dissectionJob(of layer: LayerName) -> JobEntry? {
    jobs.active.first { job in
      if case .dissect(let layers, _) = job.request { layers.contains(layer) } else { false }
    }
  }

  /// The concepts that a picker offers, those with most units first.
  func conceptItems(matching text: String) -> [ConceptItem] {
    guard let vocabulary = models.vocabulary, let dissection, let layer else { return [] }
    let counts = Dictionary(
      grouping: dissection.labels.filter(\.isInterpretable),
      by: \.concept
    ).mapValues(\.count)
    let text = text.lowercased()
    let items = vocabulary.named.compactMap { concept -> ConceptItem? in
      guard text.isEmpty || concept.name.lowercased().contains(text) else { return nil }
      let best = (0..<layer.units).map { dissection.iou(unit: $0, concept: concept.number) }.max()
      guard let best, best > 0 else { return nil }
      return ConceptItem(concept: concept, units: counts[concept.number] ?? 0, bestIoU: best)
    }
    return items.sorted {
      ($1.units, $1.bestIoU, $0.concept.number) < ($0.units, $0.bestIoU, $1.concept.number)
    }
  }

  /// The units that a picker's choice means.
  func units(for item: ConceptItem, in picker: ConceptPicker) -> [Int] {
    let concept = item.concept.number
    return switch picker.choice {
    case .matching: dissection?.matching(concept) ?? []
    case .bestByIoU: dissection?.best(picker.count, for: concept) ?? []
    case .kept: keptSet(for: item, in: picker)?.found.set.units ?? []
    case .bestByEffect: sweep?.best(picker.count, for: concept) ?? []
    case .bestByACE:
      Array((averageEffect(on: concept)?.ranking ?? []).prefix(picker.count))
    }
  }

  /// The units that match a concept, or the concept chosen, in a layer.
  func matchCount(in layer: LayerName) -> Int? {
    guard let dissection = models.dissections[layer], !dissection.labels.isEmpty else { return nil }
    return place.concept.map { dissection.matching($0).count } ?? dissection.interpretableCount
  }
}
