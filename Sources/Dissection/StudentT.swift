import Glibc

/// Student's t distribution with a whole number of degrees of freedom.
public enum StudentT {
  /// The value that |t| exceeds with a probability of 5 %: for 95 % confidence intervals.
  public static func critical95(degreesOfFreedom degrees: Int) -> Double {
    precondition(degrees > 0, "no degrees of freedom")
    var (low, high) = (1.9, 13.0)
    while high - low > 1e-12 * high {
      let middle = (low + high) / 2
      if inside(middle, degrees) < 0.95 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The probability of |t| being less than a value (Abramowitz and Stegun 26.7.3 and 26.7.4).
  static func inside(_ value: Double, _ degrees: Int) -> Double {
    let angle = atan(value / Double(degrees).squareRoot())
    let (sine, square) = (sin(angle), cos(angle) * cos(angle))
    let isOdd = degrees % 2 == 1
    var term = isOdd ? cos(angle) : 1
    var sum = degrees > 1 ? term : 0
    for step in stride(from: isOdd ? 3 : 2, to: degrees, by: 2) {
      term *= square * Double(step - 1) / Double(step)
      sum += term
    }
    return isOdd ? 2 / .pi * (angle + sine * sum) : sine * sum
  }
}
