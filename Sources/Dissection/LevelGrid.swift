import Glibc

/// The levels of every unit at which counts are kept: quantiles of its upsampled activations.
public struct LevelGrid: Hashable, Sendable {
  /// The shares of activations above each level: 100 from a thousandth to all, evenly in their
  /// logarithm.
  public static let fractions = (0..<100).map { pow(10, -3 + 3 * Double($0) / 99) }

  /// Each unit's levels, falling: [unit * fractions.count + index].
  public let levels: [Float]

  /// Wraps levels; what rises by rounding is brought down.
  public init(_ levels: [Float]) {
    var falling = levels
    for index in levels.indices where index % Self.fractions.count > 0 {
      falling[index] = min(falling[index], falling[index - 1])
    }
    self.levels = falling
  }

  /// How many levels a unit has.
  static var count: Int { fractions.count }

  /// How many units there are.
  public var units: Int { levels.count / Self.count }

  /// One unit's levels, falling.
  public func levels(of unit: Int) -> ArraySlice<Float> {
    levels[unit * Self.count..<(unit + 1) * Self.count]
  }

  /// A unit's level by its place among the fractions.
  public func level(unit: Int, _ index: Int) -> Float { levels[unit * Self.count + index] }
}
