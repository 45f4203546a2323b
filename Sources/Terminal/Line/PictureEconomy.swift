/// Draws a row of a picture in fewer bytes than its exact colours take.
///
/// Both colours are sent wherever either changes between one cell and the next. So neighbours share
/// them where little is lost by it: of all ways to draw the cells so far the few best are kept, by
/// their bytes and a price on the square error, and each is gone on with in every way there is.
struct PictureEconomy {
  /// How many ways are kept.
  private static let breadth = 6
  /// Over how many cells a colour is averaged that may serve all of them.
  private static let spans = [1, 2, 4, 8]

  /// The price of a unit of square error, in bytes.
  let price: Float

  private enum Glyph { case kept, upper, lower, blank }

  /// How a cell is drawn, and the step before it.
  private struct Step {
    let before: Int
    let glyph: Glyph
    let foreground: UInt32?
    let background: UInt32?
  }

  /// A way to draw the cells so far.
  private struct Way {
    var cost: Float
    var foreground: UInt32?
    var background: UInt32?
    /// The last step, in `steps`.
    var step: Int
  }

  /// Cells that come near to the ones wanted.
  ///
  /// - Parameters:
  ///   - wanted: The cells as they should be, with the pixels that they show.
  ///   - shown: What the terminal shows in their place.
  /// - Returns: As many cells; those that may stay as they are equal the ones shown.
  func cells(for wanted: [(cell: Cell, halves: Halves)], over shown: ArraySlice<Cell>) -> [Cell] {
    let uppers = ColorSums(wanted.lazy.map(\.halves.upper))
    let lowers = ColorSums(wanted.lazy.map(\.halves.lower))
    let present = shown.map { Halves($0) }
    var steps: [Step] = []
    var ways = [Way(cost: 0, foreground: nil, background: nil, step: -1)]
    for index in wanted.indices {
      var next = Ways(price: price, breadth: Self.breadth, wanted: wanted[index].halves)
      for way in ways {
        if let present = present[index] { next.keep(present, after: way) }
        next.add(.upper, foreground: way.foreground, background: way.background, after: way)
        next.add(.lower, foreground: way.foreground, background: way.background, after: way)
        next.add(.blank, foreground: way.foreground, background: way.background, after: way)
      }
      // Other colours cost the same whatever came before: the cheapest way alone goes on to them.
      if let best = ways.min(by: { $0.cost < $1.cost }) {
        for end in Self.spans.lazy.map({ index + $0 }) where end <= wanted.count {
          let (upper, lower) = (uppers.mean(of: index..<end), lowers.mean(of: index..<end))
          next.add(.upper, foreground: upper, background: lower, after: best)
          next.add(.lower, foreground: lower, background: upper, after: best)
          next.add(
            .blank,
            foreground: best.foreground,
            background: Halves.mean(upper, lower),
            after: best
          )
        }
      }
      ways = next.found.map { candidate in
        steps.append(candidate.step)
        var way = candidate.way
        way.step = steps.count - 1
        return way
      }
    }
    return traced(from: ways.min { $0.cost < $1.cost }, steps: steps, wanted: wanted, shown: shown)
  }

  /// The cells of the cheapest way, from its last step back to its first.
  private func traced(
    from end: Way?,
    steps: [Step],
    wanted: [(cell: Cell, halves: Halves)],
    shown: ArraySlice<Cell>
  ) -> [Cell] {
    var cells = wanted.map(\.cell)
    var place = end?.step ?? -1
    for index in cells.indices.reversed() where place >= 0 {
      let step = steps[place]
      func ink(_ color: UInt32?) -> Ink {
        color.map { .rgb(RGBColor(hex: $0)) } ?? .terminalDefault
      }
      let style = Style(
        ink(step.foreground),
        on: ink(step.background),
        cells[index].style.attributes
      )
      switch step.glyph {
      case .kept: cells[index] = shown[shown.startIndex + index]
      case .upper: cells[index] = Cell("▀", style)
      case .lower: cells[index] = Cell("▄", style)
      case .blank: cells[index] = Cell(" ", style)
      }
      place = step.before
    }
    return cells
  }

  /// The best ways to draw one more cell, no two of which end in the same colours.
  private struct Ways {
    let price: Float
    let breadth: Int
    let wanted: Halves
    var found: [(way: Way, step: Step)] = []
    private var worst: Float = 0

    init(price: Float, breadth: Int, wanted: Halves) {
      (self.price, self.breadth, self.wanted) = (price, breadth, wanted)
      found.reserveCapacity(breadth)
    }

    mutating func keep(_ present: Halves, after way: Way) {
      // To go on behind it takes a jump, or the cell again.
      let cost = 2 + Float(present.error(from: wanted)) * price
      insert(.kept, foreground: way.foreground, background: way.background, after: way, cost: cost)
    }

    mutating func add(_ glyph: Glyph, foreground: UInt32?, background: UInt32?, after way: Way) {
      guard let background, let other = glyph == .blank ? background : foreground else { return }
      let halves =
        glyph == .lower
        ? Halves(upper: background, lower: other) : Halves(upper: other, lower: background)
      let isSame = foreground == way.foreground && background == way.background
      let bytes =
        (isSame ? 0 : Self.bytes(foreground) + Self.bytes(background)) + (glyph == .blank ? 1 : 3)
      let cost = Float(bytes) + Float(halves.error(from: wanted)) * price
      insert(glyph, foreground: foreground, background: background, after: way, cost: cost)
    }

    private mutating func insert(
      _ glyph: Glyph,
      foreground: UInt32?,
      background: UInt32?,
      after before: Way,
      cost: Float
    ) {
      let cost = before.cost + cost
      guard found.count < breadth || cost < worst else { return }
      defer { worst = found.reduce(0) { max($0, $1.way.cost) } }
      var place = found.firstIndex {
        $0.way.foreground == foreground && $0.way.background == background
      }
      if place == nil, found.count == breadth {
        place = found.indices.max { found[$0].way.cost < found[$1].way.cost }
      }
      if let place, found[place].way.cost <= cost { return }
      let way = Way(cost: cost, foreground: foreground, background: background, step: -1)
      let step = Step(
        before: before.step,
        glyph: glyph,
        foreground: foreground,
        background: background
      )
      if let place { found[place] = (way, step) } else { found.append((way, step)) }
    }

    /// What a colour costs: "ESC [38;2;r;g;bm".
    private static func bytes(_ color: UInt32?) -> Int {
      guard let color else { return 5 }
      return 10 + digits(color >> 16) + digits(color >> 8 & 255) + digits(color & 255)
    }

    private static func digits(_ channel: UInt32) -> Int {
      channel < 10 ? 1 : channel < 100 ? 2 : 3
    }
  }
}
