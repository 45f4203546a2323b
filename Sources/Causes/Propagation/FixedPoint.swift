/// Sums of fractions as whole numbers, so that merging the parts of any split gives the same bits.
public enum FixedPoint {
  /// One, at 16 binary places: for means over many values.
  public static let one = 1 << 16
  /// One, at 24 binary places: for values that are summed once a scene.
  public static let fineOne = 1 << 24

  /// A value at so many parts of one; 0 for what is not a number, and within what sums can hold.
  public static func parts(_ value: Double, of one: Int) -> Int {
    guard value.isFinite else { return 0 }
    return Int(min(max(value * Double(one), -0x1p40), 0x1p40).rounded())
  }
}
