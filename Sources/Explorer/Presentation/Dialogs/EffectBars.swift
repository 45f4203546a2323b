import Concepts
import Dissection
import Faults
import Terminal

/// What an edit changes as bars to the left and right of nothing, each with its interval: what was
/// measured over a sample, else what changes in the scene.
struct EffectBars {
  let rows: [EffectsTable.Row]
  /// How many scenes were measured; nil for none.
  let scenes: Int?
  let palette: Palette

  private static let names = 18
  private static let figures = 9

  func drawCaption(in area: CellRect, _ grid: inout CellGrid) {
    let sample = scenes.map { "over \(counted($0, "scene")), with 95 % intervals" }
    grid.put(
      "change of the area, % of the pixels, \(sample ?? "in this scene")",
      row: area.row,
      column: area.column + Self.names,
      style: palette.caption,
      maxWidth: area.width - Self.names
    )
  }

  func draw(_ entry: EffectsTable.Row, row: Int, in area: CellRect, _ grid: inout CellGrid) {
    grid.column(
      entry.concept.name,
      row: row,
      at: area.column,
      width: Self.names - 1,
      style: palette.style(entry.concept.category)
    )
    guard let effect = shown(entry) else { return }
    let room = area.width - Self.names - Self.figures
    let start = area.column + Self.names
    func column(of value: Double) -> Int {
      let share = min(max(0.5 + value / (2 * full), 0), 1)
      return start + Int((share * Double(room - 1)).rounded())
    }
    let (zero, end) = (column(of: 0), column(of: effect.change))
    let style = palette.style(change: effect.change)
    for place in min(zero, end)...max(zero, end) { grid[row, place] = Cell("━", style) }
    grid[row, zero] = Cell("│", palette.quiet)
    if let half = effect.halfWidth {
      let (low, high) = (column(of: effect.change - half), column(of: effect.change + half))
      if high > low {
        grid[row, low] = Cell("├", palette.text)
        grid[row, high] = Cell("┤", palette.text)
      }
    }
    grid.column(
      fixed(effect.change * 100, 2, signed: true),
      row: row,
      at: area.column + area.width - Self.figures,
      width: Self.figures,
      style: style,
      trailing: true
    )
  }

  private func shown(_ entry: EffectsTable.Row) -> ConceptEffect? {
    scenes == nil ? entry.here : entry.measured
  }

  /// The largest change, its interval included.
  private var full: Double {
    let ends = rows.compactMap(shown).map { $0.change.magnitude + ($0.halfWidth ?? 0) }
    return max(ends.max() ?? 0, 0.001)
  }
}
