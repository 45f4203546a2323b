import Dissection
import Interventions
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
  private mutating func nextRandom() -> UInt64 {
    randomState &+= 0x9E37_79B9_7F4A_7C15
    var mixed = randomState
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func look(_ action: LookAction) {
    switch action {
    case .show(.segmentation) where place.view == .segmentation: nextLabelChannel()
    case .show(let mode): place.view = mode
    case .nextView:
      repeat {
        place.view =
          ViewMode(rawValue: (place.view.rawValue + 1) % ViewMode.allCases.count) ?? .automatic
      } while disabledReason(of: .look(.show(place.view))) != nil
    case .toggleOriginal: place.view = place.view == .original ? .edited : .original
    case .zoom:
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
    guard channels.count > 1 else { return tell("the segmenter has one kind of labels") }
    place.labelChannel = (place.labelChannel + 1) % channels.count
    let next = channels[(place.labelChannel + 1) % channels.count].name
    tell("segmentation: \(channels[place.labelChannel].name); 5 again: \(next)")
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
    case .toggle: editing.cellCursor.map { toggle($0) }
    }
  }

  mutating func toggle(_ cell: GridCell) {
    guard let layer else { return }
    if editing.chosenCells[layer.name, default: []].remove(cell) == nil {
      editing.chosenCells[layer.name, default: []].insert(cell)
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
