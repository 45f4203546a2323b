internal import CNCurses
internal import Glibc

extension NCursesScreen {
  /// How long no key is pressed before what the eye does not see is sent over a slow line.
  private static let rest = Duration.milliseconds(300)

  /// Shows a grid, sending only what differs from the one before; over a slow line in steps.
  public func present(_ grid: CellGrid) {
    guard isOpen, ending == nil else { return }
    let grid = fitted(grid)
    let images = images(of: grid)
    wantedPictures = images.map(\.placed)
    wanted = grid.clearing(images.map(\.picture))
    proceed()
  }

  /// Sends as much of the newest frame as may be on its way at once.
  func proceed() {
    guard isOpen, ending == nil, let wanted, pacing.isFree(at: now) else { return }
    let frame = fitted(wanted)
    if mustRepaint { forgetScreen() }
    let room = pacing.speed.room ?? .max
    var (sent, start) = (0, now)
    isHalfSent = false
    send(removalOfPictures())
    while let step = nextStep(to: frame, room: room - sent) {
      isHalfSent = sent > 0 && step.bytes > room - sent
      if isHalfSent { break }
      if sent == 0 { start = now }
      let images = placementOfPictures(on: step.frame, as: frame)
      show(step.frame, images)
      sent += step.bytes + images.count
    }
    let images = placementOfPictures(on: shown, as: frame)
    if !images.isEmpty {
      show(shown, images)
      sent += images.count
    }
    if sent > 0, pacing.wrote(sent, from: start, to: now, goesOn: isHalfSent) {
      send("\u{1B}[5n")
    }
  }

  private func nextStep(to frame: CellGrid, room: Int) -> (frame: CellGrid, bytes: Int)? {
    guard mustRepaint || shown != frame else { return nil }
    return steps.next(from: shown, to: frame, room: room, isIdle: isIdle)
      ?? (mustRepaint ? (frame, 0) : nil)
  }

  private var isIdle: Bool { now - lastKey >= Self.rest }

  /// How long until the next step may be sent; nil if there is none.
  var timeUntilStep: Duration? {
    let isBehind = stage.differs(from: wantedPictures)
    guard let wanted, wanted != shown || isBehind, !mustRepaint else { return nil }
    let wait = pacing.wait(at: now)
    if wait > .zero || isHalfSent || isBehind { return wait }
    return max(.zero, Self.rest - (now - lastKey))
  }

  private func show(_ frame: CellGrid, _ images: [UInt8]) {
    // With more colours than pairs, a frame is shown with fewer bits a channel.
    for bits in [8, 6, 5, 4, 3, 2] {
      if draw(frame, bits: bits) { break }
      guard pairs.isWornOut else { continue }
      forgetPairs()
      if draw(frame, bits: bits) { break }
    }
    shown = frame
    if options.synchronizesFrames { send("\u{1B}[?2026h") }
    CNCurses_flush(mustRepaint)
    send(images)
    if options.synchronizesFrames { send("\u{1B}[?2026l") }
    mustRepaint = false
  }

  var now: Duration { ContinuousClock().now - start }

  /// Sends everything again with the next frame.
  public func invalidate() { mustRepaint = true }

  private func fitted(_ grid: CellGrid) -> CellGrid {
    guard grid.size != size else { return grid }
    var frame = CellGrid(width: size.width, height: size.height)
    frame.blit(grid, row: 0, column: 0)
    return frame
  }

  private func forgetScreen() {
    shown = CellGrid(width: size.width, height: size.height)
    shownPairs = [Int32](repeating: 0, count: size.width * size.height)
    werase(CNCurses_window())
    send(stage.forget())
  }

  private func forgetPairs() {
    reset_color_pairs()
    pairs = pairs.emptied
    forgetScreen()
    mustRepaint = true
  }

  /// Hands the cells that changed to curses; false if the colours need more pairs than there are.
  private func draw(_ frame: CellGrid, bits: Int) -> Bool {
    pairs.beginFrame(cells: frame.cells.count)
    let isPartial = frame.size == shown.size && bits == 8
    if isPartial {
      for index in frame.cells.indices where frame.cells[index] == shown.cells[index] {
        pairs.keep(shownPairs[index])
      }
    }
    for index in frame.cells.indices {
      let cell = frame.cells[index]
      if isPartial, cell == shown.cells[index] { continue }
      guard let pair = curses(pairFor: cell, bits: bits) else { return false }
      shownPairs[index] = pair
      draw(cell, row: index / frame.width, column: index % frame.width, pair: pair)
    }
    return true
  }

  private func curses(pairFor cell: Cell, bits: Int) -> Int32? {
    let colors = palette.colors(of: cell, bits: bits)
    guard let assignment = pairs.pair(for: colors) else { return nil }
    if assignment.isNew {
      init_extended_pair(assignment.pair, colors.foreground, colors.background)
    }
    return assignment.pair
  }

  private func draw(_ cell: Cell, row: Int, column: Int, pair: Int32) {
    var text: [wchar_t] = cell.character.unicodeScalars.prefix(4).map { wchar_t($0.value) }
    text.append(0)
    let attributes = self.attributes(of: cell.style)
    CNCurses_draw(Int32(row), Int32(column), text, attributes, pair)
  }

  private func attributes(of style: Style) -> attr_t {
    var attributes: attr_t = 0
    let set = style.attributes
    if set.contains(.bold) { attributes |= CNCurses_A_BOLD }
    if set.contains(.dim) { attributes |= CNCurses_A_DIM }
    if set.contains(.underline) { attributes |= CNCurses_A_UNDERLINE }
    let hasFewColors = color.mode == .none || color.mode == .palette16
    if set.contains(.reverse) || (hasFewColors && set.contains(.selection)) {
      attributes |= CNCurses_A_REVERSE
    }
    return attributes
  }
}
