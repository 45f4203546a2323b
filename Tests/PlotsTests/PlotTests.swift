import Foundation
import Images
import Testing

@testable import Plots

@Suite struct PlotTests {
  private let plot = Plot(
    title: "trees & <clouds>",
    x: PlotAxis("units", 0...30),
    y: PlotAxis("removed", 0...1, isPercent: true),
    lines: [
      PlotLine("by effect", points: [.init(x: 0, y: 0), .init(x: 30, y: 1, halfWidth: 0.1)]),
      PlotLine("random", isControl: true, points: [.init(x: 0, y: 0), .init(x: 30, y: 0.1)]),
    ]
  )

  @Test(arguments: [(40, 17), (58, 26), (63, 31), (97, 45), (24, 8)])
  func `ticks are as far apart in cells as in what they stand for`(width: Int, height: Int) {
    let plot = Plot(
      title: "",
      x: PlotAxis("units", 0...23),
      y: PlotAxis("removed", -0.41...1.02, isPercent: true),
      lines: [PlotLine("a", points: [PlotPoint(x: 0, y: -0.41), PlotPoint(x: 23, y: 1.02)])]
    )
    let cells = plot.cells(width: width, height: height)
    let rows = cells.rows.indices.filter { cells.rows[$0].contains { $0.character == "┤" } }
    let columns = (0..<width).filter { column in
      cells.rows.contains { $0[column].character == "┬" }
    }
    for ticks in [rows, columns] {
      let gaps = Set(zip(ticks, ticks.dropFirst()).map { $1 - $0 })
      #expect(gaps.count <= 1, "\(ticks)")
    }
    // Both ends of the line are there.
    for point in plot.lines[0].points {
      #expect(plot.cell(of: point, width: width, height: height) != nil)
    }
  }

  @Test func `counts have no decimals, other figures three places`() {
    func figures(_ values: [Double]) -> [String] {
      let bars = values.map { BarChart.Bar("a", value: $0) }
      let chart = BarChart(title: "", axis: PlotAxis("", 0...100), bars: bars)
      return values.map(chart.figure)
    }
    #expect(figures([1, 66, 128]) == ["1", "66", "128"])
    #expect(figures([1, 66.5, 128]) == ["1.00", "66.5", "128"])
  }

  @Test func `a picture has the letters of its words`() {
    let unknown = PixelFont.columns(of: "?")
    for letter in "Fréchet distance ± 1–2" where letter != "?" {
      #expect(PixelFont.columns(of: letter) != unknown, "\(letter)")
    }
  }

  @Test func `ticks are round and inside`() {
    #expect(PlotAxis("", 0...30).ticks(about: 6) == [0, 5, 10, 15, 20, 25, 30])
    #expect(PlotAxis("", 0...1).ticks(about: 5) == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
    #expect(PlotAxis("", -0.3...0.21).ticks(about: 4).first == -0.2)
    #expect(PlotAxis("", 2...2).ticks(about: 3).count >= 1)
    #expect(PlotAxis("", 0...1, isPercent: true).text(of: 0.2) == "20 %")
  }

  @Test func `the terminal shows both lines with their letters, the axes and the legend`() {
    let cells = plot.cells(width: 60, height: 16)
    let lines = cells.lines
    #expect(lines[0] == "trees & <clouds>")
    #expect(lines.contains { $0.contains("100 %") })
    #expect(lines.contains { $0.hasPrefix("a by effect  b random") })
    let points = cells.rows.flatMap { $0 }
    #expect(points.contains { $0.role == .line(0) && $0.character == "a" })
    #expect(points.contains { $0.role == .line(1) && $0.character == "b" })
    #expect(cells.rows.allSatisfy { $0.count == 60 })
    // The upper right end belongs to the line that reaches one.
    #expect(cells.rows[1].contains { $0.role == .line(0) })
  }

  @Test func `a plot without points, or with values that are none, is drawn empty`() {
    var empty = plot
    empty.lines = [PlotLine("x", points: [.init(x: .nan, y: 1), .init(x: 1, y: .infinity)])]
    #expect(!empty.cells(width: 1, height: 1).lines.isEmpty)
    #expect(empty.svg().contains("</svg>"))
    #expect(empty.image().width > 0)
  }

  @Test func `the vector picture is well-formed and escapes names`() throws {
    let parser = XMLShape(plot.svg())
    #expect(parser.isWellFormed)
    #expect(plot.svg().contains("trees &amp; &lt;clouds&gt;"))
  }

  @Test func `the picture shows each line's colour`() {
    let image = plot.image()
    for line in 0..<2 {
      let color = PlotColor.bytes(of: line)
      let count = stride(from: 0, to: image.pixels.count, by: 3).count {
        Array(image.pixels[$0..<$0 + 3]) == color
      }
      #expect(count > 300)
    }
  }

  @Test func `bars start at zero, negative ones to the left`() {
    let chart = BarChart(
      title: "doors",
      axis: PlotAxis("gained", -0.1...0.3, isPercent: true),
      bars: [
        .init("window", value: 0.3, halfWidth: 0.02, remark: "n 12"), .init("sky", value: -0.1),
      ]
    )
    let cells = chart.cells(width: 70)
    let first = cells.rows[1].filter { $0.role == .line(0) }.count
    let second = cells.rows[2].filter { $0.role == .line(0) }.count
    #expect(first > 2 * second && second > 2)
    #expect(cells.lines[1].contains("30.0 % ± 2.00 %  n 12"))
    #expect(cells.lines[2].contains("-10.0 %"))
    #expect(XMLShape(chart.svg()).isWellFormed)
    #expect(chart.image().height > 100)
  }
}

/// Whether opening and closing tags of a document fit each other.
private struct XMLShape {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isFine = true
    for piece in text.split(separator: "<").dropFirst(text.hasPrefix("<") ? 0 : 1) {
      guard let end = piece.firstIndex(of: ">") else {
        isFine = false
        continue
      }
      let tag = piece[..<end]
      let name = tag.prefix { $0 != " " && $0 != "/" }
      if tag.hasPrefix("/") {
        isFine = isFine && open.popLast() == tag.dropFirst()
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
    }
    isWellFormed = isFine && open.isEmpty
  }
}
