/// The candidates that a mistyped word probably meant, best first, at most three.
///
/// A candidate is near when it starts with the word or its edit distance is small.
public func nearest(to word: String, among candidates: [String]) -> [String] {
  let word = word.lowercased()
  let limit = max(1, min(3, word.count / 2))
  let scored = Set(candidates).compactMap { candidate -> (String, Int)? in
    let lower = candidate.lowercased()
    if !word.isEmpty && lower.hasPrefix(word) { return (candidate, 0) }
    let distance = editDistance(word, lower)
    return distance <= limit ? (candidate, distance) : nil
  }
  return scored.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
}

/// "'a'", "'a' or 'b'", "'a', 'b' or 'c'".
public func alternatives(_ words: [String]) -> String {
  let quoted = words.map { "'\($0)'" }
  guard quoted.count > 1, let last = quoted.last else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}

/// The Levenshtein distance of two words in characters.
func editDistance(_ first: String, _ second: String) -> Int {
  let columns = Array(second)
  var row = Array(0...columns.count)
  for (line, character) in first.enumerated() {
    var diagonal = row[0]
    row[0] = line + 1
    for (index, other) in columns.enumerated() {
      let substitution = diagonal + (character == other ? 0 : 1)
      diagonal = row[index + 1]
      row[index + 1] = min(substitution, row[index] + 1, diagonal + 1)
    }
  }
  return row[columns.count]
}
