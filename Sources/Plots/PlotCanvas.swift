/// What a plot is drawn on: a vector or a pixel picture, y downwards.
protocol PlotCanvas {
  mutating func polyline(_ points: [(x: Double, y: Double)], _ stroke: PlotStroke)
  mutating func polygon(_ points: [(x: Double, y: Double)], color: [UInt8], opacity: Double)
  mutating func disc(x: Double, y: Double, radius: Double, color: [UInt8])
  /// Writes text whose baseline's start, middle or end is at a place.
  mutating func text(
    _ text: String,
    x: Double,
    y: Double,
    anchor: PlotAnchor,
    color: [UInt8],
    isUpright: Bool
  )
}

/// How a line is drawn.
struct PlotStroke {
  var color: [UInt8]
  var width = 1.0
  var isDashed = false
}

/// Which point of a text is placed.
enum PlotAnchor: String { case start, middle, end }

/// The size of pictures of plots, in points, and their quiet colours.
enum PlotFrame {
  static let width = 760.0
  static let height = 460.0
  static let left = 72.0
  static let right = 190.0
  static let top = 40.0
  static let bottom = 56.0
  static let ink: [UInt8] = [40, 40, 40]
  static let quiet: [UInt8] = [222, 222, 222]
}

extension Plot {
  func draw(on canvas: inout some PlotCanvas) {
    let right = PlotFrame.width - PlotFrame.right
    let base = PlotFrame.height - PlotFrame.bottom
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      (
        PlotFrame.left + self.x.share(of: x) * (right - PlotFrame.left),
        base - min(max(self.y.share(of: y), -0.02), 1.02) * (base - PlotFrame.top)
      )
    }
    canvas.text(
      title,
      x: PlotFrame.left,
      y: 22,
      anchor: .start,
      color: PlotFrame.ink,
      isUpright: false
    )
    drawAxes(on: &canvas, right: right, base: base)
    for mark in marks {
      let column = place(mark.x, y.range.lowerBound).x
      let ink: [UInt8] = mark.isChosen ? PlotFrame.ink : [150, 150, 150]
      canvas.polyline(
        [(column, PlotFrame.top), (column, base)],
        PlotStroke(color: ink, width: mark.isChosen ? 2 : 1, isDashed: !mark.isChosen)
      )
      canvas.text(
        mark.name,
        x: column + 4,
        y: PlotFrame.top - 4,
        anchor: .start,
        color: ink,
        isUpright: false
      )
    }
    for (index, line) in lines.enumerated().reversed() {
      let color = line.color ?? PlotColor.bytes(of: index)
      let banded = line.points.filter { $0.halfWidth != nil }
      if banded.count > 1 {
        let upper = banded.map { place($0.x, $0.y + ($0.halfWidth ?? 0)) }
        let lower = banded.reversed().map { place($0.x, $0.y - ($0.halfWidth ?? 0)) }
        canvas.polygon(upper + lower, color: color, opacity: 0.16)
      }
      let points = line.points.map { place($0.x, $0.y) }
      if line.isFilled, let first = points.first, let last = points.last {
        canvas.polygon([(first.x, base)] + points + [(last.x, base)], color: color, opacity: 0.3)
      }
      if line.isJoined {
        canvas.polyline(points, PlotStroke(color: color, width: 2, isDashed: line.isControl))
      }
      if line.marksPoints || !line.isJoined {
        for point in points { canvas.disc(x: point.x, y: point.y, radius: 2.6, color: color) }
      }
      guard !line.name.isEmpty else { continue }
      let row = PlotFrame.top + 10 + Double(index) * 20
      let start = right + 14
      canvas.polyline(
        [(start, row), (start + 20, row)],
        PlotStroke(color: color, width: 2, isDashed: line.isControl)
      )
      canvas.text(
        line.name,
        x: start + 26,
        y: row + 4,
        anchor: .start,
        color: PlotFrame.ink,
        isUpright: false
      )
    }
  }

  private func drawAxes(on canvas: inout some PlotCanvas, right: Double, base: Double) {
    let grid = PlotStroke(color: PlotFrame.quiet)
    for tick in y.ticks(about: 6) {
      let row = base - y.share(of: tick) * (base - PlotFrame.top)
      canvas.polyline([(PlotFrame.left, row), (right, row)], grid)
      canvas.text(
        y.text(of: tick),
        x: PlotFrame.left - 8,
        y: row + 4,
        anchor: .end,
        color: PlotFrame.ink,
        isUpright: false
      )
    }
    for tick in x.ticks(about: 7) {
      let column = PlotFrame.left + x.share(of: tick) * (right - PlotFrame.left)
      canvas.polyline([(column, base), (column, base + 5)], PlotStroke(color: PlotFrame.ink))
      canvas.text(
        x.text(of: tick),
        x: column,
        y: base + 19,
        anchor: .middle,
        color: PlotFrame.ink,
        isUpright: false
      )
    }
    canvas.polyline(
      [(PlotFrame.left, PlotFrame.top), (PlotFrame.left, base), (right, base)],
      PlotStroke(color: PlotFrame.ink)
    )
    canvas.text(
      x.title,
      x: (PlotFrame.left + right) / 2,
      y: base + 42,
      anchor: .middle,
      color: PlotFrame.ink,
      isUpright: false
    )
    canvas.text(
      y.title,
      x: 18,
      y: (PlotFrame.top + base) / 2,
      anchor: .middle,
      color: PlotFrame.ink,
      isUpright: true
    )
  }
}

extension BarChart {
  static let rowHeight = 22.0

  var height: Double { PlotFrame.top + Double(bars.count) * Self.rowHeight + PlotFrame.bottom }

  func draw(on canvas: inout some PlotCanvas) {
    let (left, right) = (150.0, PlotFrame.width - 170)
    let base = PlotFrame.top + Double(bars.count) * Self.rowHeight
    func column(_ value: Double) -> Double {
      left + min(max(axis.share(of: value), 0), 1) * (right - left)
    }
    canvas.text(title, x: 24, y: 22, anchor: .start, color: PlotFrame.ink, isUpright: false)
    for tick in axis.ticks(about: 6) {
      canvas.polyline(
        [(column(tick), PlotFrame.top), (column(tick), base)],
        PlotStroke(color: PlotFrame.quiet)
      )
      canvas.text(
        axis.text(of: tick),
        x: column(tick),
        y: base + 18,
        anchor: .middle,
        color: PlotFrame.ink,
        isUpright: false
      )
    }
    for (index, bar) in bars.enumerated() {
      let top = PlotFrame.top + Double(index) * Self.rowHeight + 3
      let bottom = top + Self.rowHeight - 6
      let (start, end) = (column(0), column(bar.value))
      canvas.polygon(
        [(start, top), (end, top), (end, bottom), (start, bottom)],
        color: PlotColor.bytes(of: 0),
        opacity: 0.8
      )
      if let half = bar.halfWidth {
        let middle = (top + bottom) / 2
        canvas.polyline(
          [(column(bar.value - half), middle), (column(bar.value + half), middle)],
          PlotStroke(color: PlotFrame.ink, width: 1.5)
        )
      }
      canvas.text(
        bar.name,
        x: left - 8,
        y: bottom - 4,
        anchor: .end,
        color: PlotFrame.ink,
        isUpright: false
      )
      let remark = bar.remark.isEmpty ? "" : "  \(bar.remark)"
      canvas.text(
        figure(bar.value) + remark,
        x: right + 8,
        y: bottom - 4,
        anchor: .start,
        color: PlotFrame.ink,
        isUpright: false
      )
    }
    canvas.text(
      axis.title,
      x: (left + right) / 2,
      y: base + 40,
      anchor: .middle,
      color: PlotFrame.ink,
      isUpright: false
    )
  }
}
