/// The Fréchet distance of two samples' class areas, in squared per cent of the image.
public struct SegmentationDistance: Hashable, Sendable {
  /// The distance with its interval, by bootstrap over the images of both samples.
  public let distance: Estimate
  /// How many images each sample has: the fewer, the larger the distance, whatever is compared.
  public let firstCount: Int
  /// How many images the second sample has.
  public let secondCount: Int
  /// How many bootstrap samples the interval is of; they are drawn with the seeds 1, 2, 3...
  public let replicates: Int

  /// Compares two samples; nil with fewer than two images in either.
  ///
  /// |mean difference|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and Landau 1982), C the samples'
  /// covariances. The interval is 1.96 standard deviations of Poisson bootstrap samples.
  public init?(_ first: SceneStatistics, _ second: SceneStatistics, replicates: Int = 100) {
    let concepts = first.seen.union(second.seen).sorted()
    guard first.count > 1, second.count > 1,
      let value = Self.distance(first, second, over: concepts, seed: nil)
    else { return nil }
    let drawn = (0..<max(0, replicates)).compactMap {
      Self.distance(first, second, over: concepts, seed: UInt64($0 + 1))
    }
    distance = Estimate(value, bootstrap: drawn)
    (firstCount, secondCount) = (first.count, second.count)
    self.replicates = drawn.count
  }

  private static func distance(
    _ first: SceneStatistics,
    _ second: SceneStatistics,
    over concepts: [Int],
    seed: UInt64?
  ) -> Double? {
    guard let one = AreaMoments(first, concepts, seed: seed.map { 2 * $0 }),
      let other = AreaMoments(second, concepts, seed: seed.map { 2 * $0 + 1 })
    else { return nil }
    let shift = zip(one.mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let trace = one.covariance.trace + other.covariance.trace
    guard let common = one.covariance.squareRootTrace(ofProductWith: other.covariance) else {
      return nil
    }
    return max(0, shift + trace - 2 * common)
  }
}

extension Estimate {
  /// A figure with 1.96 standard deviations of bootstrap samples as its interval.
  init(_ value: Double, bootstrap drawn: [Double]) {
    let mean = drawn.reduce(0, +) / Double(max(1, drawn.count))
    let variance =
      drawn.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, drawn.count - 1))
    self.init(value, halfWidth: drawn.count > 1 ? 1.96 * variance.squareRoot() : nil)
  }
}

/// Mean and covariance of class areas, in per cent, from exact sums of pixels.
struct AreaMoments {
  let mean: [Double]
  let covariance: SymmetricMatrix

  /// The moments of a sample, or of a bootstrap sample of it; nil with fewer than two images.
  init?(_ statistics: SceneStatistics, _ concepts: [Int], seed: UInt64?) {
    let size = concepts.count
    let places = Dictionary(uniqueKeysWithValues: concepts.enumerated().map { ($1, $0) })
    var total = 0
    var sums = Array(repeating: 0, count: size)
    var products = Array(repeating: 0, count: size * size)
    for row in statistics.rows {
      let weight = seed.map { Self.poisson(image: row.image, seed: $0) } ?? 1
      guard weight > 0 else { continue }
      total += weight
      let areas = row.areas.compactMap { area in
        places[area.concept].map { (place: $0, pixels: area.pixels) }
      }
      for one in areas {
        sums[one.place] += weight * one.pixels
        for other in areas where other.place >= one.place {
          products[one.place * size + other.place] += weight * one.pixels * other.pixels
        }
      }
    }
    guard total > 1, statistics.pixels > 0 else { return nil }
    let (count, scale) = (Double(total), 100 / Double(statistics.pixels))
    let means = sums.map { Double($0) / count }
    var matrix = SymmetricMatrix(size: size)
    for row in 0..<size {
      for column in row..<size {
        let value = Double(products[row * size + column]) / count - means[row] * means[column]
        matrix[row, column] = value * scale * scale * count / (count - 1)
      }
    }
    mean = means.map { $0 * scale }
    covariance = matrix
  }

  /// How often an image is in a bootstrap sample: Poisson of mean 1, decided by image and seed.
  static func poisson(image: UInt64, seed: UInt64) -> Int {
    var random = SplitMix64(seed: image &* 0x9e37_79b9_7f4a_7c15 ^ (seed << 48))
    var left = Double(random.next() >> 11) / 0x1p53
    var (probability, count) = (0.367_879_441_171_442_33, 0)
    while left >= probability && count < 12 {
      left -= probability
      count += 1
      probability /= Double(count)
    }
    return count
  }
}
