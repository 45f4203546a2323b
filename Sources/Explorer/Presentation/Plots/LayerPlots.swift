import Concepts
import Dissection
import Faults
import Laboratory
import Plots
import Tensors
import Terminal

/// The units of a layer by concept, grouped by category, as published.
struct LayerGraph: View {
  let counts: ConceptCounts
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let most = counts.groups.flatMap(\.concepts).map(\.units).max() ?? 1
    var row = area.row
    for group in counts.groups {
      guard row < area.row + area.height - 1 else { return }
      let units = group.concepts.reduce(0) { $0 + $1.units }
      let line = CellRect(row: row, column: area.column + 1, width: area.width - 2, height: 1)
      grid.heading(
        "\(group.category.rawValue): \(counted(group.concepts.count, "concept"))",
        remark: counted(units, "unit"),
        in: line,
        palette: palette
      )
      let room = min(group.concepts.count, area.row + area.height - row - 1)
      let bars = CellRect(row: row + 1, column: line.column, width: line.width, height: room)
      BarList(area: bars, palette: palette).draw(
        group.concepts.map {
          BarList.Bar(
            name: $0.concept.name,
            value: Double($0.units),
            text: "\($0.units)",
            style: palette.style(group.category)
          )
        },
        full: Double(most),
        in: &grid
      )
      row += room + 1
    }
  }
}

/// How many units stand for each concept of a layer.
struct ConceptCounts {
  struct Group {
    let category: ConceptCategory
    let concepts: [(concept: Concept, units: Int)]
  }

  let groups: [Group]

  /// The concept of the bar at a line, counted from the first heading.
  func concept(atLine line: Int) -> Concept? {
    var start = 0
    for group in groups {
      let index = line - start - 1
      if group.concepts.indices.contains(index) { return group.concepts[index].concept }
      start += group.concepts.count + 1
    }
    return nil
  }

  init(_ dissection: LayerDissection, _ vocabulary: ConceptVocabulary?) {
    let counts = Dictionary(grouping: dissection.labels.filter(\.isInterpretable), by: \.concept)
    let known = counts.compactMap { number, labels in
      vocabulary?[number].map { (concept: $0, units: labels.count) }
    }
    let order = ConceptCategory.publishedOrder
    let others = Set(known.map(\.concept.category)).subtracting(order)
    groups = (order + others.sorted { $0.rawValue < $1.rawValue }).compactMap { category in
      let concepts = known.filter { $0.concept.category == category }
        .sorted { ($1.units, $0.concept.number) < ($0.units, $1.concept.number) }
      return concepts.isEmpty ? nil : Group(category: category, concepts: concepts)
    }
  }
}

/// Concepts by layers: how many units stand for each where.
struct LayersTable: View {
  let layers: [LayerDescription]
  /// The layer whose units are listed.
  let current: LayerName?
  /// The line under the cursor; nil while that is elsewhere.
  let cursor: Int?
  let dissections: [LayerName: LayerDissection]
  let vocabulary: ConceptVocabulary?
  /// What to say where no layer has any.
  let reason: Explanation
  let palette: Palette

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let concepts = Self.concepts(in: layers, by: dissections, vocabulary)
    guard !concepts.isEmpty else { return reason.draw(in: area, &grid) }
    let columns = LayerColumns(area: area, count: layers.count)
    let (names, width) = (columns.names, columns.width)
    let shown = layers.prefix(columns.shown)
    let page = area.height - 1
    let first = max(0, min((cursor ?? 0) - page / 2, concepts.count - page))
    for (index, layer) in shown.enumerated() {
      let isCurrent = layer.name == current
      grid.column(
        Self.short(layer.name, width - 1),
        row: area.row,
        at: area.column + names + index * width,
        width: width - 1,
        style: isCurrent ? palette.key : palette.caption,
        trailing: true
      )
    }
    let most =
      concepts.flatMap { concept in
        shown.map { dissections[$0.name]?.matching(concept.number).count ?? 0 }
      }.max() ?? 1
    for (line, concept) in concepts.dropFirst(first).prefix(page).enumerated() {
      let row = area.row + 1 + line
      grid.column(
        vocabulary?.title(of: concept) ?? concept.name,
        row: row,
        at: area.column + 1,
        width: names - 1,
        style: palette.style(concept.category)
      )
      for (index, layer) in shown.enumerated() {
        if layer.name == current, first + line == cursor {
          grid[row, area.column + names + index * width - 1] = Cell("▸", palette.key)
        }
        guard let dissection = dissections[layer.name] else { continue }
        let units = dissection.matching(concept.number).count
        draw(
          units,
          most,
          row: row,
          column: area.column + names + index * width,
          width: width - 1,
          in: &grid
        )
      }
    }
  }

  /// The name, or its number where there is little room: "layer4", "l4".
  private static func short(_ name: LayerName, _ width: Int) -> String {
    let text = name.rawValue
    guard text.count > width else { return text }
    let number = String(text.reversed().prefix { $0.isNumber }.reversed())
    return number.isEmpty
      ? String(text.suffix(width)) : text.prefix(max(0, width - number.count)).prefix(1) + number
  }

  /// A count on a ground as warm as it is large.
  private func draw(
    _ units: Int,
    _ most: Int,
    row: Int,
    column: Int,
    width: Int,
    in grid: inout CellGrid
  ) {
    guard units > 0 else {
      grid.column("·", row: row, at: column, width: width, style: palette.quiet, trailing: true)
      return
    }
    let color = palette.theme.color(.iou, at: Double(units) / Double(max(most, 1)))
    let style =
      palette.hasFewColors
      ? palette.strong : Style(.rgb(RGBColor.readable(on: color)), on: .rgb(color))
    grid.fill(
      CellRect(row: row, column: column, width: width, height: 1),
      with: Cell(" ", style)
    )
    grid.column("\(units)", row: row, at: column, width: width, style: style, trailing: true)
  }

  /// Concepts that any layer has, those with most units first.
  static func concepts(
    in layers: [LayerDescription],
    by dissections: [LayerName: LayerDissection],
    _ vocabulary: ConceptVocabulary?
  ) -> [Concept] {
    var units: [Int: Int] = [:]
    let labels = layers.flatMap { dissections[$0.name]?.labels ?? [] }
    for label in labels where label.isInterpretable {
      units[label.concept, default: 0] += 1
    }
    return units.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .compactMap { vocabulary?[$0.key] }
  }
}

/// The columns of such a table.
struct LayerColumns {
  let area: CellRect
  /// The columns of cells that names take, and each layer.
  let names: Int, width: Int
  /// How many layers are seen.
  let shown: Int

  init(area: CellRect, count: Int) {
    self.area = area
    names = min(18, max(10, area.width / 4))
    width = max(4, min(9, (area.width - names - 2) / max(1, count)))
    shown = min(count, max(0, (area.width - names - 2) / width))
  }

  /// The layer at a column of the screen.
  func layer(atColumn column: Int) -> Int? {
    let index = (column - area.column - names) / max(1, width)
    return column >= area.column + names && index < shown ? index : nil
  }
}
