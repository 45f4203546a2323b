import Glibc
public import OneDNN
public import Tensors

/// A rectangle of a feature map.
public struct Window: Hashable, Sendable {
  /// The first row.
  public var row: Int
  /// The first column.
  public var column: Int
  /// How many rows.
  public var height: Int
  /// How many columns.
  public var width: Int

  /// Makes a window.
  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = height
    self.width = width
  }

  /// All of a map.
  public init(allOf shape: Shape) {
    self.init(row: 0, column: 0, height: shape.height, width: shape.width)
  }

  /// How many pixels it has.
  public var pixelCount: Int { height * width }

  /// The smallest window that holds both.
  public func union(_ other: Window) -> Window {
    let (top, left) = (min(row, other.row), min(column, other.column))
    let bottom = max(row + height, other.row + other.height)
    let right = max(column + width, other.column + other.width)
    return Window(row: top, column: left, height: bottom - top, width: right - left)
  }

  /// A window that reaches further on all sides, of the same extent wherever it lies.
  ///
  /// At a border it moves inwards instead of shrinking, so that few shapes occur.
  public func grown(by margin: Int, within shape: Shape) -> Window {
    let height = min(shape.height, height + 2 * margin)
    let width = min(shape.width, width + 2 * margin)
    return Window(
      row: min(max(row - margin, 0), shape.height - height),
      column: min(max(column - margin, 0), shape.width - width),
      height: height,
      width: width
    )
  }

  /// The same place in a map of a multiple of the extent.
  public func scaled(by factor: Int) -> Window {
    Window(
      row: row * factor,
      column: column * factor,
      height: height * factor,
      width: width * factor
    )
  }

  /// The smallest window that holds the same place in a map of a fraction of the extent.
  public func reduced(by divisor: Int) -> Window {
    let (top, left) = (row / divisor, column / divisor)
    let bottom = (row + height + divisor - 1) / divisor
    let right = (column + width + divisor - 1) / divisor
    return Window(row: top, column: left, height: bottom - top, width: right - left)
  }

  /// The same place as seen from another window's corner.
  public func relative(to other: Window) -> Window {
    Window(row: row - other.row, column: column - other.column, height: height, width: width)
  }

  /// A window around this one whose extents are powers of two, so that few shapes occur.
  public func rounded(within shape: Shape) -> Window {
    var extent = 1
    while extent < max(height, width) { extent *= 2 }
    let wide = Window(
      row: row,
      column: column,
      height: min(max(extent, height), shape.height),
      width: min(max(extent, width), shape.width)
    )
    return wide.grown(by: 0, within: shape)
  }
}

extension FeatureMaps {
  /// A rectangle of the first sample, in an array of its own.
  public func crop(_ window: Window) -> FeatureMaps {
    let result = FeatureMaps(
      Shape(1, shape.channels, window.height, window.width),
      precision,
      on: session
    )
    result.paste(self, from: window, at: Window(allOf: result.shape))
    return result
  }

  /// Copies a rectangle of another map's first sample into this one's.
  public func paste(_ source: FeatureMaps, from window: Window, at place: Window) {
    precondition(source.shape.channels == shape.channels && source.precision == precision)
    precondition(window.height == place.height && window.width == place.width)
    let pixel = shape.channels * precision.byteCount
    for row in 0..<window.height {
      let from = ((window.row + row) * source.shape.width + window.column) * pixel
      let to = ((place.row + row) * shape.width + place.column) * pixel
      (bytes + to).copyMemory(from: source.bytes + from, byteCount: window.width * pixel)
    }
  }

  /// The smallest window that holds all pixels in which two maps differ.
  ///
  /// - Parameters:
  ///   - other: Maps of the same shape and precision.
  ///   - place: Where they may differ.
  /// - Returns: Nothing if the first samples are equal there, bit by bit.
  public func difference(from other: FeatureMaps, within place: Window) -> Window? {
    precondition(shape == other.shape && precision == other.precision)
    let pixel = shape.channels * precision.byteCount
    var found: Window?
    for row in place.row..<place.row + place.height {
      let line = (row * shape.width + place.column) * pixel
      if memcmp(bytes + line, other.bytes + line, place.width * pixel) == 0 { continue }
      for column in place.column..<place.column + place.width {
        let offset = (row * shape.width + column) * pixel
        if memcmp(bytes + offset, other.bytes + offset, pixel) == 0 { continue }
        let here = Window(row: row, column: column, height: 1, width: 1)
        found = found?.union(here) ?? here
      }
    }
    return found
  }
}
