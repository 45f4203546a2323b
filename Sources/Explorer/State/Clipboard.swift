import Faults
import Interventions
import Laboratory
import Tensors

/// Activations of some units, copied from cells of a scene, to be put elsewhere.
struct Clipboard: Hashable, Sendable {
  let layer: LayerName
  let units: [Int]
  /// Where they were, as steps from the cell under the cursor.
  let steps: [GridCell]
  /// What the units were there: [cell][unit].
  let values: [[Float]]
  /// The scene they come from.
  let scene: Int
}

extension ExplorerState {
  /// Copies the chosen units' activations from the chosen cells, or from the one under the cursor.
  mutating func copyActivations() {
    guard let layer, let cursor = editing.cellCursor else { return }
    guard let maps = activations?.activations, maps.shape.channels == layer.units else {
      return notify("the scene is still being drawn")
    }
    let units = chosenUnits
    guard !units.isEmpty else { return notify("no unit is listed") }
    let chosen = editing.chosenCells[layer.name] ?? []
    let cells = (chosen.isEmpty ? [cursor] : Array(chosen))
      .sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    editing.clipboard = Clipboard(
      layer: layer.name,
      units: units,
      steps: cells.map { GridCell(row: $0.row - cursor.row, column: $0.column - cursor.column) },
      values: cells.map { cell in units.map { activation(of: $0, at: cell) } },
      scene: scene
    )
    notify(
      "\(counted(units.count, "unit")) copied from \(counted(cells.count, "cell")) of scene "
        + "\(grouped(scene)); \(key(.cells(.paste))) puts them where the cursor is, in any scene"
    )
  }

  /// Puts what was copied around the cell under the cursor, as an edit.
  mutating func pasteActivations() {
    guard let layer, let cursor = editing.cellCursor else { return }
    guard let clipboard = editing.clipboard else {
      return notify("nothing is copied yet: y copies the units' activations here")
    }
    guard clipboard.layer == layer.name else {
      return notify("what is copied belongs to \(clipboard.layer); ] and [ go there")
    }
    var edit = editing.history.edit
    var count = 0
    for (step, values) in zip(clipboard.steps, clipboard.values) {
      let cell = GridCell(row: cursor.row + step.row, column: cursor.column + step.column)
      guard (0..<layer.height).contains(cell.row), (0..<layer.width).contains(cell.column) else {
        continue
      }
      let units = zip(clipboard.units, values).map {
        UnitEdit(layer: layer.name, unit: $0, value: $1)
      }
      let mask = Mask(height: layer.height, width: layer.width, set: [cell])
      edit.replace(with: Intervention(units, mask: mask))
      count += 1
    }
    guard count > 0 else { return notify("all of it would lie outside") }
    let marks = place.browsing[layer.name]?.marks
    show(
      EditStep(
        edit: edit,
        title: "\(counted(clipboard.units.count, "unit")) of \(layer.name) as in scene "
          + "\(grouped(clipboard.scene)), put in \(counted(count, "cell"))"
      )
    )
    // The same units may be copied again.
    if let marks { place.browsing[layer.name]?.marks = marks }
  }
}
