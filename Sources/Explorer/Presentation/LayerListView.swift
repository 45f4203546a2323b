import Dissection
import Tensors
import Terminal

/// The list of layers: name, resolution, units, how many match.
struct LayerListView {
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let area = state.layout.layers
    drawHeading(in: &grid, area: area)
    for line in 0..<state.layout.layerPage {
      let index = state.layerOffset + line
      guard state.models.layers.indices.contains(index) else { return }
      drawLayer(index, row: area.row + 1 + line, in: &grid)
    }
  }

  private func drawHeading(in grid: inout CellGrid, area: CellRect) {
    grid.heading("layers", in: area, palette: palette, isFocused: state.place.focus == .layers)
    let captions = [
      ("size", sizeColumn + 8), ("units", unitsColumn + 5), ("match", area.width - 1),
    ]
    for (text, end) in captions where end <= area.width {
      grid.put(" \(text)", row: area.row, column: end - text.count - 1, style: palette.caption)
    }
  }

  private var unitsColumn: Int { state.layout.layers.width - 12 }
  private var sizeColumn: Int { unitsColumn - 9 }

  private func drawLayer(_ index: Int, row: Int, in grid: inout CellGrid) {
    let area = state.layout.layers
    let layer = state.models.layers[index]
    let isCurrent = index == state.place.layerIndex
    let style = isCurrent ? palette.strong : palette.text
    if isCurrent { grid[row, area.column] = Cell("▌", palette.key) }
    grid.column(layer.name.rawValue, row: row, at: 2, width: sizeColumn - 2, style: style)
    let resolution = "\(layer.height)×\(layer.width)"
    grid.column(
      resolution,
      row: row,
      at: sizeColumn,
      width: 8,
      style: palette.caption,
      trailing: true
    )
    grid.column(
      String(layer.units),
      row: row,
      at: unitsColumn,
      width: 5,
      style: style,
      trailing: true
    )
    grid.column(
      matches(in: index),
      row: row,
      at: unitsColumn + 6,
      width: 5,
      style: matchStyle(index),
      trailing: true
    )
    if isCurrent, state.place.focus == .layers {
      let line = CellRect(row: row, column: area.column, width: area.width, height: 1)
      grid.restyle(line, palette.selected)
    }
  }

  private func matches(in index: Int) -> String {
    let name = state.models.layers[index].name
    return state.matchCount(in: name).map(String.init) ?? "·"
  }

  /// Counts that are still settling are shown quietly.
  private func matchStyle(_ index: Int) -> Style {
    guard let dissection = state.models.dissections[state.models.layers[index].name] else {
      return palette.quiet
    }
    return dissection.countedScenes < dissection.sampleSize ? palette.quiet : palette.text
  }
}
