/// How many colours the screen sends.
public enum ColorMode: String, Hashable, Sendable, CaseIterable {
  /// 24 bits, every value exact.
  case truecolor
  /// The 240 fixed entries of the xterm palette, mixed in pictures by a pattern.
  case palette256 = "256"
  /// The 16 colours that the terminal's user chose.
  case palette16 = "16"
  /// None: luminance ramps and reverse video.
  case none
}
