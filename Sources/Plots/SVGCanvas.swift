extension Plot {
  /// The plot as an SVG document.
  public func svg() -> String {
    var canvas = SVGCanvas()
    draw(on: &canvas)
    return canvas.document(width: PlotFrame.width, height: PlotFrame.height)
  }
}

extension BarChart {
  /// The chart as an SVG document.
  public func svg() -> String {
    var canvas = SVGCanvas()
    draw(on: &canvas)
    return canvas.document(width: PlotFrame.width, height: height)
  }
}

struct SVGCanvas: PlotCanvas {
  private var elements: [String] = []

  func document(width: Double, height: Double) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
    viewBox="0 0 \(number(width)) \(number(height))" font-family="sans-serif" font-size="12">
    <rect width="100%" height="100%" fill="white"/>
    \(elements.joined(separator: "\n"))
    </svg>

    """
  }

  mutating func polyline(_ points: [(x: Double, y: Double)], _ stroke: PlotStroke) {
    let dash = stroke.isDashed ? " stroke-dasharray=\"5 4\"" : ""
    elements.append(
      "<polyline points=\"\(list(points))\" fill=\"none\" stroke=\"\(hex(stroke.color))\" "
        + "stroke-width=\"\(number(stroke.width))\"\(dash)/>"
    )
  }

  mutating func polygon(_ points: [(x: Double, y: Double)], color: [UInt8], opacity: Double) {
    elements.append(
      "<polygon points=\"\(list(points))\" fill=\"\(hex(color))\" "
        + "fill-opacity=\"\(number(opacity))\"/>"
    )
  }

  mutating func disc(x: Double, y: Double, radius: Double, color: [UInt8]) {
    elements.append(
      "<circle cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"\(number(radius))\" "
        + "fill=\"\(hex(color))\"/>"
    )
  }

  mutating func text(
    _ text: String,
    x: Double,
    y: Double,
    anchor: PlotAnchor,
    color: [UInt8],
    isUpright: Bool
  ) {
    let turn = isUpright ? " transform=\"rotate(-90 \(number(x)) \(number(y)))\"" : ""
    elements.append(
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor.rawValue)\" "
        + "fill=\"\(hex(color))\"\(turn)>\(escaped(text))</text>"
    )
  }

  private func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  private func number(_ value: Double) -> String {
    let rounded = (min(max(value, -1e6), 1e6) * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  private func hex(_ color: [UInt8]) -> String {
    "#" + color.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Names come from files: what XML would read as its own is escaped, control characters go.
  private func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || 0x7f...0x9f ~= scalar.value: result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
