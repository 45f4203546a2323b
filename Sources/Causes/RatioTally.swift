import Dissection

/// A figure with its uncertainty.
public struct Estimate: Hashable, Sendable {
  /// The figure.
  public let value: Double
  /// Half the width of its 95 % confidence interval; nil where one scene says nothing about spread.
  public let halfWidth: Double?

  /// Makes an estimate.
  public init(_ value: Double, halfWidth: Double? = nil) {
    self.value = value
    self.halfWidth = halfWidth
  }
}

/// Two whole counts a scene, x and y, summed so that their ratio has an interval.
///
/// All sums are of whole numbers, so merging the parts of any split gives the whole, bit for bit.
public struct RatioTally: Hashable, Sendable {
  /// How many scenes were counted.
  public private(set) var scenes = 0
  /// The sum of x.
  public private(set) var x = 0
  /// The sum of y.
  public private(set) var y = 0
  private var xx = 0
  private var xy = 0
  private var yy = 0

  /// Starts without scenes.
  public init() {}

  /// Counts a scene.
  public mutating func add(x newX: Int, y newY: Int) {
    scenes += 1
    x += newX
    y += newY
    xx += newX * newX
    xy += newX * newY
    yy += newY * newY
  }

  /// Adds what was counted in other scenes.
  public mutating func merge(_ other: RatioTally) {
    scenes += other.scenes
    x += other.x
    y += other.y
    xx += other.xx
    xy += other.xy
    yy += other.yy
  }

  /// The sum of y over the sum of x; nil where x never appeared.
  ///
  /// The interval is Student's with the standard error of a ratio estimator, the scenes being the
  /// sample: t(0.975, n - 1) sqrt(sum (y - r x)^2 / (n - 1) / n) / mean x (Cochran 1977, 6.4).
  public var ratio: Estimate? {
    guard x > 0 else { return nil }
    let ratio = Double(y) / Double(x)
    guard scenes > 1 else { return Estimate(ratio) }
    let spread = Double(yy) - 2 * ratio * Double(xy) + ratio * ratio * Double(xx)
    let count = Double(scenes)
    let error = (max(0, spread) / (count - 1) / count).squareRoot() / (Double(x) / count)
    return Estimate(
      ratio,
      halfWidth: StudentT.critical95(degreesOfFreedom: scenes - 1) * error
    )
  }
}

extension RatioTally {
  /// How many numbers a tally is.
  static let width = 6

  /// The sums as numbers to store.
  var numbers: [Int64] { [scenes, x, y, xx, xy, yy].map(Int64.init) }

  /// Restores sums; nil for another number of them, or numbers that are no such sums.
  init?(_ numbers: some Collection<Int64>) {
    let sums = numbers.map(Int.init)
    guard sums.count == Self.width, sums.allSatisfy({ abs($0) <= 1 << 60 }), sums[0] >= 0,
      sums[3] >= 0, sums[5] >= 0
    else { return nil }
    (scenes, x, y) = (sums[0], sums[1], sums[2])
    (xx, xy, yy) = (sums[3], sums[4], sums[5])
  }
}
