import Dissection
import Laboratory
import Terminal

/// A change of the settings that is being put together.
struct SettingsPicker: Hashable, Sendable {
  /// What can be changed, a line each.
  enum Row: Int, Hashable, Sendable, CaseIterable {
    case convention, sizes, labelMaps, parts, quadrants, preview, statistics, threads, theme
    case colors, pictures, fewColors
  }

  /// How objects are divided.
  enum Division: Hashable, Sendable, CaseIterable { case none, quadrants, published }

  private(set) var settings: ExperimentSettings
  /// The segmentation sizes as text: "256 128"; nothing for the segmenter's own.
  var sizes: TextField
  var row = Row.convention
  private(set) var theme: Theme
  private(set) var wishes: ScreenWishes
  private(set) var pictureColors: PictureColors
  private let themes: [Theme]
  private let offer: SettingsOffer
  /// Why the change was refused.
  var complaint: String?

  init(
    _ settings: ExperimentSettings,
    offer: SettingsOffer,
    theme: Theme,
    among themes: [Theme],
    wishes: ScreenWishes,
    pictureColors: PictureColors
  ) {
    self.wishes = wishes
    self.pictureColors = pictureColors
    self.settings = settings
    self.offer = offer
    self.theme = theme
    self.themes = themes.contains(theme) ? themes : [theme] + themes
    sizes = TextField(settings.segmentation.sizes.map(String.init).joined(separator: " "))
  }

  var division: Division {
    let segmentation = settings.segmentation
    return !segmentation.quadrants
      ? .none : segmentation.hasPublishedErrors ? .published : .quadrants
  }

  /// The settings with the sizes that were typed; nil if these are no sizes.
  var result: ExperimentSettings? {
    let words = sizes.text.split { $0 == " " || $0 == "," }
    let numbers = words.compactMap { Int($0) }
    let allowed = offer.segmentationSizes
    guard numbers.count == words.count, numbers.count <= 8,
      numbers.allSatisfy(allowed.contains)
    else { return nil }
    var result = settings
    result.segmentation.sizes = numbers
    return result
  }

  /// Goes to the next or previous value of the line.
  mutating func step(by step: Int) {
    switch row {
    case .convention: settings.rule = Self.next(settings.rule, step, of: LabelRule.choices)
    case .sizes: sizes = TextField(Self.next(sizes.text, step, of: Self.usualSizes))
    case .labelMaps:
      let values: [Int?] = [nil, 1, 2, 4, 8]
      settings.segmentation.downsample = Self.next(
        settings.segmentation.downsample,
        step,
        of: values
      )
    case .parts: settings.segmentation.allParts.toggle()
    case .quadrants:
      let next = Self.next(division, step)
      settings.segmentation.quadrants = next != .none
      settings.segmentation.hasPublishedErrors = next == .published
    case .preview:
      settings.previewPrecision = Self.next(
        settings.previewPrecision,
        step,
        of: offer.precisions
      )
    case .statistics:
      settings.precision = Self.next(settings.precision, step, of: offer.precisions)
    case .threads: break
    case .theme: theme = Self.next(theme, step, of: themes)
    case .colors: wishes.color = Self.next(wishes.color, step, of: [nil] + ColorMode.allCases)
    case .pictures: wishes.pictures = Self.next(wishes.pictures, step)
    case .fewColors: pictureColors = Self.next(pictureColors, step)
    }
  }

  private static let usualSizes = ["", "64", "128", "256", "384", "512", "256 128", "512 256"]

  private static func next<Value: CaseIterable & Equatable>(_ value: Value, _ step: Int) -> Value {
    next(value, step, of: Array(Value.allCases))
  }

  private static func next<Value: Equatable>(
    _ value: Value,
    _ step: Int,
    of values: [Value]
  ) -> Value {
    let place = values.firstIndex(of: value) ?? (step > 0 ? -1 : 0)
    return values[(place + step + values.count) % values.count]
  }
}
