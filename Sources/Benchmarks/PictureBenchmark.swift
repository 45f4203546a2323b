import ArgumentParser
import Foundation
import Images
import Terminal

/// Measures how near each way to show a picture comes to it, and what it costs.
struct PictureBenchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pictures",
    abstract: "Measure pictures in cells and as images: dB against exact scaling, and bytes."
  )

  @Argument(help: "A PNG, such as 'ganscope generate --samples 351 --output scene.png' writes.")
  var picture: String

  @OptionGroup var size: CellOptions

  private var columns: Int { Int(size.columns) }
  private var rows: Int { Int(size.rows) }

  /// The pixels of a cell; a multiple of what any character divides it in.
  private static let cell = GridSize(width: 8, height: 18)

  func run() throws {
    let image = try PNG.read(path: picture).image
    let exact = image.resized(
      toWidth: columns * Self.cell.width,
      height: rows * Self.cell.height
    )
    print("\(image.width)x\(image.height) pixels in \(columns)x\(rows) cells of 8x18 pixels")
    for (name, glyphs) in [
      ("half blocks", PixelGlyphs.upperHalf), ("quadrants", .quadrants), ("sextants", .sextants),
    ] {
      let grid = drawn(image, glyphs)
      let bytes = LineCost(.truecolor)
        .bytes(from: CellGrid(width: columns, height: rows), to: grid)
      report(name, ratio: ratio(shown(grid), exact), bytes: bytes)
    }
    let png = try PNG.encode(exact)
    report("kitty, iTerm2 (as a PNG)", ratio: .infinity, bytes: (png.count + 2) / 3 * 4)
    let sixels = Sixels(exact)
    report("sixels of 256 colours", ratio: ratio(sixels.shown, exact), bytes: sixels.code.count)
  }

  private func drawn(_ image: RGBImage, _ glyphs: PixelGlyphs) -> CellGrid {
    let extent = glyphs.extent(width: columns, halfRows: 2 * rows)
    let small = image.resized(toWidth: extent.width, height: extent.height)
    let pixels = (0..<extent.width * extent.height).map { index in
      RGBColor(
        red: small.pixels[3 * index],
        green: small.pixels[3 * index + 1],
        blue: small.pixels[3 * index + 2]
      )
    }
    var grid = CellGrid(width: columns, height: rows)
    grid.drawPixels(
      pixels,
      width: extent.width,
      height: extent.height,
      row: 0,
      column: 0,
      glyphs: glyphs
    )
    return grid
  }

  /// The pixels that a terminal fills.
  private func shown(_ grid: CellGrid) -> RGBImage {
    let cell = Self.cell
    var pixels: [UInt8] = []
    for y in 0..<rows * cell.height {
      for x in 0..<columns * cell.width {
        let drawn = grid[y / cell.height, x / cell.width]
        let (row, column) = (y % cell.height, x % cell.width * 2 / cell.width)
        let isInk = Self.isInk(drawn.character, row: row, column: column)
        let color = (isInk ? drawn.style.foreground : drawn.style.background).color
        pixels += color.map { [$0.red, $0.green, $0.blue] } ?? [0, 0, 0]
      }
    }
    return RGBImage(
      width: columns * cell.width,
      height: rows * cell.height,
      pixels: pixels
    )
  }

  private static func isInk(_ character: Character, row: Int, column: Int) -> Bool {
    for glyphs in [FittedGlyphs.quadrants, .sextants] {
      guard let bits = glyphs.bits(of: character) else { continue }
      let part = row * glyphs.rows / cell.height * 2 + column
      return bits >> part & 1 == 1
    }
    return false
  }

  private func ratio(_ shown: RGBImage, _ exact: RGBImage) -> Double {
    let error = zip(shown.pixels, exact.pixels).reduce(0.0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }
    return error > 0 ? 10 * log10(255 * 255 * Double(exact.pixels.count) / error) : .infinity
  }

  private func report(_ name: String, ratio: Double, bytes: Int) {
    let figure = ratio.isFinite ? String(format: "%.1f dB", ratio) : "exact"
    let gap = String(repeating: " ", count: max(1, 34 - name.count - figure.count))
    print("\(name)\(gap)\(figure)\(String(format: "%10d bytes", bytes))")
  }
}
