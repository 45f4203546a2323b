import Terminal

/// The places of equally large pictures beside each other, centred, their shape kept.
struct PictureFrames: Hashable, Sendable {
  /// In cells; a cell shows one pixel beside and two above each other.
  let frames: [CellRect]
  /// The picture's extent in pixels.
  let pixelWidth: Int
  let pixelHeight: Int

  init(area: CellRect, count: Int, imageWidth: Int, imageHeight: Int) {
    let gap = 1
    let room = (area.width - gap * (count - 1)) / max(1, count)
    guard count > 0, imageWidth > 0, imageHeight > 0, room > 0, area.height > 0 else {
      (frames, pixelWidth, pixelHeight) = ([], 0, 0)
      return
    }
    let scale = min(
      Double(room) / Double(imageWidth), Double(2 * area.height) / Double(imageHeight))
    let width = max(1, Int(Double(imageWidth) * scale))
    let height = max(1, Int(Double(imageHeight) * scale))
    let rows = (height + 1) / 2
    let used = width * count + gap * (count - 1)
    let left = area.column + (area.width - used) / 2
    let top = area.row + (area.height - rows) / 2
    frames = (0..<count).map {
      CellRect(row: top, column: left + $0 * (width + gap), width: width, height: rows)
    }
    (pixelWidth, pixelHeight) = (width, height)
  }
}
