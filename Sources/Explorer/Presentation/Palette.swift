import Concepts
import Dissection
import Images
import Terminal

/// The styles of the screen, by what they mean here.
struct Palette {
  let theme: Theme
  var colorMode = ColorMode.truecolor

  var text: Style { theme.style(.text) }
  var strong: Style { theme.style(.title, .bold) }
  var quiet: Style { theme.style(.inactive) }
  var caption: Style { theme.style(.caption) }
  var rule: Style { theme.style(.divider) }
  var key: Style { theme.style(.highlight) }
  var accent: Style { theme.style(.accent) }
  var background: Ink { theme[.background] }

  /// The line under the cursor.
  ///
  /// Where colours are few the screen reverses it, which must be seen whatever a theme selects by.
  var selection: Style {
    hasFewColors ? Style(theme[.text], on: background, [.selection]) : theme.selection
  }

  /// Whether colours alone can tell little apart.
  var hasFewColors: Bool { colorMode == .none || colorMode == .palette16 }

  /// A cell in the line under the cursor, its colour kept as far as it can be read there.
  func selected(_ style: Style) -> Style {
    let plain = selection.with(style.attributes)
    guard !hasFewColors, let color = style.foreground.color, let text = plain.foreground.color,
      let behind = plain.background.color
    else { return plain }
    return plain.foreground(.rgb(color.mixed(with: text, untilReadableOn: behind)))
  }

  func style(_ kind: Notice.Kind) -> Style {
    switch kind {
    case .information: theme.style(.text)
    case .success: theme.style(.success)
    case .failure: theme.style(.error)
    }
  }

  /// The colour of a concept's category.
  func style(_ category: ConceptCategory) -> Style {
    switch category {
    case .object: theme.style(.objectCategory)
    case .part: theme.style(.partCategory)
    case .material: theme.style(.materialCategory)
    case .color: theme.style(.colorCategory)
    default: theme.style(.sceneCategory)
    }
  }

  /// Growth and loss of an area; no colour for what does not change.
  func style(change: Double) -> Style {
    if change.magnitude < 0.000_5 { return quiet }
    return theme.style(change > 0 ? .gain : .loss)
  }

  /// A colour of its own for every concept, for segmentations and their legend.
  static func color(ofConcept number: Int) -> RGBColor {
    let bytes = ConceptColor.bytes(of: number)
    return RGBColor(red: bytes[0], green: bytes[1], blue: bytes[2])
  }
}

extension CellGrid {
  /// Draws the heading of a part: a rule that carries its title and, on the right, a remark.
  mutating func heading(
    _ title: String,
    remark: String = "",
    in area: CellRect,
    palette: Palette,
    isFocused: Bool = false
  ) {
    guard area.width > 0, area.height > 0 else { return }
    horizontalRule(row: area.row, column: area.column, width: area.width, style: palette.rule)
    let titleStyle = isFocused ? palette.key.with(.bold) : palette.strong
    let room = max(0, area.width - 4)
    let end = put(
      " \(CellText.clipped(title, to: room)) ",
      row: area.row,
      column: area.column + 1,
      style: titleStyle,
      maxWidth: area.width - 1
    )
    let width = CellText.width(of: remark) + 2
    guard !remark.isEmpty, end + width < area.column + area.width else { return }
    put(
      " \(remark) ",
      row: area.row,
      column: area.column + area.width - width - 1,
      style: palette.caption
    )
  }

  /// Puts a row of texts into columns of a table: names first, then figures, which end together.
  mutating func columns(
    _ texts: [String],
    row: Int,
    at start: Int,
    widths: [Int],
    names: Int,
    style: Style
  ) {
    var place = start
    for (index, (text, width)) in zip(texts, widths).enumerated() {
      column(text, row: row, at: place, width: width - 1, style: style, trailing: index >= names)
      place += width
    }
  }

  /// Puts text into a column of its own, clipped to it.
  mutating func column(
    _ text: String,
    row: Int,
    at column: Int,
    width: Int,
    style: Style,
    trailing: Bool = false
  ) {
    guard width > 0 else { return }
    put(
      text,
      row: row,
      column: column,
      style: style,
      maxWidth: width,
      alignment: trailing ? .trailing : .leading
    )
  }
}
