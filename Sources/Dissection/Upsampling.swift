import CStatistics
import Tensors

/// Bilinear upsampling of feature maps to a segmentation's size, cell by cell (method 2.2).
///
/// A cell is the square between four neighbouring activations; since its values lie between its
/// corners, only cells with a corner above a level are looked into.
struct Upsampling: Hashable, Sendable {
  /// What lies around a feature map.
  enum Padding: Hashable, Sendable {
    case replicate
    case zero
  }

  /// One axis: which targets lie in which cell, and each target's share of the far corner.
  struct Axis: Hashable, Sendable {
    let extent: Int
    let target: Int
    let starts: [UInt32]
    let shares: [Float]

    init(from extent: Int, to target: Int) {
      let positions = (0..<target).map {
        (Double($0) + 0.5) * Double(extent) / Double(target) - 0.5
      }
      let cells = positions.map { Int($0.rounded(.down)) + 1 }
      self.extent = extent
      self.target = target
      starts = (0...extent + 1).map { cell in UInt32(cells.count { $0 < cell }) }
      shares = positions.map { Float($0 - $0.rounded(.down)) }
    }

    func withC<Result>(_ body: (CStatistics_Axis) -> Result) -> Result {
      starts.withUnsafeBufferPointer { starts in
        shares.withUnsafeBufferPointer { shares in
          body(
            CStatistics_Axis(
              extent: extent,
              target: target,
              starts: starts.baseAddress,
              shares: shares.baseAddress
            )
          )
        }
      }
    }
  }

  let rows: Axis
  let columns: Axis
  let padding: Padding

  init(from height: Int, _ width: Int, to rows: Int, _ columns: Int, padding: Padding) {
    self.rows = Axis(from: height, to: rows)
    self.columns = Axis(from: width, to: columns)
    self.padding = padding
  }

  /// How many values an upsampled map has.
  var targetCount: Int { rows.target * columns.target }

  /// How many values a padded map has.
  private var paddedCount: Int { (rows.extent + 2) * (columns.extent + 2) }

  /// Calls `body` with every unit's upsampled pixels above its level: their numbers and values.
  func forEachUnit(
    of activations: UnsafeBufferPointer<Float>,
    levels: [Float],
    _ body: (
      _ unit: Int, _ pixels: UnsafeBufferPointer<UInt32>, _ values: UnsafeBufferPointer<Float>
    )
      -> Void
  ) {
    let plane = rows.extent * columns.extent
    withScratch { padded, pixels, values in
      for (unit, level) in levels.enumerated() {
        let map = activations.baseAddress.map { $0 + unit * plane }
        let replicates: Int32 = padding == .replicate ? 1 : 0
        CStatistics_pad(map, rows.extent, columns.extent, replicates, padded)
        let count = rows.withC { rows in
          columns.withC { CStatistics_exceeding(padded, rows, $0, level, pixels, values) }
        }
        body(
          unit,
          UnsafeBufferPointer(start: pixels, count: count),
          UnsafeBufferPointer(start: values, count: count)
        )
      }
    }
  }

  /// Calls `body` with units' maps as C code takes them.
  func withMaps<Result>(
    of activations: UnsafeBufferPointer<Float>,
    units: Int,
    _ body: (CStatistics_Maps) -> Result
  ) -> Result {
    rows.withC { rows in
      columns.withC { columns in
        body(
          CStatistics_Maps(
            activations: activations.baseAddress,
            units: units,
            height: rows,
            width: columns,
            replicates: padding == .replicate ? 1 : 0
          )
        )
      }
    }
  }

  private func withScratch(
    _ body: (
      UnsafeMutablePointer<Float>, UnsafeMutablePointer<UInt32>, UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: paddedCount + targetCount) { floats in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: targetCount) { pixels in
        guard let padded = floats.baseAddress, let first = pixels.baseAddress else { return }
        body(padded, first, padded + paddedCount)
      }
    }
  }
}
