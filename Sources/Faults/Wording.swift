/// "1 cell", "3 cells", "12,000 scenes".
public func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// A whole number with its thousands set apart: 12,000.
public func grouped(_ number: Int) -> String {
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
///
/// - Parameters:
///   - value: The number.
///   - decimals: How many digits follow the point.
///   - signed: Whether growth has a sign too; what rounds to 0 has a blank in its place.
/// - Returns: "-1.50", or "+1.50" where growth has a sign.
public func fixed(_ value: Double, _ decimals: Int, signed: Bool = false) -> String {
  guard value.isFinite else { return "–" }
  var scale = 1
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (value.magnitude * Double(scale)).rounded()
  guard scaled < 1e15 else { return "\(value)" }
  let whole = Int(scaled)
  let fraction = String(whole % scale + scale).dropFirst()
  let sign = whole == 0 ? (signed ? " " : "") : value < 0 ? "-" : signed ? "+" : ""
  return sign + String(whole / scale) + (decimals > 0 ? "." + fraction : "")
}

/// A duration as people say it: "8 s", "3 min", "2 h 10 min".
public func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "unknown" }
  let whole = Int(seconds.rounded(.up))
  if whole < 100 { return "\(whole) s" }
  if whole < 5400 { return "\((whole + 30) / 60) min" }
  let minutes = (whole + 30) / 60
  return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
}
