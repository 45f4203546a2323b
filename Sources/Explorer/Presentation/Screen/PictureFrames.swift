import Terminal

/// The places of equally large pictures, as large as the area allows, their shape kept.
struct PictureFrames: Hashable, Sendable {
  /// In cells; a cell shows one pixel beside and two above each other.
  let frames: [CellRect]
  /// A picture's extent in pixels.
  let extent: GridSize
  /// How many pictures stand beside each other.
  let columns: Int

  /// Arranges pictures in as many columns as make them largest.
  ///
  /// - Parameters:
  ///   - area: The room in cells.
  ///   - count: How many pictures.
  ///   - image: The image's extent in pixels.
  ///   - columns: How many beside each other; nil for whatever is best.
  init(area: CellRect, count: Int, image: GridSize, columns: Int? = nil) {
    // A view of figures alone has no picture to divide the room among.
    let choices = count > 0 ? columns.map { [$0] } ?? Array(1...count) : []
    let scales = choices.map { Self.scale(of: image, in: area, count: count, columns: $0) }
    guard count > 0, let best = scales.max(), best > 0, let place = scales.lastIndex(of: best)
    else {
      (frames, extent, self.columns) = ([], GridSize(width: 0, height: 0), 1)
      return
    }
    let across = choices[place]
    let width = max(1, Int(Double(image.width) * best))
    let height = max(1, Int(Double(image.height) * best))
    frames = (0..<count).map { index in
      let tile = Self.tile(index, of: count, columns: across, in: area)
      let rows = (height + 1) / 2
      return CellRect(
        row: tile.row + (tile.height - rows) / 2,
        column: Self.left(of: tile, width: width, index: index, columns: across),
        width: width,
        height: rows
      )
    }
    (extent, self.columns) = (GridSize(width: width, height: height), across)
  }

  /// Pictures of one row stand close together; in two rows each stands in the middle of its tile.
  private static func left(of tile: CellRect, width: Int, index: Int, columns: Int) -> Int {
    let slack = tile.width - width
    guard columns == 2 else { return tile.column + slack / 2 }
    return tile.column + (index % 2 == 0 ? slack : 0)
  }

  /// One of equal parts of an area, its first row left free for a name if there are several.
  static func tile(_ index: Int, of count: Int, columns: Int, in area: CellRect) -> CellRect {
    let lines = (count + columns - 1) / columns
    let width = (area.width - (columns - 1)) / columns
    let height = area.height / lines
    let name = count > 1 ? 1 : 0
    return CellRect(
      row: area.row + index / columns * height + name,
      column: area.column + index % columns * (width + 1),
      width: width,
      height: height - name
    )
  }

  private static func scale(
    of image: GridSize,
    in area: CellRect,
    count: Int,
    columns: Int
  ) -> Double {
    guard image.width > 0, image.height > 0 else { return 0 }
    let tile = tile(0, of: count, columns: columns, in: area)
    return min(
      Double(tile.width) / Double(image.width),
      Double(2 * tile.height) / Double(image.height)
    )
  }
}
