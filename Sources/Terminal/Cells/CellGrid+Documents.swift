extension CellGrid {
  /// The grid as text with colours for a terminal: `cat` shows it.
  public var ansiText: String {
    (0..<height).map { row in
      var text = ""
      var style: Style?
      for cell in cells[row * width..<(row + 1) * width] {
        if cell.style != style { text += cell.style.escapeSequence }
        style = cell.style
        text.append(cell.character)
      }
      return text + "\u{1B}[0m"
    }.joined(separator: "\n") + "\n"
  }

  /// The grid as a picture that every browser shows; its text can be searched.
  ///
  /// - Parameters:
  ///   - foreground: What stands for the terminal's own foreground.
  ///   - background: What stands for its background.
  /// - Returns: An SVG document of 8 by 16 a cell.
  public func svg(foreground: RGBColor, background: RGBColor) -> String {
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width * 8)\" height=\"\(height * 16)\" "
        + "font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"\(background)\"/>",
    ]
    for row in 0..<height {
      for column in 0..<width {
        let cell = self[row, column]
        let colors = cell.style.shown(foreground, on: background)
        let (x, y) = (column * 8, row * 16)
        if colors.background != background {
          lines.append(Self.rect(x, y, width: 8, height: 16, fill: colors.background))
        }
        switch cell.character {
        case " ": break
        case "▀": lines.append(Self.rect(x, y, width: 8, height: 8, fill: colors.foreground))
        case "▄": lines.append(Self.rect(x, y + 8, width: 8, height: 8, fill: colors.foreground))
        case "█": lines.append(Self.rect(x, y, width: 8, height: 16, fill: colors.foreground))
        default:
          let weight = cell.style.attributes.contains(.bold) ? " font-weight=\"bold\"" : ""
          lines.append(
            "<text x=\"\(x)\" y=\"\(y + 12)\" fill=\"\(colors.foreground)\"\(weight)>"
              + "\(Self.escaped(cell.character))</text>"
          )
        }
      }
    }
    return (lines + ["</svg>", ""]).joined(separator: "\n")
  }

  private static func rect(_ x: Int, _ y: Int, width: Int, height: Int, fill: RGBColor)
    -> String
  {
    "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" fill=\"\(fill)\" "
      + "shape-rendering=\"crispEdges\"/>"
  }

  private static func escaped(_ character: Character) -> String {
    switch character {
    case "<": "&lt;"
    case ">": "&gt;"
    case "&": "&amp;"
    default: String(character)
    }
  }
}

extension Style {
  /// The colours that are seen where a terminal's own are known.
  public func shown(
    _ foreground: RGBColor,
    on background: RGBColor
  ) -> (foreground: RGBColor, background: RGBColor) {
    let (ink, paper) = (
      self.foreground.color ?? foreground, self.background.color ?? background
    )
    return attributes.contains(.reverse) ? (paper, ink) : (ink, paper)
  }

  fileprivate var escapeSequence: String {
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.underline) { codes.append("4") }
    if attributes.contains(.reverse) { codes.append("7") }
    if let color = foreground.color {
      codes.append("38;2;\(color.red);\(color.green);\(color.blue)")
    }
    if let color = background.color {
      codes.append("48;2;\(color.red);\(color.green);\(color.blue)")
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
