internal import Glibc

/// Brings a frame to the terminal in steps where the line is slow.
///
/// First everything but pictures, then the main pictures, then thumbnails: each rough if there is no
/// room for better, then so near that the eye sees no difference, and exact only while no key is
/// pressed. What comes next follows from what is shown and what is wanted alone, so that a new frame
/// takes the old one's place at any moment.
package struct FrameSteps {
  /// The peak signal-to-noise ratio, in dB, of a picture to be recognised, and of one that the eye
  /// takes for exact.
  package static let (rough, fair) = (30.0, 38.5)
  /// Prices of the square error, in bytes, the cheapest pictures first.
  private static let prices: [Float] = [0.004, 0.012, 0.03, 0.07, 0.16, 0.4, 1, 4]

  private let mode: ColorMode
  private let cost: LineCost

  package init(_ mode: ColorMode) {
    self.mode = mode
    cost = LineCost(mode)
  }

  /// The next frame on the way.
  ///
  /// - Parameters:
  ///   - shown: What the terminal shows; as large as the frame wanted.
  ///   - wanted: What it should show in the end.
  ///   - room: How many bytes may be sent.
  ///   - isIdle: Whether there is time for what the eye does not see.
  /// - Returns: A frame and about how many bytes it takes, which may be more than there is room for;
  ///   nil if nothing is to be sent now.
  package func next(
    from shown: CellGrid,
    to wanted: CellGrid,
    room: Int,
    isIdle: Bool
  ) -> (frame: CellGrid, bytes: Int)? {
    let bytes = cost.bytes(from: shown, to: wanted)
    // What takes long is sent in parts even if it may be on its way at once: words must not wait.
    if 4 * bytes <= room { return bytes == 0 ? nil : (wanted, bytes) }
    if let words = replaced(in: shown, by: wanted, where: { !$0.isPicture }) {
      return (words, cost.bytes(from: shown, to: words))
    }
    for isAside in [false, true] {
      if let frame = pictures(isAside: isAside, shown, wanted, room: room) {
        return (frame, cost.bytes(from: shown, to: frame))
      }
    }
    guard isIdle else { return nil }
    let frame = exact(shown, wanted, within: room)
    return (frame, cost.bytes(from: shown, to: frame))
  }

  // MARK: Pictures

  /// The pictures so near to the ones wanted as there is room for; nil if they are near enough.
  private func pictures(
    isAside: Bool,
    _ shown: CellGrid,
    _ wanted: CellGrid,
    room: Int
  ) -> CellGrid? {
    let isMeant = { (cell: Cell) in cell.isPicture && cell.isAside == isAside }
    let ratio = Self.ratio(shown, wanted, where: isMeant)
    guard ratio < Self.fair, let exact = replaced(in: shown, by: wanted, where: isMeant) else {
      return nil
    }
    guard mode == .truecolor, cost.bytes(from: shown, to: exact) > room else { return exact }
    let fair = economical(shown, wanted, ratio: Self.fair, from: 2, where: isMeant)
    if ratio >= Self.rough || cost.bytes(from: shown, to: fair) <= room {
      return fair == shown ? exact : fair
    }
    return economical(shown, wanted, ratio: Self.rough, from: 0, where: isMeant)
  }

  /// The cheapest pictures of a quality.
  private func economical(
    _ shown: CellGrid,
    _ wanted: CellGrid,
    ratio: Double,
    from first: Int,
    where isMeant: (Cell) -> Bool
  ) -> CellGrid {
    // Each try costs milliseconds: some rows tell about how dear the whole must be.
    let (few, fewWanted) = (Self.sample(shown), Self.sample(wanted))
    var (low, high) = (first, Self.prices.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let economy = PictureEconomy(price: Self.prices[middle])
      let frame = drawn(few, fewWanted, by: economy, where: isMeant)
      if Self.ratio(frame, fewWanted, where: isMeant) >= ratio {
        high = middle
      } else {
        low = middle + 1
      }
    }
    var frame = drawn(shown, wanted, by: PictureEconomy(price: Self.prices[low]), where: isMeant)
    // The dearest is good enough if any is.
    while low + 1 < Self.prices.count, Self.ratio(frame, wanted, where: isMeant) < ratio {
      low += 1
      frame = drawn(shown, wanted, by: PictureEconomy(price: Self.prices[low]), where: isMeant)
    }
    return frame
  }

  /// Every fourth row of a grid; all of a low one.
  private static func sample(_ grid: CellGrid) -> CellGrid {
    guard grid.height >= 16 else { return grid }
    var few = CellGrid(width: grid.width, height: grid.height / 4)
    for row in 0..<few.height {
      let line = CellRect(row: 4 * row + 2, column: 0, width: grid.width, height: 1)
      few.blit(grid.subgrid(line), row: row, column: 0)
    }
    return few
  }

  private func drawn(
    _ shown: CellGrid,
    _ wanted: CellGrid,
    by economy: PictureEconomy,
    where isMeant: (Cell) -> Bool
  ) -> CellGrid {
    var frame = shown
    for row in 0..<wanted.height {
      var column = 0
      while column < wanted.width {
        var run: [(cell: Cell, halves: Halves)] = []
        let start = column
        while column < wanted.width, isMeant(wanted[row, column]),
          let halves = Halves(wanted[row, column])
        {
          run.append((wanted[row, column], halves))
          column += 1
        }
        guard run.isEmpty else {
          let first = row * wanted.width + start
          let cells = economy.cells(for: run, over: shown.cells[first..<first + run.count])
          for (offset, cell) in cells.enumerated() { frame[row, start + offset] = cell }
          continue
        }
        // Letters on a picture, and colours of the terminal, are exact.
        if isMeant(wanted[row, column]) { frame[row, column] = wanted[row, column] }
        column += 1
      }
    }
    return frame
  }

  /// As many exact cells as there is room for.
  private func exact(_ shown: CellGrid, _ wanted: CellGrid, within room: Int) -> CellGrid {
    var frame = shown
    var left = max(room, 1000) / (cost.colors + 3)
    for row in 0..<wanted.height {
      for column in 0..<wanted.width where shown[row, column] != wanted[row, column] {
        guard left > 0 else { return frame }
        frame[row, column] = wanted[row, column]
        left -= 1
      }
    }
    return frame
  }

  // MARK: Parts

  /// A frame with the cells of one kind as they are wanted; nil if they are.
  ///
  /// Where a picture lay and now none is wanted, or the other way round, the cell is of the kind
  /// that is wanted.
  private func replaced(
    in shown: CellGrid,
    by wanted: CellGrid,
    where isMeant: (Cell) -> Bool
  ) -> CellGrid? {
    var frame = shown
    var changes = false
    for row in 0..<wanted.height {
      for column in 0..<wanted.width {
        let cell = wanted[row, column]
        guard isMeant(cell), cell != shown[row, column] else { continue }
        frame[row, column] = cell
        changes = true
      }
    }
    return changes ? frame : nil
  }

  /// The peak signal-to-noise ratio of pictures, in dB; infinite where they are exact.
  package static func ratio(
    _ shown: CellGrid,
    _ wanted: CellGrid,
    where isMeant: (Cell) -> Bool = { $0.isPicture }
  ) -> Double {
    let peak = 255.0 * 255
    var (error, count) = (0.0, 0)
    for (present, cell) in zip(shown.cells, wanted.cells) where isMeant(cell) {
      count += 6
      guard present != cell else { continue }
      guard let halves = Halves(cell), let shown = Halves(present) else {
        // What is no picture yet is as far off as can be.
        error += 6 * peak
        continue
      }
      error += Double(shown.error(from: halves))
    }
    return error > 0 ? 10 * log10(peak * Double(count) / error) : .infinity
  }
}

extension Cell {
  fileprivate var isPicture: Bool { style.attributes.contains(.picture) }
  fileprivate var isAside: Bool { style.attributes.contains(.aside) }
}
