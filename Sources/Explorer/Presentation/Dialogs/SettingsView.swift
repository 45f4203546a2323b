import Dissection
import Faults
import Laboratory
import Terminal

/// The settings, a line each, and what changing them costs.
struct SettingsView: DialogContent {
  let picker: SettingsPicker
  /// Why rows cannot be changed.
  let reasons: [SettingsPicker.Row: String]
  /// What changing them brings.
  let consequence: String
  let offer: SettingsOffer
  let threadCount: Int?
  /// What the screen shows now.
  let abilities: ScreenAbilities
  /// The segmenter's own sizes.
  let defaultSizes: [Int]
  let palette: Palette

  private static let valueStop = 21
  private static let noteStop = 41

  var title: String { "settings" }

  func extent(on screen: GridSize) -> GridSize {
    GridSize(width: 76, height: SettingsPicker.Row.allCases.count + 8)
  }

  func draw(in area: CellRect, _ grid: inout CellGrid) {
    let rows = SettingsPicker.Row.allCases
    for row in rows { draw(row, in: area, &grid) }
    let below = CellRect(
      row: area.row + rows.count + 1,
      column: area.column,
      width: area.width,
      height: 3
    )
    let (text, style) =
      picker.complaint.map { ($0, palette.style(.failure)) } ?? (consequence, palette.accent)
    grid.putWrapped(text, in: below, style: style)
  }

  private func draw(_ row: SettingsPicker.Row, in area: CellRect, _ grid: inout CellGrid) {
    let line = area.row + row.rawValue
    let reason = reasons[row]
    let style = reason == nil ? palette.text : palette.quiet
    grid.column(name(of: row), row: line, at: area.column, width: Self.valueStop, style: style)
    grid.column(
      reason ?? note(on: row),
      row: line,
      at: area.column + Self.noteStop,
      width: area.width - Self.noteStop,
      style: palette.quiet
    )
    let isChosen = picker.row == row && reason == nil
    let column = area.column + Self.valueStop
    let width = Self.noteStop - Self.valueStop - 1
    if row == .sizes, isChosen {
      FieldView(field: picker.sizes, palette: palette)
        .draw(row: line, column: column + 2, width: width - 2, in: &grid)
    } else {
      let value = (value(of: row), reason == nil ? palette.strong : style)
      let arrows = isChosen ? ("‹ ", " ›") : ("  ", "")
      grid.put(
        [(arrows.0, palette.key), value, (arrows.1, palette.key)],
        row: line,
        column: column,
        maxWidth: width
      )
    }
    guard picker.row == row else { return }
    grid.select(area.line(row.rawValue), margin: 1, palette)
  }

  private func name(of row: SettingsPicker.Row) -> String {
    switch row {
    case .convention: "levels and counts"
    case .sizes: "segmentation sizes"
    case .labelMaps: "label maps"
    case .parts: "parts"
    case .quadrants: "quadrants"
    case .preview: "screen in"
    case .statistics: "statistics, files in"
    case .threads: "threads"
    case .theme: "theme"
    case .colors: "colours"
    case .pictures: "pictures"
    case .fewColors: "few colours by"
    }
  }

  private func value(of row: SettingsPicker.Row) -> String {
    let settings = picker.settings
    switch row {
    case .convention: return settings.rule.title
    case .sizes: return picker.sizes.text.isEmpty ? "own" : picker.sizes.text
    case .labelMaps: return settings.segmentation.downsample.map { "1/\($0)" } ?? "usual"
    case .parts: return settings.segmentation.allParts ? "all" : "usual"
    case .quadrants:
      switch picker.division {
      case .none: return "no"
      case .quadrants: return "yes"
      case .published: return "as published"
      }
    case .preview: return settings.previewPrecision.rawValue
    case .statistics: return settings.precision.rawValue
    case .theme: return picker.theme.name
    case .colors: return picker.wishes.color?.rawValue ?? "auto"
    case .pictures: return picker.wishes.pictures.rawValue
    case .fewColors: return picker.pictureColors.title
    case .threads: return threadCount.map(String.init) ?? "all cores"
    }
  }

  private func note(on row: SettingsPicker.Row) -> String {
    let settings = picker.settings
    switch row {
    case .convention:
      let top = settings.rule.quantile.map { "top \(fixed((1 - $0) * 100, 1)) %, " } ?? ""
      let quality = settings.rule.interpretableQuality.map { ", IQR > \(fixed($0, 2))" } ?? ""
      return top + "IoU > \(fixed(settings.rule.interpretableIoU, 2))" + quality
    case .sizes: return sizesNote
    case .labelMaps:
      return settings.segmentation.downsample == nil
        ? "screen whole, statistics half" : "of the image, each way"
    case .parts:
      return settings.segmentation.allParts ? "of every object" : "of the segmenter's owners"
    case .quadrants:
      return picker.division == .published ? "last component whole" : "tree-t, -b, -l, -r"
    case .preview:
      return settings.previewPrecision == .automatic
        ? "\(offer.automaticPreview.rawValue) here" : ""
    case .statistics:
      return settings.precision == .automatic
        ? "\(offer.automaticStatistics.rawValue) here" : ""
    case .colors: return "now \(abilities.colorMode.rawValue)"
    case .pictures: return "now \(abilities.pictures)"
    case .fewColors:
      switch picker.pictureColors {
      case .automatic: return "whichever is nearer"
      case .nearest: return "even areas"
      case .mixed: return "a pattern, for gradients"
      }
    case .threads, .theme: return ""
    }
  }

  private var sizesNote: String {
    let own = defaultSizes.map(String.init)
    guard picker.sizes.text.isEmpty else { return "pixels; several are summed" }
    return own.isEmpty ? "the image's size" : "the segmenter's: \(own.joined(separator: " "))"
  }
}

extension PictureColors {
  fileprivate var title: String {
    switch self {
    case .automatic: "automatic"
    case .nearest: "nearest colour"
    case .mixed: "mixing"
    }
  }
}
