import Glibc
public import OneDNN
import Tensors

/// A square of a feature map.
public struct Window: Hashable, Sendable {
  /// The first row.
  public var row: Int
  /// The first column.
  public var column: Int
  /// Rows and columns.
  public var extent: Int

  /// Makes a window.
  public init(row: Int, column: Int, extent: Int) {
    self.row = row
    self.column = column
    self.extent = extent
  }

  /// A window that reaches further on all sides, of the same extent wherever it lies.
  ///
  /// At a border it moves inwards instead of shrinking, so that few shapes occur.
  public func grown(by margin: Int, within limit: Int) -> Window {
    let wide = min(limit, extent + 2 * margin)
    return Window(
      row: min(max(row - margin, 0), limit - wide),
      column: min(max(column - margin, 0), limit - wide),
      extent: wide
    )
  }

  /// The same place in a map of a multiple of the extent.
  public func scaled(by factor: Int) -> Window {
    Window(row: row * factor, column: column * factor, extent: extent * factor)
  }

  /// The same place as seen from another window's corner.
  public func relative(to other: Window) -> Window {
    Window(row: row - other.row, column: column - other.column, extent: extent)
  }
}

extension FeatureMaps {
  /// A square of the first sample, in an array of its own.
  public func crop(_ window: Window) -> FeatureMaps {
    let result = FeatureMaps(
      Shape(1, shape.channels, window.extent, window.extent),
      precision,
      on: session
    )
    result.paste(
      self,
      from: window,
      at: Window(row: 0, column: 0, extent: window.extent)
    )
    return result
  }

  /// Copies a square of another map's first sample into this one's.
  public func paste(_ source: FeatureMaps, from window: Window, at place: Window) {
    precondition(source.shape.channels == shape.channels && source.precision == precision)
    precondition(window.extent == place.extent)
    let pixel = shape.channels * precision.byteCount
    for row in 0..<window.extent {
      let from = ((window.row + row) * source.shape.width + window.column) * pixel
      let to = ((place.row + row) * shape.width + place.column) * pixel
      (bytes + to).copyMemory(from: source.bytes + from, byteCount: window.extent * pixel)
    }
  }

  /// The smallest window of a power of two that holds all pixels in which two maps differ.
  ///
  /// - Returns: Nothing if the first samples are equal, bit by bit.
  public func difference(from other: FeatureMaps) -> Window? {
    precondition(shape == other.shape && precision == other.precision)
    let pixel = shape.channels * precision.byteCount
    var rows: ClosedRange<Int>?
    var columns: ClosedRange<Int>?
    for row in 0..<shape.height {
      for column in 0..<shape.width {
        let offset = (row * shape.width + column) * pixel
        if memcmp(bytes + offset, other.bytes + offset, pixel) == 0 { continue }
        rows = min(rows?.lowerBound ?? row, row)...max(rows?.upperBound ?? row, row)
        columns =
          min(columns?.lowerBound ?? column, column)...max(columns?.upperBound ?? column, column)
      }
    }
    guard let rows, let columns else { return nil }
    var extent = 1
    while extent < max(rows.count, columns.count) { extent *= 2 }
    let limit = min(shape.height, shape.width)
    return Window(row: rows.lowerBound, column: columns.lowerBound, extent: min(extent, limit))
      .grown(by: 0, within: limit)
  }
}
