import Laboratory
import Terminal

/// The choice of what to write as PNG.
struct ExportPickerView: DialogContent {
  let picker: ExportPicker
  /// Why contents cannot be written.
  let reasons: [ExportRequest.Content: String]
  /// The unit under the cursor, and the name of the labels shown.
  let unit: Int?
  let labels: String
  /// A scene's extent in pixels.
  let image: GridSize
  let palette: Palette

  var title: String { "export a PNG" }
  var margin: Int { 1 }

  func extent(on screen: GridSize) -> GridSize { Self.extent }

  static let extent = GridSize(width: 60, height: ExportRequest.Content.allCases.count + 7)

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let contents = ExportRequest.Content.allCases
    for (index, content) in contents.enumerated() {
      let line = area.line(index)
      let reason = reasons[content]
      grid.put(
        [
          (name(of: content), reason == nil ? palette.text : palette.quiet),
          (reason.map { "  (\($0))" } ?? "", palette.quiet),
        ],
        row: line.row,
        column: line.column,
        maxWidth: line.width
      )
      if index == picker.cursor { grid.select(line, margin: 1, palette) }
    }
    drawScale(row: area.row + contents.count + 1, area, &grid)
  }

  private func drawScale(row: Int, _ area: CellRect, _ grid: inout CellGrid) {
    let (width, height) = (image.width * picker.scale, image.height * picker.scale)
    grid.put(
      [
        ("‹ ", palette.key), ("\(picker.scale)×", palette.strong), (" ›", palette.key),
        ("   a scene is \(width)×\(height) pixels", palette.caption),
      ],
      row: row,
      column: area.column,
      maxWidth: area.width
    )
  }

  private func name(of content: ExportRequest.Content) -> String {
    let unit = self.unit.map { "unit \($0)" } ?? "a unit"
    return switch content {
    case .original: "the original scene"
    case .edited: "the edited scene"
    case .sideBySide: "before, after and difference"
    case .versus: "A, B and the difference"
    case .heatmap: "the heatmap of \(unit)"
    case .topScenes: "the top scenes of \(unit)"
    case .segmentation: "the segmentation (\(labels)) with its legend"
    }
  }
}
