import Concepts
import Dissection
import Faults
import Interventions
import Laboratory
import Tensors
import Terminal

/// What is at a place of the scene, and the units that are strongest there.
struct PlaceView: DialogContent {
  /// A unit, its activation at the place, and the same as a multiple of its 0.99 quantile.
  struct Line {
    let unit: Int
    let activation: Float
    let strength: Float?
    /// What the list says of it; nil where it is not listed.
    let row: UnitRow?
  }

  /// What is named at the place.
  let names: [Concept]
  let lines: [Line]
  /// How many of the strongest are taken.
  let count: Int
  let vocabulary: ConceptVocabulary?
  let palette: Palette

  /// How many units there is room for.
  static func page(on screen: GridSize) -> Int { max(3, min(12, screen.height - 12)) }

  var title: String { "what is here, and who draws it" }

  func extent(on screen: GridSize) -> GridSize {
    GridSize(width: 58, height: Self.page(on: screen) + 6)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let names = names.map { "\($0.name) (\($0.category.rawValue))" }
    grid.column(
      names.isEmpty ? "nothing is named here" : names.joined(separator: ", "),
      row: area.row,
      at: area.column,
      width: area.width,
      style: palette.strong
    )
    let captions = [("unit", 4, 6), ("activation", 9, 12), ("× q .99", 20, 10), ("label", 31, 20)]
    for (text, place, width) in captions {
      grid.column(
        text,
        row: area.row + 1,
        at: area.column + place - (text == "label" ? 0 : 2),
        width: width,
        style: palette.caption,
        trailing: text != "label"
      )
    }
    for (index, line) in lines.prefix(area.height - 4).enumerated() {
      draw(line, isTaken: index < count, in: area.line(2 + index), &grid)
    }
  }

  private func draw(
    _ line: Line,
    isTaken: Bool,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    let (row, style) = (area.row, isTaken ? palette.strong : palette.text)
    if isTaken { grid[row, area.column] = Cell("●", palette.accent) }
    func put(_ text: String, at place: Int, width: Int) {
      grid.column(
        text,
        row: row,
        at: area.column + place,
        width: width,
        style: style,
        trailing: true
      )
    }
    put("\(line.unit)", at: 2, width: 6)
    put(fixed(Double(line.activation), 2), at: 6, width: 12)
    put(line.strength.map { fixed(Double($0), 2) } ?? "–", at: 18, width: 9)
    let concept = line.row?.concept
    let isClear = line.row?.isInterpretable == true
    grid.column(
      concept.map { vocabulary?.title(of: $0) ?? $0.name } ?? "–",
      row: row,
      at: area.column + 31,
      width: area.width - 31,
      style: isClear
        ? concept.map { palette.style($0.category) } ?? palette.text : palette.quiet
    )
  }
}
