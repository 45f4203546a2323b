/// Makes text from a file or a user safe to show on a terminal or in a log.
///
/// Control characters (C0, DEL, C1), bidirectional and zero-width marks, line separators,
/// private-use, surrogate and unassigned scalars become visible escapes such as `\u{1B}`.
///
/// - Parameters:
///   - text: Any string.
///   - limit: The longest result in characters; the middle of longer text becomes an ellipsis.
/// - Returns: Text that holds only printable scalars.
public func displayable(_ text: String, limit: Int = 400) -> String {
  var safe = String.UnicodeScalarView()
  let longest = limit.multipliedReportingOverflow(by: 4)
  for scalar in text.unicodeScalars.prefix(longest.overflow ? .max : longest.partialValue) {
    if isDisplayable(scalar) {
      safe.append(scalar)
    } else {
      safe.append(contentsOf: escape(scalar).unicodeScalars)
    }
  }
  return shortened(String(safe), to: limit)
}

/// Whether a scalar is shown as itself; control, bidirectional, zero-width and unknown ones are not.
public func isDisplayable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
    false
  default: scalar.properties.isVariationSelector == false
  }
}

private func escape(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }
}

private func shortened(_ text: String, to limit: Int) -> String {
  guard text.count > limit, limit > 1 else { return text }
  let head = (limit - 1) / 2
  return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
}
