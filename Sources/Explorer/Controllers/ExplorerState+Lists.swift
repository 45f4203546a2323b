import Concepts
import Dissection
import Interventions
import Laboratory
import Tensors
import Terminal

/// What is at a place of the scene, and which units are strongest there.
struct PlaceList: Hashable, Sendable {
  let cell: GridCell
  /// The units, strongest first.
  let units: [Int]
  /// How many of the strongest are taken.
  var count = 1
}

/// The names of what is at the cells of a layer.
struct CellNames {
  let layer: LayerDescription?
  let vocabulary: ConceptVocabulary?
  let segmentation: LabelMap?

  /// What the segmenter names at a cell, one name for each kind of labels.
  func concepts(at cell: GridCell) -> [Concept] {
    guard let layer, let vocabulary, let segmentation else { return [] }
    let shape = segmentation.shape
    // What lies in the middle of the cell.
    let row = (2 * cell.row + 1) * shape.height / (2 * layer.height)
    let column = (2 * cell.column + 1) * shape.width / (2 * layer.width)
    return (0..<shape.channels).compactMap { channel in
      let number = Int(segmentation[0, channel, row, column])
      return vocabulary.isConcept(number) ? vocabulary[number] : nil
    }
  }
}

extension ExplorerState {
  /// Opens the list of what is at a cell of the layer shown.
  mutating func lookAt(_ cell: GridCell) {
    guard let layer, activations != nil else { return notify("the scene is still being drawn") }
    let units = (0..<layer.units).sorted {
      let (first, second) = (rank(of: $0, at: cell), rank(of: $1, at: cell))
      return first == second ? $0 < $1 : first > second
    }
    talk.dialogs.append(.place(PlaceList(cell: cell, units: units)))
  }

  /// A unit's activation at a cell of the layer shown.
  func activation(of unit: Int, at cell: GridCell) -> Float {
    guard let layer, let maps = activations?.activations, unit < maps.shape.channels else {
      return 0
    }
    return maps.values[maps.shape.offset(0, unit, 0, 0) + cell.row * layer.width + cell.column]
  }

  /// The activation as a multiple of what one place in a hundred exceeds; nil where that is unknown.
  ///
  /// Units have scales of their own, and their levels lie at quantiles of their own.
  func strength(of unit: Int, at cell: GridCell) -> Float? {
    guard let quantiles = dissection?.quantiles, !quantiles.values.isEmpty else { return nil }
    let usual = quantiles.value(unit: unit, quantile: 0.99)
    return usual > 0 ? activation(of: unit, at: cell) / usual : nil
  }

  private func rank(of unit: Int, at cell: GridCell) -> Float {
    let isKnown = dissection?.quantiles.values.isEmpty == false
    return strength(of: unit, at: cell) ?? (isKnown ? 0 : activation(of: unit, at: cell))
  }

  /// What the segmenter names at cells of the layer shown.
  var cellNames: CellNames {
    CellNames(
      layer: layer,
      vocabulary: models.vocabulary,
      segmentation: picture.segmented?.originalSegmentation
    )
  }

  mutating func answer(_ action: Action, in list: PlaceList) -> [Effect] {
    var list = list
    switch action {
    case .cancel:
      talk.dialogs.removeLast()
      return []
    case .answer(.accept):
      talk.dialogs.removeLast()
      mark(Array(list.units.prefix(list.count)))
      place.focus = .units
      return []
    case .answer(.more), .move(.down): list.count = min(list.count + 1, list.units.count)
    case .answer(.fewer), .move(.up): list.count = max(1, list.count - 1)
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .place(list)
    return []
  }

  mutating func answer(_ action: Action, in list: EditList) -> [Effect] {
    var list = list
    switch action {
    case .cancel, .answer(.accept):
      talk.dialogs.removeLast()
      return []
    case .list(.mark): change(&list) { $0.toggle() }
    case .list(.markAll): change(&list) { $0.toggleIntervention() }
    case .move(.left), .move(.right): moveLevel(action == .move(.right) ? 1 : -1, in: &list)
    case .move(let move):
      list.cursor = Self.moved(list.cursor, by: move, page: 10, count: list.entries.count)
    default: break
    }
    talk.dialogs[talk.dialogs.count - 1] = .edits(list)
    return []
  }

  mutating func worldsAnswer(_ action: Action, cursor: Int) -> [Effect] {
    switch action {
    case .cancel: talk.dialogs.removeLast()
    case .answer(.accept):
      talk.dialogs.removeLast()
      guard options.worlds.indices.contains(cursor) else { return [] }
      let world = options.worlds[cursor]
      guard !world.isOpen else { return [] }
      return [.openWorld(world.name)]
    case .move(let move):
      let target = Self.moved(cursor, by: move, page: 10, count: options.worlds.count)
      talk.dialogs[talk.dialogs.count - 1] = .worlds(cursor: target)
    default: break
    }
    return []
  }

  private mutating func moveLevel(_ step: Int, in list: inout EditList) {
    var moved = list
    guard moved.moveLevel(by: step, levels: { levels(of: $0) }) else { return }
    change(&list) { $0 = moved }
  }

  /// The first change is a step of its own, those that follow belong to it.
  private mutating func change(_ list: inout EditList, _ body: (inout EditList) -> Void) {
    let isFirst = !list.hasChanged
    body(&list)
    let step = EditStep(
      edit: list.edit,
      title: "the edit was changed in its list: \(list.edit.summary)"
    )
    isFirst ? editing.history.apply(step) : editing.history.adjust(step)
    place.showsEdit = true
  }

  /// A click on a line of a list in front chooses it, on the chosen one it takes it.
  mutating func pointAtRow(of event: MouseEvent) -> [Effect] {
    guard let line = dialogRows?.index(atRow: event.row) else { return [] }
    switch talk.dialogs.last {
    case .concepts(var picker):
      if line == picker.cursor { return answer(.answer(.accept), key: .enter) }
      picker.cursor = line
      picker.settle(among: choices(in: picker, conceptItems(matching: picker.field.text)))
      talk.dialogs[talk.dialogs.count - 1] = .concepts(picker)
    case .worlds(let cursor):
      if line == cursor { return worldsAnswer(.answer(.accept), cursor: cursor) }
      talk.dialogs[talk.dialogs.count - 1] = .worlds(cursor: line)
    case .causes(let menu): return point(to: line, from: menu.cursor, .answer(.accept))
    case .export(let picker): return point(to: line, from: picker.cursor, .answer(.accept))
    case .comparison(let menu): return point(to: line, from: menu.cursor, .answer(.accept))
    case .edits(let list): return point(to: line, from: list.cursor, .list(.mark))
    case .jobs(let cursor): return point(to: line, from: cursor, .answer(.accept))
    default: break
    }
    return []
  }

  /// Goes to a line as the arrows do; on the line where the cursor is, does what is meant there.
  private mutating func point(to line: Int, from cursor: Int, _ action: Action) -> [Effect] {
    guard line != cursor else { return answer(action, key: .enter) }
    let step = Action.move(line > cursor ? .down : .up)
    return (0..<abs(line - cursor)).flatMap { _ in answer(step, key: .down) }
  }
}
