/// The colour of a cell's foreground or background.
public enum Ink: Hashable, Sendable {
  /// Whatever the terminal's own default is.
  case terminalDefault
  /// An exact colour.
  case rgb(RGBColor)

  /// The exact colour, if there is one.
  public var color: RGBColor? {
    if case .rgb(let color) = self { color } else { nil }
  }
}

/// How the character of a cell is set off.
public struct TextAttributes: OptionSet, Hashable, Sendable {
  /// One bit an attribute.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Heavier strokes.
  public static let bold = TextAttributes(rawValue: 1)
  /// Fainter than usual.
  public static let dim = TextAttributes(rawValue: 2)
  /// A line below.
  public static let underline = TextAttributes(rawValue: 4)
  /// Foreground and background exchanged.
  public static let reverse = TextAttributes(rawValue: 8)
  /// Marks the cursor of a list: the colours show it, and where there are 16 colours or none the
  /// screen exchanges foreground and background instead.
  public static let selection = TextAttributes(rawValue: 16)
  /// Marks a part of a picture: over a slow line it comes after what is read, and rough at first.
  public static let picture = TextAttributes(rawValue: 32)
  /// Marks a part of a picture that is a side matter, such as a thumbnail: it comes last.
  public static let aside = TextAttributes(rawValue: 64)
}

/// The colours and attributes of a cell.
public struct Style: Hashable, Sendable {
  /// The colour of the character.
  public var foreground: Ink
  /// The colour behind it.
  public var background: Ink
  /// Bold, dim and so on.
  public var attributes: TextAttributes

  /// Makes a style; without arguments it is the terminal's own.
  public init(
    _ foreground: Ink = .terminalDefault,
    on background: Ink = .terminalDefault,
    _ attributes: TextAttributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The terminal's own colours without attributes.
  public static let plain = Style()

  /// The same style with another foreground.
  public func foreground(_ ink: Ink) -> Style { Style(ink, on: background, attributes) }

  /// The same style with another background.
  public func on(_ ink: Ink) -> Style { Style(foreground, on: ink, attributes) }

  /// The same style with attributes added.
  public func with(_ more: TextAttributes) -> Style {
    Style(foreground, on: background, attributes.union(more))
  }
}
