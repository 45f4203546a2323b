public import Faults
import Glibc

/// The direction along which a concept's area changes most: a linear model of the area of each scene
/// on its latent.
///
/// The model is a ridge regression whose strength is chosen by generalised cross-validation on four
/// fifths of the scenes; how well it tells the area is judged on the last fifth, which it has not
/// seen. The direction is that of most predicted change among all moves that are equally likely:
/// the coefficients' own where latents are known to have unit variance, as z has, else the covariance
/// of latents and prediction.
public struct AreaRegression: Hashable, Sendable {
  /// How well the model tells areas of scenes that it has not seen.
  public struct Quality: Hashable, Sendable {
    /// 1 less the share of the variance that is left; at most 1, below 0 for less than nothing.
    public let value: Float
    /// The 95 % bootstrap interval.
    public let low: Float
    /// Its upper end.
    public let high: Float
    /// How many scenes it was judged on.
    public let scenes: Int

    /// States a quality.
    public init(value: Float, low: Float, high: Float, scenes: Int) {
      (self.value, self.low, self.high, self.scenes) = (value, low, high, scenes)
    }
  }

  /// The direction, of length 1.
  public let vector: [Float]
  /// The standard deviation of the latents along it.
  public let deviation: Float
  /// What the model predicts for one deviation along it, as a share of the image.
  public let slope: Float
  /// How well it does on scenes that it has not seen.
  public let quality: Quality

  static let replicates = 1000

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - latents: Scene by scene, each of a latent's width.
  ///   - areas: The concept's area in each scene, 0...1.
  ///   - isWhite: Whether all latent values have variance 1 and nothing to do with each other.
  /// - Throws: `Fault` of kind refused for too few scenes, or a concept that is the same in all.
  public init(latents: [Float], areas: [Float], isWhite: Bool) throws(Fault) {
    let count = areas.count
    guard count >= 20 else {
      throw Fault(
        .refused,
        "find the direction of a concept",
        expected: "at least 20 scenes",
        found: "\(count)"
      )
    }
    precondition(latents.count.isMultiple(of: count), "latents of another number of scenes")
    let width = latents.count / count
    let rows = (0..<count).map { scene in
      latents[scene * width..<(scene + 1) * width].map { Double($0) }
    }
    let targets = areas.map { Double($0) }
    let known = count - count / 5
    let model = try RidgeModel(rows: rows[..<known], targets: targets[..<known])
    let (vector, deviation) = try model.likeliestDirection(isWhite: isWhite)
    self.vector = vector.map { Float($0) }
    self.deviation = Float(deviation)
    slope = Float(zip(model.coefficients, vector).reduce(0) { $0 + $1.0 * $1.1 } * deviation)
    let predictions = rows[known...].map { model.prediction($0) }
    quality = Self.quality(predictions, Array(targets[known...]))
  }

  private static func quality(_ predictions: [Double], _ targets: [Double]) -> Quality {
    let count = targets.count
    func value(_ scenes: [Int]) -> Double {
      let mean = scenes.reduce(0) { $0 + targets[$1] } / Double(count)
      let (left, all) = scenes.reduce((0.0, 0.0)) { sums, scene in
        let (error, spread) = (targets[scene] - predictions[scene], targets[scene] - mean)
        return (sums.0 + error * error, sums.1 + spread * spread)
      }
      return all > 0 ? 1 - left / all : 0
    }
    var draws = SplitMix(state: 1)
    let values = (0..<replicates).map { _ in
      value((0..<count).map { _ in Int(draws.next() % UInt64(count)) })
    }.sorted()
    return Quality(
      value: Float(value(Array(0..<count))),
      low: Float(values[replicates / 40]),
      high: Float(values[replicates - 1 - replicates / 40]),
      scenes: count
    )
  }
}

/// A linear model with a penalty on its coefficients.
private struct RidgeModel {
  let coefficients: [Double]
  private let mean: [Double]
  private let target: Double
  private let covariance: [Double]

  init(rows: ArraySlice<[Double]>, targets: ArraySlice<Double>) throws(Fault) {
    let (count, width) = (rows.count, rows.first?.count ?? 0)
    let target = targets.reduce(0, +) / Double(count)
    var mean = [Double](repeating: 0, count: width)
    for row in rows { for index in 0..<width { mean[index] += row[index] / Double(count) } }
    var sums = ProductSums(size: width)
    var cross = [Double](repeating: 0, count: width)
    var square = 0.0
    for (row, value) in zip(rows, targets) {
      let centered = zip(row, mean).map { $0 - $1 }
      sums.add(centered)
      let error = value - target
      for index in 0..<width { cross[index] += centered[index] * error / Double(count) }
      square += error * error / Double(count)
    }
    guard square > 1e-14 else {
      throw Fault(
        .refused,
        "find the direction of a concept",
        expected: "a concept whose area differs between scenes",
        found: "the same area in all"
      )
    }
    let covariance = sums.covariance(count: count, mean: [Double](repeating: 0, count: width))
    guard let eigen = SymmetricEigen(covariance, size: width) else {
      throw Fault(
        .refused,
        "find the direction of a concept",
        expected: "finite latents",
        found: "others"
      )
    }
    let projected = (0..<width).map { index in
      zip(eigen.vector(index), cross).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let penalty = Self.penalty(eigen.values, projected, square: square, count: count)
    var coefficients = [Double](repeating: 0, count: width)
    for index in 0..<width {
      let share = projected[index] / (max(0, eigen.values[index]) + penalty)
      for (entry, value) in eigen.vector(index).enumerated() {
        coefficients[entry] += share * value
      }
    }
    self.coefficients = coefficients
    self.mean = mean
    self.target = target
    self.covariance = covariance
  }

  /// The penalty with the least error by generalised cross-validation.
  private static func penalty(
    _ values: [Double],
    _ projected: [Double],
    square: Double,
    count: Int
  ) -> Double {
    let unit = max(values.reduce(0) { $0 + max(0, $1) } / Double(max(1, values.count)), 1e-12)
    let choices = (-16...16).map { unit * pow(2, Double($0)) }
    let errors = choices.map { penalty -> Double in
      var (left, freedom) = (square, 1.0)
      for (value, share) in zip(values, projected) {
        let value = max(0, value)
        let weight = 1 / (value + penalty)
        left += share * share * weight * (value * weight - 2)
        freedom += value * weight
      }
      let room = 1 - freedom / Double(count)
      return room > 0.01 ? max(0, left) / (room * room) : .infinity
    }
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return choices[best]
  }

  func prediction(_ row: [Double]) -> Double {
    var sum = target
    for index in row.indices { sum += coefficients[index] * (row[index] - mean[index]) }
    return sum
  }

  /// The direction of most predicted change, of length 1, and the latents' deviation along it.
  func likeliestDirection(isWhite: Bool) throws(Fault) -> (vector: [Double], deviation: Double) {
    let width = coefficients.count
    func times(_ vector: [Double]) -> [Double] {
      (0..<width).map { row in
        (0..<width).reduce(0) { $0 + covariance[row * width + $1] * vector[$1] }
      }
    }
    let moved = isWhite ? coefficients : times(coefficients)
    let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else {
      throw Fault(
        .refused,
        "find the direction of a concept",
        expected: "an area that depends on the latent",
        found: "one that does not"
      )
    }
    let vector = moved.map { $0 / length }
    if isWhite { return (vector, 1) }
    let variance = zip(times(vector), vector).reduce(0) { $0 + $1.0 * $1.1 }
    return (vector, max(0, variance).squareRoot())
  }
}

/// Random numbers that are always the same.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
