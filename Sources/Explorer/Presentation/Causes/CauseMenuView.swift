import Causes
import Concepts
import Interventions
import Laboratory
import Tensors
import Terminal

/// The questions about what units cause, with what is known of each.
struct CauseMenuView {
  let menu: CauseMenu
  let state: ExplorerState
  let palette: Palette

  func draw(in grid: inout CellGrid) {
    let questions = CauseQuestion.allCases
    let frame = DialogFrame(size: state.size, width: 76, height: questions.count + 8)
    frame.draw("what units cause", in: &grid, palette: palette)
    let inside = frame.inside
    let concepts = state.causeConcepts
    let concept = concepts.indices.contains(menu.concept) ? concepts[menu.concept] : nil
    let subject = state.causeUnits
    let layer = state.layer?.name.rawValue ?? ""
    let which =
      subject.units.count == 1 ? "unit \(subject.units[0])" : counted(subject.units.count, "unit")
    grid.put(
      [
        ("units    ", palette.caption), ("\(which) of \(layer)", palette.text),
        (", \(subject.origin)", palette.quiet),
      ],
      row: inside.row,
      column: inside.column,
      maxWidth: inside.width
    )
    grid.put(
      [
        ("concept  ", palette.caption), ("‹ ", palette.key),
        (
          concept.map { state.title(ofConcept: $0.number) } ?? "none is known yet",
          concept.map { palette.style($0.category) } ?? palette.quiet
        ), (" ›", palette.key),
      ],
      row: inside.row + 1,
      column: inside.column,
      maxWidth: inside.width
    )
    for question in questions {
      draw(question, concept, row: inside.row + 3 + question.rawValue, inside, &grid)
    }
    KeyBindings.table(for: state).drawFooter(
      in: &grid,
      row: frame.area.row + frame.area.height - 2,
      column: inside.column,
      maxWidth: inside.width,
      keyStyle: palette.key,
      hintStyle: palette.caption,
      disabledStyle: palette.quiet
    )
  }

  private func draw(
    _ question: CauseQuestion,
    _ concept: Concept?,
    row: Int,
    _ area: CellRect,
    _ grid: inout CellGrid
  ) {
    let name = concept?.name ?? "a concept"
    let request = concept.flatMap { try? state.causeRequest(question, concept: $0.number).get() }
    let status = status(question, request)
    grid.column(
      status,
      row: row,
      at: area.column + area.width - 22,
      width: 22,
      style: request == nil ? palette.quiet : palette.caption,
      trailing: true
    )
    grid.column(
      words(question, name),
      row: row,
      at: area.column + 1,
      width: area.width - 24,
      style: request == nil ? palette.quiet : palette.text
    )
    guard question == menu.question else { return }
    grid.restyle(
      CellRect(row: row, column: area.column, width: area.width, height: 1),
      palette.selected
    )
  }

  private func words(_ question: CauseQuestion, _ name: String) -> String {
    switch question {
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

  private func status(_ question: CauseQuestion, _ request: CauseRequest?) -> String {
    guard let request else { return "not possible here" }
    if let job = state.job(of: request), job.isActive {
      return job.status == .waiting
        ? "waiting" : "\(Int((job.fraction * 100).rounded(.down))) % done"
    }
    if question == .optimisation, let concept = request.concept {
      return state.averageEffect(on: concept) == nil
        ? counted(question.usualScenes, "step") : "known"
    }
    let scenes = question.usualScenes
    guard let finding = state.models.findings[request], finding.done > 0 else {
      return question == .map ? "every cell" : counted(scenes, "scene")
    }
    return finding.isComplete(for: scenes) ? "known" : "part is known"
  }
}
