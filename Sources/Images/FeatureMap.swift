public import Tensors

/// One unit's activations in one scene.
public struct FeatureMap: Hashable, Sendable {
  /// Rows.
  public let height: Int
  /// Columns.
  public let width: Int
  /// The activations, row by row.
  public let values: [Float]

  /// Takes one unit out of activations of shape (batch, units, height, width).
  public init(_ activations: Tensor, sample: Int = 0, unit: Int) {
    values = Array(activations.featureMap(sample: sample, unit: unit))
    (height, width) = (activations.shape.height, activations.shape.width)
  }

  /// The largest activation; 0 if none is a number.
  public var peak: Float { values.reduce(-Float.infinity) { $1 > $0 ? $1 : $0 } }

  /// The map in an image's size, as levels are compared with it.
  ///
  /// Bilinear, cell centres on cell centres, borders continued (gandissect dissection.py:1322).
  public func upsampled(toWidth columns: Int, height rows: Int) -> [Float] {
    let across = (0..<columns).map { Self.stops($0, of: columns, size: width) }
    return (0..<rows).flatMap { row in
      let down = Self.stops(row, of: rows, size: height)
      return across.map { stops in
        let upper = mixed(down.low, stops)
        return upper + (mixed(down.high, stops) - upper) * down.share
      }
    }
  }

  private typealias Stops = (low: Int, high: Int, share: Float)

  private func mixed(_ row: Int, _ stops: Stops) -> Float {
    let (left, right) = (values[row * width + stops.low], values[row * width + stops.high])
    return left + (right - left) * stops.share
  }

  private static func stops(_ index: Int, of count: Int, size: Int) -> Stops {
    let place = (Float(index) + 0.5) * Float(size) / Float(count) - 0.5
    let clamped = min(max(place, 0), Float(size - 1))
    let low = Int(clamped)
    return (low, min(low + 1, size - 1), clamped - Float(low))
  }
}
