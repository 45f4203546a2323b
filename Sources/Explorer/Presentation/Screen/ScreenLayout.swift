import Terminal

/// Where everything on the screen is: the parts, and the frames of their pictures.
///
/// It is made once for what is shown; views are drawn into it, and the mouse is looked up in it.
/// Every part's first row is its heading.
struct ScreenLayout: Hashable, Sendable {
  /// What there has to be room for.
  struct Request: Hashable, Sendable {
    var size: GridSize
    var layerCount = 0
    var arrangement = Arrangement.browsing
    var tiles = Tiles.none
    /// The extent of a scene in pixels; nil until the generator is known.
    var image: GridSize?
    /// Whether a line of the guide stands above the status.
    var hasGuide = false
  }

  /// How the parts share the screen.
  enum Arrangement: Hashable, Sendable {
    /// Lists, the scene, tables beside it and its unit's top scenes below.
    case browsing
    /// Lists, and several pictures with a table among them.
    case comparing
    /// Lists, and a view that takes the rest.
    case view
    /// The pictures alone, and what their colours mean where that is asked.
    case alone(hasLegend: Bool)
    /// Sliders and scenes.
    case desk
  }

  /// What the pictures' room is divided among.
  enum Tiles: Hashable, Sendable {
    case none
    /// Pictures of the scene, and those shown where there is room for two.
    case pictures([PictureKind], pair: [PictureKind]?)
    /// As many scenes as can be seen well: of the grid, of a unit under review, at the desk.
    case grid, review, desk
  }

  /// A part under the pointer.
  enum Part: Hashable, Sendable { case layers, units, footer, sliders, scene }

  static let leastSize = GridSize(width: 60, height: 20)

  let size: GridSize
  let hasGuide: Bool
  private(set) var layers = CellRect.none
  private(set) var units = CellRect.none
  /// The sliders of the desk.
  private(set) var sliders = CellRect.none
  /// The scene's heading and pictures.
  private(set) var scene = CellRect.none
  /// Tables beside the pictures.
  private(set) var panel = CellRect.none
  /// The top scenes below them.
  private(set) var strip = CellRect.none
  /// Whether the scene and its heatmap fit beside each other without getting small.
  private(set) var hasRoomForTwo = false
  /// The pictures of the scene that are shown, in the order of their frames.
  private(set) var kinds: [PictureKind] = []
  /// The frames of the pictures or scenes; nil while their shape is not known.
  private(set) var tiles: PictureFrames?
  /// The places of the top scenes, row by row.
  private(set) var thumbnails: [CellRect] = []

  init(_ request: Request) {
    size = request.size
    hasGuide = request.hasGuide
    guard isLargeEnough else { return }
    place(request.arrangement, layerCount: request.layerCount)
    thumbnails = Self.thumbnails(in: strip)
    (kinds, tiles) = divided(among: request)
  }

  var isLargeEnough: Bool {
    size.width >= Self.leastSize.width && size.height >= Self.leastSize.height
  }
  var whole: CellRect { CellRect(row: 0, column: 0, width: size.width, height: size.height) }
  var title: CellRect { whole.line(0) }
  var guide: CellRect { whole.line(size.height - 3) }
  var status: CellRect { whole.line(size.height - 2) }
  var footer: CellRect { whole.line(size.height - 1) }
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

  // MARK: Looking up

  /// The part at a cell of the screen; what is none of the others belongs to the scene.
  func part(atRow row: Int, column: Int) -> Part {
    if row == footer.row { return .footer }
    if sliders.width > 0 { return .sliders }
    if layers.contains(row: row, column: column) { return .layers }
    return units.contains(row: row, column: column) ? .units : .scene
  }

  /// The top scene at a cell, by its place in the strip.
  func thumbnail(atRow row: Int, column: Int) -> Int? {
    thumbnails.firstIndex { $0.contains(row: row, column: column) }
  }

  /// The picture or scene at a cell, by its place among the frames.
  func tile(atRow row: Int, column: Int) -> Int? {
    tiles?.frames.firstIndex { $0.contains(row: row, column: column) }
  }
}

extension CellRect {
  fileprivate static let none = CellRect(row: 0, column: 0, width: 0, height: 0)
}

// MARK: The parts

extension ScreenLayout {
  private mutating func place(_ arrangement: Arrangement, layerCount: Int) {
    switch arrangement {
    case .alone(let hasLegend): return placeAlone(hasLegend: hasLegend)
    case .desk: return placeDesk()
    case .browsing, .comparing, .view: break
    }
    let listWidth = size.width < 100 ? 31 : size.width < 140 ? 39 : 48
    placeLists(width: listWidth, layerCount: layerCount)
    let (column, width) = (listWidth + 1, size.width - listWidth - 1)
    // Where there is little room beside the lists, the scene has it.
    if arrangement == .view || (arrangement == .browsing && size.width < 80) {
      scene = CellRect(row: body.row, column: column, width: width, height: body.height)
    } else if arrangement == .comparing {
      placeComparison(column: column, width: width)
    } else if body.height - width / 2 >= 13 {
      placeTall(column: column, width: width)
    } else {
      placeScene(column: column, width: width)
    }
  }

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

  private mutating func placeDesk() {
    let width = min(48, max(34, body.width * 2 / 5))
    sliders = CellRect(row: body.row, column: body.column, width: width, height: body.height)
    scene = CellRect(
      row: body.row,
      column: body.column + width + 1,
      width: body.width - width - 1,
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
