import Dissection
import Tensors

/// "1 cell", "3 cells".
func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

extension Sweep {
  /// How much of the layer was measured, unless it is all: "4 of 128 units".
  var part: String? {
    isComplete ? nil : "\(measuredUnits) of \(counted(layer.units, "unit"))"
  }
}

/// A whole number with its thousands set apart: 12,000.
func grouped(_ number: Int) -> String {
  guard number.magnitude >= 10_000 else { return String(number) }
  var digits = Array(String(number.magnitude))
  var place = digits.count - 3
  while place > 0 {
    digits.insert(",", at: place)
    place -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

/// A number with so many decimals, rounded to the nearest; "–" for what is no number.
func fixed(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
  guard value.isFinite, value.magnitude < 1e12 else { return "–" }
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let whole = Int((value.magnitude * Double(scale)).rounded())
  let fraction = String(whole % scale + scale).dropFirst()
  let sign = whole == 0 ? (signed ? " " : "") : value < 0 ? "-" : signed ? "+" : ""
  return sign + String(whole / scale) + (decimals > 0 ? "." + fraction : "")
}

/// A duration as people say it: "8 s", "3 min", "2 h 10 min".
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "unknown" }
  let whole = Int(seconds.rounded(.up))
  if whole < 100 { return "\(whole) s" }
  if whole < 5400 { return "\((whole + 30) / 60) min" }
  let minutes = (whole + 30) / 60
  return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
}

/// A quantile without needless zeros: 0.99, 0.995.
func quantileText(_ quantile: Double) -> String {
  var text = fixed(quantile, 4)
  while text.hasSuffix("0"), !text.hasSuffix(".0") { text.removeLast() }
  return text
}
