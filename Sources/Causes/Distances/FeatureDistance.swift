/// The Fréchet distance of two samples' pooled features, as the Fréchet inception distance is of
/// another network's.
public struct FeatureDistance: Hashable, Sendable {
  /// The distance with its interval, by bootstrap over the images of both samples.
  public let distance: Estimate
  /// How many features an image has.
  public let features: Int
  /// How many bootstrap samples the interval is of.
  public let replicates: Int

  /// Above so many features fewer bootstrap samples are drawn: each takes the cube of them.
  private static let fewFeatures = 256, fewReplicates = 10

  /// Compares two samples; nil with fewer than two images in either, or without the same features.
  ///
  /// |mean difference|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), C the samples' covariances. The last trace
  /// is that of the singular values of S1 S2^T, where S are the centred samples over the root of their
  /// size less 1, so that no matrix is larger than the smaller of images and features.
  public init?(_ first: SceneStatistics, _ second: SceneStatistics, replicates: Int = 100) {
    let count = first.featureCount
    guard count > 0, second.featureCount == count,
      let value = Self.distance(first, second, seed: nil)
    else { return nil }
    let wanted = count > Self.fewFeatures ? min(Self.fewReplicates, replicates) : replicates
    let drawn = (0..<max(0, wanted)).compactMap {
      Self.distance(first, second, seed: UInt64($0 + 1))
    }
    distance = Estimate(value, bootstrap: drawn)
    (features, self.replicates) = (count, drawn.count)
  }

  private static func distance(
    _ first: SceneStatistics,
    _ second: SceneStatistics,
    seed: UInt64?
  ) -> Double? {
    guard let one = FeatureSample(first, seed: seed.map { 2 * $0 }),
      let other = FeatureSample(second, seed: seed.map { 2 * $0 + 1 }),
      let common = one.common(with: other)
    else { return nil }
    let shift = zip(one.mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return max(0, shift + one.trace + other.trace - 2 * common)
  }
}

/// A sample's features, centred and scaled: rows times their transposes are the covariance.
private struct FeatureSample {
  let mean: [Double]
  private var rows: [[Double]] = []

  /// The sample, or a bootstrap sample of it; nil with fewer than two images.
  init?(_ statistics: SceneStatistics, seed: UInt64?) {
    let weights = statistics.rows.map { row in
      seed.map { AreaMoments.poisson(image: row.image, seed: $0) } ?? 1
    }
    let total = Double(weights.reduce(0, +))
    guard total > 1 else { return nil }
    var sums = [Double](repeating: 0, count: statistics.featureCount)
    for (row, weight) in zip(statistics.rows, weights) where weight > 0 {
      for (index, value) in row.features.enumerated() {
        sums[index] += Double(weight) * Double(value)
      }
    }
    let mean = sums.map { $0 / total }
    self.mean = mean
    for (row, weight) in zip(statistics.rows, weights) where weight > 0 {
      let scale = (Double(weight) / (total - 1)).squareRoot()
      rows.append(zip(row.features, mean).map { scale * (Double($0) - $1) })
    }
  }

  /// The trace of the covariance.
  var trace: Double { rows.reduce(0) { $0 + Self.dot($1, $1) } }

  /// tr((C1 C2)^(1/2)); nil for features that are not finite.
  func common(with other: FeatureSample) -> Double? {
    guard mean.count > min(rows.count, other.rows.count) else {
      return covariance.squareRootTrace(ofProductWith: other.covariance)
    }
    let (few, many) = rows.count <= other.rows.count ? (rows, other.rows) : (other.rows, rows)
    let products = few.map { row in many.map { Self.dot(row, $0) } }
    var matrix = SymmetricMatrix(size: few.count)
    for row in products.indices {
      for column in row..<products.count {
        matrix[row, column] = Self.dot(products[row], products[column])
      }
    }
    return matrix.squareRootTrace
  }

  private var covariance: SymmetricMatrix {
    var matrix = SymmetricMatrix(size: mean.count)
    for row in mean.indices {
      for column in row..<mean.count {
        matrix[row, column] = rows.reduce(0) { $0 + $1[row] * $1[column] }
      }
    }
    return matrix
  }

  private static func dot(_ one: [Double], _ other: [Double]) -> Double {
    one.withUnsafeBufferPointer { one in
      other.withUnsafeBufferPointer { other in
        var sum = 0.0
        for index in one.indices { sum += one[index] * other[index] }
        return sum
      }
    }
  }
}
