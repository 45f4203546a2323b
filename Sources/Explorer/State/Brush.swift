import Concepts
import Interventions
import Tensors

/// A brush that draws a concept into the scene, or removes it: units, and how they are forced.
struct Brush: Hashable, Sendable {
  enum Mode: Hashable, Sendable {
    case draw, remove
    /// Takes what was painted away again.
    case erase

    /// What the other button does.
    var other: Mode { self == .draw ? .remove : .draw }

    var name: String {
      switch self {
      case .draw: "draw"
      case .remove: "remove"
      case .erase: "erase"
      }
    }
  }

  /// How strongly units are inserted: their quantile.
  enum Intensity: Double, Hashable, Sendable, CaseIterable {
    case low = 0.9
    case medium = 0.99
    case high = 0.999

    var name: String {
      switch self {
      case .low: "low"
      case .medium: "medium"
      case .high: "high"
      }
    }
  }

  static let sizes = [1, 3, 5, 9, 15, 25]

  let layer: LayerName
  let units: [Int]
  /// What it is called: "tree".
  let name: String
  /// What the left button and the keyboard do; the right button does the other.
  var mode = Mode.draw
  var intensity = Intensity.medium
  /// The diameter in pixels of the image.
  var size = 5
  /// Where the keyboard's cursor is, in pixels of the image.
  var cursor: GridCell
  /// Where a rectangle begins that the next press ends; nil for none.
  var corner: GridCell?
  /// The pixels of the stroke that is being made; nil between strokes.
  var stroke: Stroke?

  struct Stroke: Hashable, Sendable {
    let mode: Mode
    var pixels: Set<GridCell>
    var last: GridCell
    /// The edit before it.
    let base: Edit
    /// Whether it has changed anything yet.
    var isStep = false
  }

  mutating func grow(by step: Int) {
    let place = Self.sizes.firstIndex(of: size) ?? 0
    size = Self.sizes[max(0, min(place + step, Self.sizes.count - 1))]
  }

  mutating func strengthen(by step: Int) {
    let all = Intensity.allCases
    let place = all.firstIndex(of: intensity) ?? 0
    intensity = all[max(0, min(place + step, all.count - 1))]
  }

  /// What would be painted at the cursor.
  func shape(height: Int, width: Int) -> Set<GridCell> {
    corner.map { $0.rectangle(to: cursor) } ?? dab(at: cursor, height: height, width: width)
  }

  /// The pixels under the brush at a place, inside an image.
  func dab(at place: GridCell, height: Int, width: Int) -> Set<GridCell> {
    let reach = size / 2
    let limit = (Double(size) / 2) * (Double(size) / 2)
    var pixels: Set<GridCell> = []
    for row in place.row - reach...place.row + reach where (0..<height).contains(row) {
      for column in place.column - reach...place.column + reach
      where (0..<width).contains(column) {
        let (down, right) = (Double(row - place.row), Double(column - place.column))
        if down * down + right * right <= limit {
          pixels.insert(GridCell(row: row, column: column))
        }
      }
    }
    return pixels
  }
}

extension Edit {
  /// The edit without what was painted at some pixels of an image.
  func erasing(_ pixels: Set<GridCell>, height: Int, width: Int) -> Edit {
    var edit = self
    edit.interventions = interventions.compactMap { intervention in
      guard let mask = intervention.mask, mask.height == height, mask.width == width,
        pixels.contains(where: mask.contains)
      else { return intervention }
      let places = mask.places.filter { !pixels.contains($0) }
      guard !places.isEmpty else { return nil }
      var smaller = intervention
      smaller.mask = Mask(height: height, width: width, set: places)
      return smaller
    }
    return edit
  }
}

extension GridCell {
  /// All cells between this corner and the opposite one.
  func rectangle(to end: GridCell) -> Set<GridCell> {
    let columns = min(column, end.column)...max(column, end.column)
    return Set(
      (min(row, end.row)...max(row, end.row)).flatMap { row in
        columns.map { GridCell(row: row, column: $0) }
      }
    )
  }

  /// The cells on the way to another one, this one left out.
  func line(to end: GridCell) -> [GridCell] {
    let (down, right) = (end.row - row, end.column - column)
    let steps = max(abs(down), abs(right))
    guard steps > 0 else { return [] }
    return (1...steps).map { step in
      GridCell(
        row: row + Int((Double(down * step) / Double(steps)).rounded()),
        column: column + Int((Double(right * step) / Double(steps)).rounded())
      )
    }
  }
}
