import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

extension ExplorerState {
  /// Scenes are numbered up to here (see `Latents`).
  static let lastScene = 1_000_000

  mutating func changeScene(_ action: SceneAction) {
    switch action {
    case .next: scene = min(scene + 1, Self.lastScene)
    case .previous: scene = max(scene - 1, 0)
    case .random: scene = Int(nextRandom() % 10_000)
    case .nextTop: stepTopScene(by: 1)
    case .previousTop: stepTopScene(by: -1)
    }
  }

  private mutating func stepTopScene(by step: Int) {
    let scenes = topScenes
    guard let unit, !scenes.isEmpty else { return }
    let wanted = scenes.firstIndex(of: scene).map { $0 + step } ?? (step > 0 ? 0 : scenes.count - 1)
    let index = max(0, min(wanted, scenes.count - 1))
    scene = scenes[index]
    talk.notice = Notice(
      kind: .information,
      text: "top scene \(index + 1) of \(scenes.count) of unit \(unit): scene \(grouped(scene))"
    )
  }

  /// SplitMix64.
  mutating func nextRandom() -> UInt64 {
    randomState &+= 0x9E37_79B9_7F4A_7C15
    var mixed = randomState
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func look(_ action: LookAction) {
    switch action {
    case .show(.segmentation) where place.view == .segmentation: nextLabelChannel()
    case .show(.grid):
      if place.grid == nil || place.grid?.marks.isEmpty == true {
        place.grid = SceneGrid(around: scene)
      }
      place.view = .grid
    case .show(let mode) where mode == place.view && isPairing: nextPairing()
    // The same key again goes back to the pictures.
    case .show(let mode):
      place.view = mode == place.view && mode.isPlot ? .automatic : mode
      place.pairing.way = .together
      // There Enter goes to what the table shows.
      if place.view == .layers { place.focus = .scene }
    case .compare(let way): compare(by: way)
    case .moveBorder(let step): place.pairing.moveBorder(to: place.pairing.border + step)
    case .nextView:
      repeat {
        place.view =
          ViewMode(rawValue: (place.view.rawValue + 1) % ViewMode.allCases.count) ?? .automatic
      } while place.view.hasOwnKeys || disabledReason(of: .look(.show(place.view))) != nil
    case .toggleOriginal: place.view = place.view == .original ? .edited : .original
    case .zoom:
      if isInTable { return leaveTable() }
      if place.focus == .layers, !place.isZoomed {
        place.focus = .units
      } else {
        place.isZoomed.toggle()
      }
    }
  }

  /// Objects, materials, parts in turn.
  private mutating func nextLabelChannel() {
    let channels = picture.labelChannels
    guard channels.count > 1 else { return notify("the segmenter has one kind of labels") }
    place.labelChannel = (place.labelChannel + 1) % channels.count
    let next = channels[(place.labelChannel + 1) % channels.count].name
    let name = channels[place.labelChannel].name
    notify("segmentation: \(name); \(key(.look(.show(.segmentation)))) again: \(next)")
  }

  // MARK: Cells

  mutating func chooseCells(_ action: CellAction) {
    guard let layer else { return }
    switch action {
    case .choose:
      editing.cellCursor = GridCell(row: layer.height / 2, column: layer.width / 2)
      talk.notice = Notice(
        kind: .information,
        text: "cells of \(layer.name): Space chooses, then a ablates or i inserts there only"
      )
    case .clear: editing.chosenCells[layer.name] = nil
    case .toggle: if let cell = editing.cellCursor { toggle(cell) }
    case .active: chooseActiveCells(of: layer)
    case .invert:
      let all = Set(cells(of: layer))
      editing.chosenCells[layer.name] = all.subtracting(editing.chosenCells[layer.name] ?? [])
    case .rectangle: chooseRectangle(of: layer)
    case .copy: copyActivations()
    case .paste: pasteActivations()
    case .ask: if let cell = editing.cellCursor { lookAt(cell) }
    }
  }

  private func cells(of layer: LayerDescription) -> [GridCell] {
    (0..<layer.height).flatMap { row in
      (0..<layer.width).map { GridCell(row: row, column: $0) }
    }
  }

  private mutating func chooseActiveCells(of layer: LayerDescription) {
    guard let unit, let level, let activations = activations?.activations else {
      return notify("the unit's level is not known yet")
    }
    let map = Array(activations.featureMap(sample: 0, unit: unit))
    let active = cells(of: layer).filter { map[$0.row * layer.width + $0.column] > level }
    editing.chosenCells[layer.name, default: []].formUnion(active)
    notify("\(counted(active.count, "cell")) where unit \(unit) is above its level")
  }

  /// The first press sets a corner, the second chooses all cells up to the opposite one.
  private mutating func chooseRectangle(of layer: LayerDescription) {
    guard let cell = editing.cellCursor else { return }
    guard let corner = editing.corner else {
      editing.corner = cell
      return notify(
        "a corner is set; go to the opposite one and press \(key(.cells(.rectangle))) again"
      )
    }
    editing.corner = nil
    let rows = min(corner.row, cell.row)...max(corner.row, cell.row)
    let columns = min(corner.column, cell.column)...max(corner.column, cell.column)
    choose(cells(of: layer).filter { rows.contains($0.row) && columns.contains($0.column) }, true)
  }

  mutating func toggle(_ cell: GridCell) {
    guard let layer else { return }
    choose([cell], !editing.chosenCells[layer.name, default: []].contains(cell))
  }

  /// Chooses cells of the layer shown, or drops them.
  mutating func choose(_ cells: [GridCell], _ isChoosing: Bool) {
    guard let layer else { return }
    if isChoosing {
      editing.chosenCells[layer.name, default: []].formUnion(cells)
    } else {
      editing.chosenCells[layer.name, default: []].subtract(cells)
    }
  }

  mutating func moveCell(_ action: Move) {
    guard let layer, let cell = editing.cellCursor else { return }
    var (row, column) = (cell.row, cell.column)
    switch action {
    case .up: row -= 1
    case .down: row += 1
    case .left: column -= 1
    case .right: column += 1
    case .pageUp, .halfUp, .first: row = 0
    case .pageDown, .halfDown, .last: row = layer.height - 1
    case .nextPane, .previousPane, .nextLayer, .previousLayer: return
    }
    editing.cellCursor = GridCell(
      row: min(max(row, 0), layer.height - 1),
      column: min(max(column, 0), layer.width - 1)
    )
  }
}
