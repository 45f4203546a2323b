/// Turns exact colours into the numbers that curses knows in a colour mode.
package struct Palette {
  let mode: ColorMode
  /// A colour of the palette.
  private struct Entry {
    var number: Int32, color: RGBColor
  }

  private let entries: [Entry]
  private var cache: [RGBColor: Int32] = [:]

  /// Makes the palette of a mode; `colorCount` is what the terminal type claims to have.
  package init(_ mode: ColorMode, colorCount: Int = 256) {
    self.mode = mode
    switch mode {
    case .truecolor, .none: entries = []
    case .palette256: entries = Palette.fixedEntries
    case .palette16: entries = Array(Palette.userEntries.prefix(colorCount < 16 ? 8 : 16))
    }
  }

  /// The number of an ink; -1 for the terminal's default.
  ///
  /// - Parameters:
  ///   - ink: The colour.
  ///   - bits: How many bits of each channel are kept in true colour.
  /// - Returns: What `init_extended_pair` takes.
  package mutating func number(of ink: Ink, bits: Int = 8) -> Int32 {
    guard let color = ink.color else { return -1 }
    switch mode {
    case .none: return -1
    case .truecolor: return Int32(Palette.rounded(color, bits: bits).hex)
    case .palette256, .palette16:
      if let number = cache[color] { return number }
      let number = nearest(to: color)
      if cache.count > 65_536 { cache.removeAll(keepingCapacity: true) }
      cache[color] = number
      return number
    }
  }

  /// A colour with only the upper bits of each channel, the rest filled so that white stays white.
  package static func rounded(_ color: RGBColor, bits: Int) -> RGBColor {
    guard bits < 8 else { return color }
    let most = Double((1 << bits) - 1)
    func round(_ channel: UInt8) -> UInt8 {
      UInt8(((Double(channel) / 255 * most).rounded() / most * 255).rounded())
    }
    return RGBColor(round(color.red), round(color.green), round(color.blue))
  }

  private func nearest(to color: RGBColor) -> Int32 {
    var best: (number: Int32, distance: Int) = (-1, .max)
    for entry in entries {
      let red = Int(entry.color.red) - Int(color.red)
      let green = Int(entry.color.green) - Int(color.green)
      let blue = Int(entry.color.blue) - Int(color.blue)
      let distance = red * red + green * green + blue * blue
      if distance < best.distance { best = (entry.number, distance) }
    }
    return best.number
  }

  /// Entries 16 to 255 of xterm: a 6x6x6 cube and 24 greys.
  ///
  /// The lower 16 are the user's own.
  private static let fixedEntries: [Entry] = {
    let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    var entries: [Entry] = []
    for index in 0..<216 {
      let color = RGBColor(levels[index / 36], levels[index / 6 % 6], levels[index % 6])
      entries.append(Entry(number: Int32(16 + index), color: color))
    }
    for index in 0..<24 {
      let grey = UInt8(8 + 10 * index)
      entries.append(Entry(number: Int32(232 + index), color: RGBColor(grey, grey, grey)))
    }
    return entries
  }()

  /// What xterm shows for the 16 colours that a user may change.
  private static let userEntries: [Entry] = {
    let colors: [UInt32] = [
      0x000000, 0xCD0000, 0x00CD00, 0xCDCD00, 0x0000EE, 0xCD00CD, 0x00CDCD, 0xE5E5E5, 0x7F7F7F,
      0xFF0000, 0x00FF00, 0xFFFF00, 0x5C5CFF, 0xFF00FF, 0x00FFFF, 0xFFFFFF,
    ]
    return colors.enumerated().map { Entry(number: Int32($0), color: RGBColor(hex: $1)) }
  }()
}
