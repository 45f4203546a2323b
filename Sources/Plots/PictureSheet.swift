public import Images

/// Pictures in rows with captions, lines of text above them, and a legend beside them.
public struct PictureSheet: Hashable, Sendable {
  /// One picture and what it shows.
  public struct Tile: Hashable, Sendable {
    /// The picture.
    public var image: RGBImage
    /// A few words; what has no room is cut.
    public var caption: String

    /// Makes a tile.
    public init(_ image: RGBImage, caption: String) {
      (self.image, self.caption) = (image, caption)
    }
  }

  /// One line of the legend.
  public struct Entry: Hashable, Sendable {
    /// The colour that stands for it, 3 bytes; nil where the pictures do not show it.
    public var color: [UInt8]?
    /// Its name.
    public var name: String
    /// Its figures, in columns.
    public var figures: [String]

    /// Makes a line.
    public init(_ name: String, color: [UInt8]?, figures: [String]) {
      (self.name, self.color, self.figures) = (name, color, figures)
    }
  }

  /// A part of the legend.
  public struct Section: Hashable, Sendable {
    /// What it lists.
    public var title: String
    /// What its figures are, in columns.
    public var captions: [String]
    /// Its lines.
    public var entries: [Entry]

    /// Makes a part.
    public init(_ title: String, captions: [String] = [], entries: [Entry]) {
      (self.title, self.captions, self.entries) = (title, captions, entries)
    }
  }

  /// What is shown, in lines that are broken where they are too long.
  public var lines: [String]
  /// The pictures, row by row.
  public var tiles: [Tile]
  /// How many stand beside each other.
  public var columns: Int
  /// The legend.
  public var sections: [Section]

  /// Makes a sheet.
  public init(lines: [String] = [], tiles: [Tile], columns: Int, sections: [Section] = []) {
    self.lines = lines
    self.tiles = tiles
    self.columns = max(1, min(columns, tiles.count))
    self.sections = sections
  }

  /// The sheet as one picture, on white.
  public func image() -> RGBImage {
    let frame = SheetFrame(self)
    var canvas = PixelCanvas(
      width: Double(frame.width) / PixelCanvas.scale,
      height: Double(frame.height) / PixelCanvas.scale
    )
    for (index, line) in frame.lines.enumerated() {
      canvas.write(line, x: SheetFrame.margin, y: SheetFrame.margin + index * SheetFrame.lineHeight)
    }
    for (index, tile) in tiles.enumerated() {
      let place = frame.place(of: index)
      let room = frame.tileWidth / SheetFrame.letterWidth
      canvas.write(SheetFrame.clipped(tile.caption, to: room), x: place.x, y: place.y)
      canvas.place(tile.image, x: place.x, y: place.y + SheetFrame.lineHeight)
    }
    drawLegend(frame, on: &canvas)
    return canvas.image
  }

  private func drawLegend(_ frame: SheetFrame, on canvas: inout PixelCanvas) {
    let letter = SheetFrame.letterWidth
    var row = frame.top
    func put(_ figures: [String], _ row: Int) {
      for (column, figure) in figures.enumerated() {
        let end = frame.legendLeft + frame.nameWidth + (column + 1) * SheetFrame.figureWidth
        canvas.write(figure, x: end - figure.count * letter, y: row)
      }
    }
    for section in sections {
      canvas.write(
        SheetFrame.clipped(section.title, to: frame.nameWidth / letter),
        x: frame.legendLeft,
        y: row
      )
      put(section.captions, row)
      row += SheetFrame.lineHeight
      for entry in section.entries {
        if let color = entry.color {
          let swatch = RGBImage(width: 14, height: 14, filledWith: color)
          canvas.place(swatch, x: frame.legendLeft, y: row + 2)
        }
        canvas.write(
          SheetFrame.clipped(entry.name, to: frame.nameWidth / letter - 2),
          x: frame.legendLeft + 2 * letter,
          y: row
        )
        put(entry.figures, row)
        row += SheetFrame.lineHeight
      }
      row += SheetFrame.lineHeight / 2
    }
  }
}

/// Where the parts of a sheet are, in pixels.
private struct SheetFrame {
  static let margin = 16
  static let gap = 10
  static let letterWidth = 12
  static let lineHeight = 22
  /// A column of figures such as "-12.3 %".
  static let figureWidth = 8 * letterWidth

  let lines: [String]
  let width: Int
  let height: Int
  let top: Int
  let tileWidth: Int
  let tileHeight: Int
  let columns: Int
  let legendLeft: Int
  let nameWidth: Int

  init(_ sheet: PictureSheet) {
    columns = sheet.columns
    tileWidth = sheet.tiles.map(\.image.width).max() ?? 0
    tileHeight = sheet.tiles.map(\.image.height).max() ?? 0
    let rows = (sheet.tiles.count + columns - 1) / columns
    let tiles = max(0, columns * (tileWidth + Self.gap) - Self.gap)
    let entries = sheet.sections.flatMap(\.entries)
    let longest = (entries.map { $0.name.count + 2 } + sheet.sections.map(\.title.count)).max() ?? 0
    nameWidth = min(longest, 30) * Self.letterWidth
    let figures = (entries.map(\.figures.count) + sheet.sections.map(\.captions.count)).max() ?? 0
    let legend = sheet.sections.isEmpty ? 0 : nameWidth + figures * Self.figureWidth + 2 * Self.gap
    // Text above small pictures still needs room for words.
    let inside = max(tiles + legend, sheet.lines.isEmpty ? 0 : 30 * Self.letterWidth)
    lines = sheet.lines.flatMap { Self.wrapped($0, to: inside / Self.letterWidth) }
    top = Self.margin + lines.count * Self.lineHeight + (lines.isEmpty ? 0 : Self.gap)
    legendLeft = Self.margin + tiles + 2 * Self.gap
    let rowHeight = tileHeight + Self.lineHeight + Self.gap
    let legendLines = sheet.sections.reduce(0) {
      $0 + ($1.entries.count + 1) * Self.lineHeight + Self.lineHeight / 2
    }
    width = inside + 2 * Self.margin
    height = top + max(rows * rowHeight, legendLines) + Self.margin
  }

  func place(of tile: Int) -> (x: Int, y: Int) {
    (
      Self.margin + tile % columns * (tileWidth + Self.gap),
      top + tile / columns * (tileHeight + Self.lineHeight + Self.gap)
    )
  }

  static func clipped(_ text: String, to count: Int) -> String {
    text.count <= count ? text : String(text.prefix(max(0, count - 2))) + ".."
  }

  private static func wrapped(_ text: String, to count: Int) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      let word = clipped(String(word), to: count)
      if let last = lines.last, last.count + 1 + word.count <= count {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
  }
}

extension PixelCanvas {
  /// Writes a line whose upper left corner is at a pixel.
  fileprivate mutating func write(_ text: String, x: Int, y: Int) {
    self.text(
      text,
      x: Double(x) / Self.scale,
      y: Double(y + 16) / Self.scale,
      anchor: .start,
      color: PlotFrame.ink,
      isUpright: false
    )
  }
}
