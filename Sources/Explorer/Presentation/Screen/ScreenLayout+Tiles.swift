import Terminal

extension ScreenLayout {
  /// Divides the room for pictures: those of the scene that are shown, and the frames.
  func divided(among request: Request) -> (kinds: [PictureKind], tiles: PictureFrames?) {
    let area = pictures
    var (room, columns, lines) = (area, area.width / 24, area.height / 12)
    switch request.tiles {
    case .none: return ([], nil)
    case .pictures(let single, let pair):
      let kinds = hasRoomForTwo ? pair ?? single : single
      let columns = request.arrangement == .comparing ? 2 : nil
      let tiles = request.image.map {
        PictureFrames(area: area, count: kinds.count, image: $0, columns: columns)
      }
      return (kinds, tiles)
    case .desk: break
    // As large as they can be read.
    case .grid: (columns, lines) = (area.width / 19, area.height / 10)
    case .review:
      // Below two lines on what was judged, and with a row for the scene's number.
      room = area.dropping(rows: 2).indented
      room.height -= 1
      (columns, lines) = (room.width / 24, room.height / 12)
    }
    let (across, down) = Self.limits(of: request.tiles)
    let beside = max(across.lowerBound, min(across.upperBound, columns))
    let above = max(down.lowerBound, min(down.upperBound, lines))
    let tiles = request.image.map {
      PictureFrames(area: room, count: beside * above, image: $0, columns: beside)
    }
    return ([], tiles)
  }

  /// How many scenes may stand beside and above each other.
  private static func limits(of tiles: Tiles) -> (ClosedRange<Int>, ClosedRange<Int>) {
    switch tiles {
    case .grid: (2...8, 2...5)
    case .review: (2...6, 1...4)
    case .desk: (1...4, 1...4)
    case .none, .pictures: (1...1, 1...1)
    }
  }

  static func thumbnails(in strip: CellRect) -> [CellRect] {
    let room = strip.height - 1
    guard room > 1 else { return [] }
    let lines = max(1, room / 11)
    let whole = (room - (lines - 1)) / lines
    // Two beside each other tell more than a large one.
    let pair = (strip.width - 3) / 4
    let height = whole > pair && pair > 5 ? pair : whole
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
}
