import Terminal

/// Where the parts of the screen are; every part's first row is its heading.
struct ScreenLayout: Hashable, Sendable {
  static let leastSize = GridSize(width: 80, height: 24)

  let size: GridSize
  /// Whether a line of the guide stands above the status.
  let hasGuide: Bool
  private(set) var layers = CellRect(row: 0, column: 0, width: 0, height: 0)
  private(set) var units = CellRect(row: 0, column: 0, width: 0, height: 0)
  /// The scene's heading and pictures.
  private(set) var scene = CellRect(row: 0, column: 0, width: 0, height: 0)
  /// Tables beside the pictures.
  private(set) var panel = CellRect(row: 0, column: 0, width: 0, height: 0)
  /// The top scenes below them.
  private(set) var strip = CellRect(row: 0, column: 0, width: 0, height: 0)
  /// Whether the scene and its heatmap fit beside each other without getting small.
  private(set) var hasRoomForTwo = false

  init(
    size: GridSize,
    layerCount: Int,
    isZoomed: Bool = false,
    isComparing: Bool = false,
    isPlot: Bool = false,
    hasLegend: Bool = false,
    hasGuide: Bool = false
  ) {
    self.size = size
    self.hasGuide = hasGuide
    guard isLargeEnough else { return }
    if isZoomed {
      placeAlone(hasLegend: hasLegend)
      return
    }
    let listWidth = size.width < 100 ? 31 : size.width < 140 ? 39 : 48
    placeLists(width: listWidth, layerCount: layerCount)
    let (column, width) = (listWidth + 1, size.width - listWidth - 1)
    if isPlot {
      scene = CellRect(row: body.row, column: column, width: width, height: body.height)
    } else if isComparing {
      placeComparison(column: column, width: width)
    } else if body.height - width / 2 >= 13 {
      placeTall(column: column, width: width)
    } else {
      placeScene(column: column, width: width)
    }
  }

  var isLargeEnough: Bool {
    size.width >= Self.leastSize.width && size.height >= Self.leastSize.height
  }
  var statusRow: Int { size.height - 2 }
  var footerRow: Int { size.height - 1 }
  var guideRow: Int { size.height - 3 }
  var body: CellRect {
    CellRect(row: 1, column: 0, width: size.width, height: size.height - (hasGuide ? 4 : 3))
  }
  /// The rows of units that are seen at once.
  var unitPage: Int { max(1, units.height - 2) }
  var layerPage: Int { max(1, layers.height - 1) }
  /// The pictures, without the heading.
  var pictures: CellRect {
    CellRect(
      row: scene.row + 1,
      column: scene.column,
      width: scene.width,
      height: scene.height - 1
    )
  }

  /// The pictures alone, and what their colours mean where that is asked.
  private mutating func placeAlone(hasLegend: Bool) {
    let rows = body.height - 1
    let legend = hasLegend ? min(40, max(26, size.width - 2 * rows - 1)) + 1 : 0
    scene = CellRect(
      row: body.row,
      column: 0,
      width: size.width - legend,
      height: body.height
    )
    hasRoomForTwo = Self.fitsTwo(width: scene.width, height: rows)
    guard hasLegend else { return }
    panel = CellRect(
      row: body.row,
      column: scene.width + 1,
      width: legend - 1,
      height: body.height
    )
  }

  private mutating func placeLists(width: Int, layerCount: Int) {
    let most = max(4, body.height * 2 / 5)
    let height = min(max(layerCount, 3) + 1, most)
    layers = CellRect(row: body.row, column: 0, width: width, height: height)
    units = CellRect(
      row: body.row + height,
      column: 0,
      width: width,
      height: body.height - height
    )
  }

  private mutating func placeScene(column: Int, width: Int) {
    var stripHeight = max(6, body.height * 3 / 10)
    var rows = body.height - stripHeight - 1
    let panelWidth = min(36, max(19, width - 2 * rows - 1))
    let room = width - panelWidth - 1
    hasRoomForTwo = Self.fitsTwo(width: room, height: rows)
    if hasRoomForTwo {
      rows = min(rows, (room - 1) / 4 + 2)
      stripHeight = body.height - rows - 1
    }
    scene = CellRect(row: body.row, column: column, width: room, height: rows + 1)
    panel = CellRect(
      row: body.row,
      column: column + room + 1,
      width: panelWidth,
      height: rows + 1
    )
    strip = CellRect(
      row: body.row + rows + 1,
      column: column,
      width: width,
      height: stripHeight
    )
  }

  /// Where there is height to spare the scene takes the whole width, the rest lies below it.
  private mutating func placeTall(column: Int, width: Int) {
    let rows = width / 2
    let below = body.row + rows + 1
    let panelWidth = min(36, max(24, width * 2 / 5))
    scene = CellRect(row: body.row, column: column, width: width, height: rows + 1)
    panel = CellRect(
      row: below,
      column: column,
      width: panelWidth,
      height: body.row + body.height - below
    )
    strip = CellRect(
      row: below,
      column: column + panelWidth + 1,
      width: width - panelWidth - 1,
      height: panel.height
    )
  }

  /// Before and after above, the difference below, and beside it the table of changes.
  private mutating func placeComparison(column: Int, width: Int) {
    scene = CellRect(row: body.row, column: column, width: width, height: body.height)
    let quarter = PictureFrames.tile(3, of: 4, columns: 2, in: pictures)
    panel = CellRect(
      row: quarter.row,
      column: quarter.column,
      width: min(quarter.width, 44),
      height: quarter.height
    )
  }

  /// Square pictures are twice as many columns wide as they have rows.
  private static func fitsTwo(width: Int, height: Int) -> Bool {
    let single = min(width, 2 * height)
    let pair = min((width - 1) / 2, 2 * height)
    return pair >= 40 && pair * 10 >= single * 7
  }
}

extension ScreenLayout {
  /// The places of the thumbnails, row by row.
  var thumbnailTiles: [CellRect] {
    let room = strip.height - 1
    guard room > 1 else { return [] }
    let lines = max(1, room / 11)
    let height = (room - (lines - 1)) / lines
    let perLine = max(0, (strip.width - 1) / (2 * height + 1))
    return (0..<lines * perLine).map { index in
      CellRect(
        row: strip.row + 1 + index / perLine * (height + 1),
        column: strip.column + 1 + index % perLine * (2 * height + 1),
        width: 2 * height,
        height: height
      )
    }
  }

  var thumbnailCapacity: Int { thumbnailTiles.count }
}
