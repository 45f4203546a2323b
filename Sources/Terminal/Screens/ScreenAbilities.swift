/// What a person wants of the screen.
public struct ScreenWishes: Hashable, Sendable {
  /// The colours; `nil` for what is detected.
  public var color: ColorMode?
  /// The pictures.
  public var pictures: PictureMode

  /// Makes wishes.
  public init(color: ColorMode? = nil, pictures: PictureMode = .automatic) {
    (self.color, self.pictures) = (color, pictures)
  }
}

/// What a screen shows.
public struct ScreenAbilities: Hashable, Sendable {
  /// How images are shown.
  public struct Images: Hashable, Sendable {
    /// The pixels of a cell.
    public var cell: GridSize
    /// The largest image that must be sent in the size it has on the screen; `nil` where the terminal
    /// scales images itself.
    public var largest: GridSize?

    /// Makes them.
    public init(cell: GridSize, largest: GridSize? = nil) {
      (self.cell, self.largest) = (cell, largest)
    }
  }

  /// How many colours it sends.
  public var colorMode: ColorMode
  /// How pixels become characters.
  public var glyphs: PixelGlyphs
  /// How images are shown; `nil` where it shows none.
  public var images: Images?
  /// How pictures are shown, in words, and why.
  public var pictures: String, reason: String

  /// What a colour mode alone shows.
  public init(_ colorMode: ColorMode) {
    self.colorMode = colorMode
    glyphs = PixelGlyphs(for: colorMode)
    images = nil
    (pictures, reason) = (colorMode == .none ? "shades" : "half blocks", "")
  }

  /// From this side on an image is scaled by the terminal: more pixels would show no more.
  private static let side = 512

  /// The pixels that an image over some cells is to have; `nil` where it is shown in cells.
  public func extent(ofImageOver area: CellRect) -> GridSize? {
    guard let images, area.width > 0, area.height > 0 else { return nil }
    let exact = GridSize(
      width: area.width * images.cell.width,
      height: area.height * images.cell.height
    )
    if let largest = images.largest {
      return exact.width <= largest.width && exact.height <= largest.height ? exact : nil
    }
    let share = Double(max(exact.width, exact.height)) / Double(Self.side)
    guard share > 1 else { return exact }
    return GridSize(
      width: max(1, Int(Double(exact.width) / share)),
      height: max(1, Int(Double(exact.height) / share))
    )
  }
}
