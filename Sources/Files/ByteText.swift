/// A size as people read it: "49.2 GB".
///
/// - Parameter count: Bytes; not negative.
/// - Returns: A number of at most one place and its unit.
public func byteText(_ count: Int) -> String {
  let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"]
  var value = Double(count)
  var unit = 0
  while value >= 999.95, unit + 1 < units.count {
    value /= 1000
    unit += 1
  }
  guard unit > 0 else { return count == 1 ? "1 byte" : "\(count) bytes" }
  let tenths = Int((value * 10).rounded())
  return tenths < 1000 && tenths % 10 > 0
    ? "\(tenths / 10).\(tenths % 10) \(units[unit])" : "\(tenths / 10) \(units[unit])"
}
