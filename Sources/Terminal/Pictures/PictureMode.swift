/// How pictures are wanted on the screen.
public enum PictureMode: String, Hashable, Sendable, CaseIterable {
  /// As images where the terminal says that it shows them, else as half blocks.
  case automatic = "auto"
  /// Two pixels a cell, each of its own colour.
  case halfBlocks = "half-blocks"
  /// Four pixels a cell in two colours.
  case quadrants
  /// Six pixels a cell in two colours.
  case sextants
  /// Images by kitty's graphics protocol.
  case kitty
  /// Images in a line of text, as iTerm2 has them.
  case iterm
  /// Images of at most 256 colours, as DEC's terminals had them.
  case sixel
}

/// How pictures are shown, and the rule that chose it.
public struct PictureChoice: Hashable, Sendable {
  /// A way to show pictures.
  public enum Method: Hashable, Sendable {
    /// Characters in colours.
    case cells(PixelGlyphs)
    /// Images over cells that are left free.
    case kitty, iterm, sixel
  }

  /// The way.
  public var method: Method
  /// Why: "the terminal answers kitty's question".
  public var reason: String

  init(_ method: Method, _ reason: String) { (self.method, self.reason) = (method, reason) }

  /// The way in words.
  public var name: String {
    switch method {
    case .cells(.quadrants): PictureMode.quadrants.rawValue
    case .cells(.sextants): PictureMode.sextants.rawValue
    case .cells(.shades): "shades"
    case .cells: "half blocks"
    case .kitty: "images by kitty's protocol"
    case .iterm: "images by iTerm2's protocol"
    case .sixel: "sixel images"
    }
  }
}
