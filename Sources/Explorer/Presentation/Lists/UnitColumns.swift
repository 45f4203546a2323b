import Concepts
import Dissection
import Faults
import Tensors
import Terminal

/// The columns of the unit list: which there is room and reason for, and where they are.
struct UnitColumns {
  private enum Column { case label, category, iou, bar, activation, effect, share, theirs }

  /// The units that are listed.
  let rows: [UnitRow]
  private let layer: LayerName?
  /// What others say of the layer's units; nil where they say nothing.
  private let theirs: TheirUnits?
  private let ranking: Ranking
  private let hasLabels: Bool
  private let places: [(column: Column, start: Int, width: Int)]

  /// The strongest activation in the list.
  private let mostActivation: Float
  /// The IoU of a full bar: a round number that the best unit listed does not exceed.
  private let fullIoU: Double

  init(
    rows: [UnitRow],
    layer: LayerName?,
    theirs: TheirUnits?,
    ranking: Ranking,
    hasLabels: Bool,
    hasEffects: Bool,
    width: Int
  ) {
    self.rows = rows
    self.layer = layer
    self.theirs = theirs
    self.ranking = ranking
    self.hasLabels = hasLabels
    mostActivation = rows.compactMap(\.activation).max() ?? 0
    let best = Double(rows.map(\.iou).max() ?? 0)
    fullIoU = [0.1, 0.25, 0.5].first { best <= $0 } ?? 1
    let widths: [(Column, Int)] =
      hasLabels
      ? Self.widths(ranking, hasEffects: hasEffects, hasTheirs: theirs != nil, width: width)
      : theirs == nil ? [(.activation, 8), (.bar, 8)] : [(.theirs, 12), (.activation, 8)]
    let fixed = widths.reduce(0) { $0 + $1.1 + 1 }
    // Marker, mark, unit number, a gap.
    var start = 7
    var rest = width - start - 1 - fixed
    places = widths.map { column, least in
      let extra = column == .label || (column == .bar && !hasLabels) ? max(0, rest) : 0
      rest -= extra
      defer { start += least + extra + 1 }
      return (column, start, least + extra)
    }
  }

  private static func widths(
    _ ranking: Ranking,
    hasEffects: Bool,
    hasTheirs: Bool,
    width: Int
  ) -> [(Column, Int)] {
    let value: (Column, Int) =
      switch ranking {
      case .activation: (.activation, 6)
      case .effect: (.effect, 6)
      case .ace: (.share, 5)
      default: (.iou, 5)
      }
    // Their labels take the bar's place.
    var columns: [(Column, Int)] = [(.label, 8), value, hasTheirs ? (.theirs, 8) : (.bar, 6)]
    if width >= 39, hasEffects {
      columns.append(ranking == .effect ? (.iou, 5) : (.effect, 6))
    }
    if width >= 46 { columns.insert((.category, 8), at: 1) }
    return columns
  }

  /// What a click on a column's caption ranks by.
  func ranking(at column: Int) -> Ranking? {
    if column < 7 { return .unit }
    let place = places.first { ($0.start..<$0.start + $0.width).contains(column) }
    return switch place?.column {
    case .label, .category: .label
    case .iou: .iou
    case .bar: hasLabels ? nil : .activation
    case .activation: .activation
    case .effect: .effect
    case .share: .ace
    case .theirs, nil: nil
    }
  }

  func drawCaptions(at row: Int, in grid: inout CellGrid, palette: Palette) {
    grid.column("unit", row: row, at: 2, width: 4, style: palette.caption, trailing: true)
    for place in places {
      let (text, trailing): (String, Bool) =
        switch place.column {
        case .label: ("label", false)
        case .category: ("category", false)
        case .iou: ("IoU", true)
        case .bar: ("", false)
        case .activation: ("here", true)
        case .effect: ("effect", true)
        case .theirs: ("theirs", false)
        case .share: ("ACE", true)
        }
      grid.column(
        text,
        row: row,
        at: place.start,
        width: place.width,
        style: palette.caption,
        trailing: trailing
      )
    }
  }

  func draw(
    _ unit: UnitRow,
    isCurrent: Bool,
    at row: Int,
    in grid: inout CellGrid,
    palette: Palette
  ) {
    let style = isCurrent ? palette.strong : palette.text
    grid.column(String(unit.unit), row: row, at: 2, width: 4, style: style, trailing: true)
    let value =
      unit.isOwnLevel ? palette.accent : unit.isInterpretable ? style : palette.quiet
    for place in places {
      func put(_ text: String, _ style: Style, trailing: Bool = true) {
        grid.column(
          text,
          row: row,
          at: place.start,
          width: place.width,
          style: style,
          trailing: trailing
        )
      }
      switch place.column {
      case .label:
        put(unit.concept?.name ?? "–", labelStyle(of: unit, palette), trailing: false)
      case .category: put(unit.concept?.category.rawValue ?? "", palette.quiet, trailing: false)
      case .iou: put(unit.iou > 0 ? fixed(Double(unit.iou), 3) : "–", value)
      case .activation: put(unit.activation.map { fixed(Double($0), 2) } ?? "–", style)
      case .effect: put(effectText(unit), effectStyle(unit, palette))
      case .share: put(unit.share.map { fixed($0, 2) } ?? "–", style)
      case .theirs:
        let their = layer.flatMap { theirs?.unit(unit.unit, of: $0) }
        let label = their?.labelled
        let isSame = label?.label == unit.concept?.name
        let known = label?.isInterpretable == true ? (isSame ? palette.text : palette.accent) : nil
        put(label.map { displayable($0.label) } ?? "–", known ?? palette.quiet, trailing: false)
      case .bar: drawBar(of: unit, at: place, row: row, in: &grid, palette: palette)
      }
    }
  }

  private func labelStyle(of unit: UnitRow, _ palette: Palette) -> Style {
    guard let concept = unit.concept, unit.isInterpretable else { return palette.quiet }
    return palette.style(concept.category)
  }

  /// The change as a share of the concept's own area.
  private func effectText(_ unit: UnitRow) -> String {
    unit.effect.map { shareText(ofChange: Double($0.relativeChange)) } ?? "–"
  }

  private func effectStyle(_ unit: UnitRow, _ palette: Palette) -> Style {
    unit.effect.map { palette.style(change: Double($0.relativeChange)) } ?? palette.quiet
  }

  private func drawBar(
    of unit: UnitRow,
    at place: (column: Column, start: Int, width: Int),
    row: Int,
    in grid: inout CellGrid,
    palette: Palette
  ) {
    let (fraction, gradient) = barValue(of: unit)
    // One colour a bar: neighbouring bars would otherwise merge into stripes.
    let ink = Ink.rgb(palette.theme.color(gradient, at: fraction))
    grid.meter(
      fraction,
      row: row,
      column: place.start,
      width: place.width,
      style: palette.text
    ) { _ in ink }
  }

  /// A full bar is a round IoU, the whole concept, or the strongest unit of the scene.
  private func barValue(of unit: UnitRow) -> (Double, Theme.Gradient) {
    switch (ranking, hasLabels) {
    case (.ace, true): (unit.share ?? 0, .effect)
    case (.effect, true): (Double(-(unit.effect?.relativeChange ?? 0)), .effect)
    case (.activation, _), (_, false):
      (mostActivation > 0 ? Double((unit.activation ?? 0) / mostActivation) : 0, .iou)
    default: (Double(unit.iou) / fullIoU, .iou)
    }
  }
}
