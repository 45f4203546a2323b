import CStatistics
public import Tensors

/// Pearson's correlation of every unit of a layer with every unit of another, over all cells of the
/// same scenes.
///
/// Sums are of doubles in the order of the scenes, so the same scenes give the same bits.
public struct UnitCorrelation: Sendable {
  /// How many scenes were added.
  public private(set) var scenes = 0
  private let units: Int
  private var cells = 0.0
  private var first: Moments
  private var second: Moments
  private var products: [Double]

  private struct Moments: Sendable {
    var sums: [Double]
    var squares: [Double]

    init(units: Int) {
      sums = Array(repeating: 0, count: units)
      squares = sums
    }

    /// Adds one scene's maps.
    mutating func add(_ values: ArraySlice<Float>, plane: Int) {
      values.withUnsafeBufferPointer { values in
        for unit in sums.indices {
          var (sum, square) = (0.0, 0.0)
          for place in unit * plane..<(unit + 1) * plane {
            let value = Double(values[place])
            sum += value
            square += value * value
          }
          sums[unit] += sum
          squares[unit] += square
        }
      }
    }
  }

  /// Starts without scenes.
  ///
  /// - Parameter units: How many units both layers have.
  public init(units: Int) {
    self.units = units
    first = Moments(units: units)
    second = first
    products = Array(repeating: 0, count: units * units)
  }

  /// Adds scenes.
  ///
  /// - Parameters:
  ///   - activations: The first layer's, (batch, units, height, width).
  ///   - others: The second layer's of the same scenes, of the same extents.
  public mutating func add(_ activations: Tensor, _ others: Tensor) {
    let shape = activations.shape
    precondition(shape == others.shape && shape.channels == units, "maps of other extents")
    let plane = shape.planeCount
    for scene in 0..<shape.batch {
      let range = scene * shape.sampleCount..<(scene + 1) * shape.sampleCount
      let (one, other) = (activations.values[range], others.values[range])
      first.add(one, plane: plane)
      second.add(other, plane: plane)
      let columns = Self.transposed(other, units: units, plane: plane)
      one.withUnsafeBufferPointer { one in
        CStatistics_products(
          one.baseAddress,
          units,
          columns,
          units,
          plane,
          &products
        )
      }
      cells += Double(plane)
      scenes += 1
    }
  }

  private static func transposed(
    _ maps: ArraySlice<Float>,
    units: Int,
    plane: Int
  ) -> [Float] {
    var columns = [Float](repeating: 0, count: units * plane)
    maps.withUnsafeBufferPointer { maps in
      for unit in 0..<units {
        for place in 0..<plane { columns[place * units + unit] = maps[unit * plane + place] }
      }
    }
    return columns
  }

  /// The correlations: [first * units + second]; 0 where a unit never changes.
  public var table: [Float] {
    guard cells > 0 else { return Array(repeating: 0, count: units * units) }
    let spreads = [first, second].map { moments in
      zip(moments.sums, moments.squares).map { max(0, $1 / cells - $0 / cells * ($0 / cells)) }
    }
    return (0..<units * units).map { place in
      let (one, other) = (place / units, place % units)
      let spread = (spreads[0][one] * spreads[1][other]).squareRoot()
      guard spread > 0 else { return 0 }
      let common = products[place] / cells - first.sums[one] / cells * (second.sums[other] / cells)
      return Float(min(1, max(-1, common / spread)))
    }
  }
}
