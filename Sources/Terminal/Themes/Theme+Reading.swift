public import Faults

/// A theme and what was wrong with the file it came from.
public struct ThemeReading: Sendable {
  /// A complete theme: what the file lacked or spoilt has a usable value.
  public var theme: Theme
  /// One fault a line that could not be used, naming file and line; show them, then go on.
  public var problems: [Fault]
}

extension Theme {
  /// Reads the text of a theme file: lines such as `theme[main_bg]="#14181f"`.
  ///
  /// A value is `#rrggbb`, a grey `#bw`, "r g b" in decimals, or empty for the terminal's own colour.
  /// Lines that start with `#` are comments; keys of btop that mean nothing here are passed over.
  ///
  /// - Parameters:
  ///   - text: The text of the file.
  ///   - source: Its path, for messages.
  ///   - name: The theme's name.
  /// - Returns: A complete theme, and the lines that could not be used.
  public static func read(_ text: String, from source: String, name: String) -> ThemeReading {
    var reader = ThemeReader(source: source)
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      reader.read(line, number: index + 1)
    }
    let theme = reader.makeTheme(named: name)
    return ThemeReading(theme: theme, problems: reader.problems)
  }
}

/// Collects the values of a theme file and makes a theme of them.
struct ThemeReader {
  let source: String
  var problems: [Fault] = []
  var values: [String: (ink: Ink, line: Int)] = [:]

  init(source: String) { self.source = source }

  mutating func read(_ line: Substring, number: Int) {
    let text = line.filter { $0 != "\u{FEFF}" }.trimmed
    guard !text.isEmpty, !text.hasPrefix("#") else { return }
    guard let (key, value) = split(text) else {
      return report(number, #"expected theme[key]="value", found \#(String(text.prefix(60)))"#)
    }
    guard let ink = ThemeReader.ink(value) else {
      return report(
        number,
        "the colour \"\(value.prefix(40))\" of '\(key)' is not #rrggbb, #bw or \"r g b\""
      )
    }
    if let earlier = values[key] {
      report(number, "'\(key)' was given before, in line \(earlier.line); this one counts")
    }
    guard ThemeReader.knownKeys.contains(key) else {
      let nearest = ThemeReader.nearestKey(to: key)
      return report(number, "no colour has the name '\(key)'; the nearest is '\(nearest)'")
    }
    values[key] = (ink, number)
  }

  mutating func report(_ line: Int, _ found: String) {
    // A hostile file must not fill the memory with complaints.
    guard problems.count < 20 else { return }
    problems.append(Fault(.refused, "use the theme line", on: "\(source):\(line)", found: found))
  }

  /// The key and the value between the quotes; quotes may be missing, as in some of btop's themes.
  private func split(_ text: String) -> (key: String, value: String)? {
    guard text.hasPrefix("theme["), let close = text.firstIndex(of: "]") else { return nil }
    let key = text[text.index(text.startIndex, offsetBy: 6)..<close]
    let rest = text[text.index(after: close)...].trimmed
    guard rest.hasPrefix("=") else { return nil }
    var value = Substring(rest.dropFirst().trimmed)
    if let quote = value.first, quote == "\"" || quote == "'" {
      value = value.dropFirst()
      guard let end = value.firstIndex(of: quote) else { return nil }
      value = value[..<end]
    }
    return (String(key), value.trimmed)
  }

  static func ink(_ value: String) -> Ink? {
    if value.isEmpty { return .terminalDefault }
    if value.hasPrefix("#") {
      let digits = value.dropFirst()
      guard digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16) else {
        return nil
      }
      switch digits.count {
      case 6: return .rgb(RGBColor(hex: number))
      case 2: return .rgb(RGBColor(hex: number << 16 | number << 8 | number))
      default: return nil
      }
    }
    let parts = value.split(separator: " ").map { UInt8($0) }
    guard parts.count == 3, let red = parts[0], let green = parts[1], let blue = parts[2] else {
      return nil
    }
    return .rgb(RGBColor(red: red, green: green, blue: blue))
  }
}

extension StringProtocol {
  /// The text without blanks and tabs at its ends.
  fileprivate var trimmed: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let head = drop(while: isBlank)
    return String(head.reversed().drop(while: isBlank).reversed())
  }
}
