internal import Faults

extension ThemeReader {
  /// The keys a role is taken from in a file that has no such key, in order.
  private static let standIns: [Theme.Role: [String]] = [
    .title: ["main_fg"], .highlight: ["main_fg"], .selectedText: ["main_fg"],
    .caption: ["inactive_fg", "main_fg"], .meterBackground: ["div_line", "inactive_fg"],
    .accent: ["hi_fg"], .success: ["temp_start"], .warning: ["temp_mid"], .error: ["temp_end"],
    .gain: ["download_end", "free_end"], .loss: ["upload_end", "used_end"],
    .objectCategory: ["cpu_end"], .partCategory: ["free_end"], .materialCategory: ["cached_end"],
    .colorCategory: ["available_end"], .sceneCategory: ["used_end"], .contour: ["main_fg"],
  ]

  /// The stems of btop's gradients that say nothing here by themselves, but stand in.
  private static let otherStems = ["free", "cached", "available", "download", "upload"]
  /// btop's keys without a meaning here.
  private static let otherKeys = [
    "followed_bg", "followed_fg", "proc_pause_bg", "proc_follow_bg", "proc_banner_bg",
    "proc_banner_fg",
  ]

  static let knownKeys: Set<String> = {
    let stems = Theme.Gradient.allCases.map(\.rawValue) + otherStems
    let stops = stems.flatMap { stem in ["_start", "_mid", "_end"].map { stem + $0 } }
    return Set(Theme.Role.allCases.map(\.rawValue) + stops + otherKeys)
  }()

  static func nearestKey(to key: String) -> String {
    knownKeys.sorted().min { distance($0, key) < distance($1, key) } ?? "main_fg"
  }

  /// Edit distance, over the first 40 characters.
  private static func distance(_ from: String, _ to: String) -> Int {
    let target = Array(to.prefix(40))
    var row = Array(0...target.count)
    for (line, letter) in from.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in target.indices {
        let substitution = diagonal + (letter == target[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
      }
    }
    return row[target.count]
  }

  mutating func makeTheme(named name: String) -> Theme {
    var theme = Theme.dark
    theme.name = name
    guard !values.isEmpty else { return theme }
    for role in Theme.Role.allCases {
      let keys = [role.rawValue] + (ThemeReader.standIns[role] ?? [])
      if let key = keys.first(where: { values[$0] != nil }) { theme.inks[role] = values[key]?.ink }
    }
    for gradient in Theme.Gradient.allCases {
      theme.gradients[gradient] = stops(of: gradient) ?? theme.gradients[gradient]
    }
    ensureContrast(&theme)
    return theme
  }

  /// Two or three colours; btop allows the middle, or all but the start, to be absent.
  private func stops(of gradient: Theme.Gradient) -> [RGBColor]? {
    let stops = ["_start", "_mid", "_end"].compactMap {
      values[gradient.rawValue + $0]?.ink.color
    }
    return stops.isEmpty ? nil : stops
  }

  /// Replaces text that cannot be read on its background by the more readable of black and white.
  private mutating func ensureContrast(_ theme: inout Theme) {
    let pairs: [(Theme.Role, Theme.Role)] =
      Theme.textRoles.map { ($0, .background) } + [(.selectedText, .selectedBackground)]
    for (role, behind) in pairs {
      guard let text = theme[role].color, let background = theme[behind].color,
        text.contrast(with: background) < Theme.leastContrast
      else { continue }
      let readable = RGBColor.readable(on: background)
      theme.inks[role] = .rgb(readable)
      let line = (values[role.rawValue] ?? values[behind.rawValue])?.line ?? 1
      report(
        line,
        "\(role.rawValue) \(text) cannot be read on \(behind.rawValue) \(background); \(readable) "
          + "is used instead"
      )
    }
  }
}

extension Theme {
  /// The roles whose text stands on the background.
  public static let textRoles: [Role] = [
    .text, .title, .highlight, .inactive, .caption, .accent, .success, .warning, .error, .gain,
    .loss, .objectCategory, .partCategory, .materialCategory, .colorCategory, .sceneCategory,
  ]
  /// Text below this contrast is taken for a mistake of the theme; dim text is fine above it.
  static let leastContrast = 1.8

  /// Pairs of text and background below a contrast ratio of WCAG 2.1, for the tests of themes.
  public func pairs(below ratio: Double) -> [(text: Role, background: Role, contrast: Double)] {
    let pairs = Theme.textRoles.map { ($0, Role.background) }
    return (pairs + [(.selectedText, .selectedBackground)]).compactMap { text, background in
      guard let front = self[text].color, let back = self[background].color else { return nil }
      let contrast = front.contrast(with: back)
      return contrast < ratio ? (text, background, contrast) : nil
    }
  }
}

extension RGBColor {
  /// Black or white, whichever reads better on a background.
  public static func readable(on background: RGBColor) -> RGBColor {
    let (black, white) = (
      RGBColor(red: 0, green: 0, blue: 0), RGBColor(red: 255, green: 255, blue: 255)
    )
    return background.contrast(with: black) > background.contrast(with: white) ? black : white
  }
}
