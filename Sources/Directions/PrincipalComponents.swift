import CStatistics
public import Faults

/// The principal components of vectors that come one after another.
///
/// Nothing is approximated: up to `directLimit` dimensions the covariance is summed up and the
/// number of vectors is free; beyond, the products of all vectors with each other are taken, of at
/// most `sampleLimit` vectors. Sums are of doubles in the order of the vectors, so that how they
/// come in batches does not matter. (GANSpace, Härkönen et al. 2020, arXiv:2004.02546, takes an
/// incremental approximation.)
public struct PrincipalComponents {
  /// The most dimensions whose covariance is kept.
  public static let directLimit = 1024
  /// The most vectors of more dimensions.
  public static let sampleLimit = 2000
  /// The most numbers that vectors of more dimensions may have together: 1 GB.
  public static let numberLimit = 1 << 28

  /// How many numbers a vector has.
  public let dimensions: Int
  /// How many vectors there were.
  public private(set) var count = 0
  /// The first vector, which all are taken less of, so that large means cost no digits.
  private var shift: [Float] = []
  private var sums: [Double]
  private var products: ProductSums?
  /// The vectors themselves, where they have many dimensions.
  private var rows: [Float] = []
  private var gram: [[Double]] = []

  /// Starts without vectors.
  ///
  /// - Parameters:
  ///   - dimensions: How many numbers a vector has.
  ///   - count: How many vectors will come.
  /// - Throws: `Fault` of kind usage for more than can be kept.
  public init(dimensions: Int, expecting count: Int) throws(Fault) {
    self.dimensions = dimensions
    sums = [Double](repeating: 0, count: dimensions)
    if dimensions <= Self.directLimit {
      products = ProductSums(size: dimensions)
    } else {
      let most = min(Self.sampleLimit, Self.numberLimit / dimensions)
      guard count <= most else {
        throw Fault(
          .usage,
          "take the components of vectors of \(dimensions) numbers",
          expected: "at most \(most) of them",
          found: "\(count)",
          advice: "Take fewer scenes, or an earlier layer"
        )
      }
      rows.reserveCapacity(count * dimensions)
    }
  }

  /// Adds a vector.
  public mutating func add(_ vector: some Collection<Float>) {
    precondition(vector.count == dimensions, "\(vector.count) numbers for \(dimensions)")
    let vector = Array(vector)
    if count == 0 { shift = vector }
    let centered = zip(vector, shift).map { Double($0) - Double($1) }
    for index in sums.indices { sums[index] += centered[index] }
    if products != nil {
      products?.add(centered)
    } else {
      rows += vector
      var line = [Double](repeating: 0, count: count + 1)
      CStatistics_dots(rows, shift, vector, count + 1, dimensions, &line)
      gram.append(line)
    }
    count += 1
  }

  /// The mean of the vectors.
  public var mean: [Float] {
    zip(shift, sums).map { Float(Double($0) + $1 / Double(max(1, count))) }
  }

  /// A component: a direction of length 1 with what lies along it.
  public struct Component: Hashable, Sendable {
    /// The direction.
    public let vector: [Float]
    /// The standard deviation of the vectors along it.
    public let deviation: Float
    /// Its share of all variance.
    public let share: Float
    /// Each vector's coordinate along it in standard deviations; none where vectors were not kept.
    public let scores: [Float]
  }

  /// The components with most variance, most first.
  ///
  /// - Returns: At most `count` of them; fewer where there is no variance left.
  /// - Throws: `Fault` of kind refused for vectors that are not finite or all alike.
  public func components(_ count: Int) throws(Fault) -> [Component] {
    guard self.count > 1 else { throw unusable("\(self.count)", "at least two vectors") }
    let found = products.map { direct($0, count) } ?? dual(count)
    guard let found else { throw unusable("others", "finite numbers") }
    guard !found.isEmpty else { throw unusable("none", "vectors that differ") }
    return found
  }

  private func unusable(_ found: String, _ expected: String) -> Fault {
    Fault(.refused, "find principal components", expected: expected, found: found)
  }

  private func direct(_ products: ProductSums, _ limit: Int) -> [Component]? {
    let mean = sums.map { $0 / Double(count) }
    let matrix = products.covariance(count: count, mean: mean)
    guard let eigen = SymmetricEigen(matrix, size: dimensions) else { return nil }
    let total = eigen.values.reduce(0) { $0 + max(0, $1) }
    return usable(eigen.values, limit).map { index in
      Component(
        vector: eigen.vector(index).map { Float($0) },
        deviation: Float(eigen.values[index].squareRoot()),
        share: Float(eigen.values[index] / total),
        scores: []
      )
    }
  }

  /// From the products of the vectors with each other: the same components, found in a smaller
  /// matrix.
  private func dual(_ limit: Int) -> [Component]? {
    var matrix = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0...row {
        matrix[row * count + column] = gram[row][column]
        matrix[column * count + row] = gram[row][column]
      }
    }
    let means = (0..<count).map { row in
      (0..<count).reduce(0) { $0 + matrix[row * count + $1] } / Double(count)
    }
    let mean = means.reduce(0, +) / Double(count)
    for row in 0..<count {
      for column in 0..<count { matrix[row * count + column] += mean - means[row] - means[column] }
    }
    guard let eigen = SymmetricEigen(matrix, size: count) else { return nil }
    let total = eigen.values.reduce(0) { $0 + max(0, $1) }
    return usable(eigen.values, limit).map { index in
      component(eigen.vector(index), eigen.values[index], share: eigen.values[index] / total)
    }
  }

  private func component(
    _ weights: ArraySlice<Double>,
    _ value: Double,
    share: Double
  ) -> Component {
    var vector = [Double](repeating: 0, count: dimensions)
    let center = sums.map { $0 / Double(count) }
    for (row, weight) in weights.enumerated() {
      let start = row * dimensions
      for index in 0..<dimensions {
        let centered = Double(rows[start + index]) - Double(shift[index]) - center[index]
        vector[index] += weight * centered
      }
    }
    var length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    if largest < 0 { length = -length }
    let root = Double(count).squareRoot()
    return Component(
      vector: vector.map { Float($0 / length) },
      deviation: Float((value / Double(count)).squareRoot()),
      share: Float(share),
      scores: weights.map { Float($0 * root * (length < 0 ? -1 : 1)) }
    )
  }

  /// Which eigenvalues stand for more than rounding.
  private func usable(_ values: [Double], _ limit: Int) -> Range<Int> {
    let least = max(0, values.first ?? 0) * 1e-10
    let rank = min(count - 1, values.prefix { $0 > least }.count)
    return 0..<min(limit, rank)
  }
}
