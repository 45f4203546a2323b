import Causes
import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal

/// The questions about what units cause, with what is known of each.
struct CauseMenuView: DialogContent {
  /// What is known of a question.
  struct Line {
    let question: CauseQuestion
    /// "known", "24 scenes"; nil where it cannot be asked.
    let status: String?
  }

  let lines: [Line]
  let cursor: Int
  /// The units that the questions are about: "3 units of layer4", and which those are: "marked".
  let units: String
  let origin: String
  let concept: Concept?
  let vocabulary: ConceptVocabulary?
  let palette: Palette

  var title: String { "what units cause" }

  func extent(on screen: GridSize) -> GridSize { Self.extent }

  static let extent = GridSize(width: 76, height: CauseQuestion.allCases.count + 8)
  /// The row inside the box at which the questions begin.
  static let firstLine = 3

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    grid.put(
      [
        ("units    ", palette.caption), (units, palette.text), (", \(origin)", palette.quiet),
      ],
      row: area.row,
      column: area.column,
      maxWidth: area.width
    )
    grid.put(
      [
        ("concept  ", palette.caption), ("‹ ", palette.key),
        (
          concept.map { vocabulary.title(ofConcept: $0.number) } ?? "none is known yet",
          concept.map { palette.style($0.category) } ?? palette.quiet
        ), (" ›", palette.key),
      ],
      row: area.row + 1,
      column: area.column,
      maxWidth: area.width
    )
    for (index, line) in lines.enumerated() {
      draw(line, isCurrent: index == cursor, in: area.line(Self.firstLine + index), &grid)
    }
  }

  private func draw(
    _ line: Line,
    isCurrent: Bool,
    in area: CellRect,
    _ grid: inout CellGrid
  ) {
    grid.column(
      line.status ?? "not possible here",
      row: area.row,
      at: area.column + area.width - 27,
      width: 27,
      style: line.status == nil ? palette.quiet : palette.caption,
      trailing: true
    )
    grid.column(
      line.question.words(about: concept?.name ?? "a concept"),
      row: area.row,
      at: area.column + 1,
      width: area.width - 29,
      style: line.status == nil ? palette.quiet : palette.text
    )
    if isCurrent { grid.select(area, palette) }
  }
}

extension CauseQuestion {
  fileprivate func words(about name: String) -> String {
    switch self {
    case .removal: "how much \(name) goes, unit by unit"
    case .growth: "how much \(name) appears, unit by unit"
    case .map: "where \(name) can go in this scene"
    case .contexts: "what \(name) needs around it, over scenes"
    case .propagation: "how far it gets, layer by layer"
    case .lineage: "what feeds the unit"
    case .optimisation: "the units that cause \(name) together (ACE)"
    case .search: "the best set of units for \(name)"
    }
  }
}
