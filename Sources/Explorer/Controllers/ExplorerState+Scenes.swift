import Dissection
import Interventions
import Tensors
import Terminal

extension ExplorerState {
  /// Scenes are numbered up to here (see `Latents`).
  static let lastScene = 1_000_000

  mutating func changeScene(_ action: Action) {
    switch action {
    case .nextScene: scene = min(scene + 1, Self.lastScene)
    case .previousScene: scene = max(scene - 1, 0)
    case .randomScene: scene = Int(nextRandom() % 10_000)
    case .nextTopScene: stepTopScene(by: 1)
    case .previousTopScene: stepTopScene(by: -1)
    default: break
    }
  }

  private mutating func stepTopScene(by step: Int) {
    let scenes = topScenes
    guard let unit, !scenes.isEmpty else { return }
    let place = scenes.firstIndex(of: scene).map { $0 + step } ?? (step > 0 ? 0 : scenes.count - 1)
    let index = max(0, min(place, scenes.count - 1))
    scene = scenes[index]
    notice = Notice(
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

  mutating func look(_ action: Action) {
    switch action {
    case .show(.segmentation) where view == .segmentation: nextLabelChannel()
    case .show(let mode): view = mode
    case .nextView:
      repeat {
        view = ViewMode(rawValue: (view.rawValue + 1) % ViewMode.allCases.count) ?? .automatic
      } while disabledReason(of: .show(view)) != nil
    case .toggleOriginal: view = view == .original ? .edited : .original
    default:
      if focus == .layers, !isZoomed { focus = .units } else { isZoomed.toggle() }
    }
  }

  /// Objects, materials, parts in turn.
  private mutating func nextLabelChannel() {
    let channels = picture.labelChannels
    guard channels.count > 1 else { return tell("the segmenter has one kind of labels") }
    labelChannel = (labelChannel + 1) % channels.count
    let next = channels[(labelChannel + 1) % channels.count].name
    tell("segmentation: \(channels[labelChannel].name); 5 again: \(next)")
  }

  // MARK: Cells

  mutating func chooseCells(_ action: Action) {
    guard let layer else { return }
    switch action {
    case .chooseCells:
      cellCursor = GridCell(row: layer.height / 2, column: layer.width / 2)
      notice = Notice(
        kind: .information,
        text: "cells of \(layer.name): Space chooses, then a ablates or i inserts there only"
      )
    case .clearCells: chosenCells[layer.name] = nil
    default: cellCursor.map { toggle($0) }
    }
  }

  mutating func toggle(_ cell: GridCell) {
    guard let layer else { return }
    if chosenCells[layer.name, default: []].remove(cell) == nil {
      chosenCells[layer.name, default: []].insert(cell)
    }
  }

  mutating func moveCell(_ action: Action) {
    guard let layer, let cell = cellCursor else { return }
    var (row, column) = (cell.row, cell.column)
    switch action {
    case .up: row -= 1
    case .down: row += 1
    case .left: column -= 1
    case .right: column += 1
    default: return
    }
    cellCursor = GridCell(
      row: min(max(row, 0), layer.height - 1),
      column: min(max(column, 0), layer.width - 1)
    )
  }
}
