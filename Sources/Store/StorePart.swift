/// A part of a result: some of its scenes and, of a sweep, perhaps some of its units.
public struct StorePart: Hashable, Sendable {
  /// The numbers of the scenes.
  public var scenes: RangeSet<Int>
  /// The numbers of the units; nil for all.
  public var units: Range<Int>?

  /// Makes a part.
  public init(scenes: RangeSet<Int>, units: Range<Int>? = nil) {
    self.scenes = scenes
    self.units = units
  }

  /// Whether some unit is in both over some scene that is in both.
  public func overlaps(_ other: StorePart) -> Bool {
    guard !scenes.isDisjoint(other.scenes) else { return false }
    guard let units, let otherUnits = other.units else { return true }
    return units.overlaps(otherUnits)
  }
}

extension StorePart: CustomStringConvertible {
  /// For people: "scenes 0-15", "scenes 0-15 of units 0-127".
  public var description: String { text }
}

extension StorePart {
  /// What stands between a key's detail and its part in the file.
  static let mark: Character = "\u{1F}"

  /// The one spelling of a part.
  var text: String {
    "scenes \(scenes.rangeText)" + (units.map { " of units \(RangeSet($0).rangeText)" } ?? "")
  }

  /// Reads a part; nil for another spelling.
  init?(text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard [2, 5].contains(words.count), words[0] == "scenes",
      let scenes = RangeSet(rangeText: words[1])
    else { return nil }
    self.init(scenes: scenes)
    if words.count == 5 {
      guard words[2] == "of", words[3] == "units", let units = RangeSet(rangeText: words[4]),
        units.ranges.count == 1
      else { return nil }
      self.units = units.ranges[0]
    }
    guard self.text == text else { return nil }
  }
}

extension RangeSet<Int> {
  /// How many numbers there are.
  public var numberCount: Int { ranges.reduce(0) { $0 + $1.count } }

  /// "0-15,32,40-47".
  public var rangeText: String {
    ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)" }
      .joined(separator: ",")
  }

  fileprivate init?(rangeText: String) {
    self.init()
    for piece in rangeText.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = piece.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
        0 <= first, first <= last, last < 1 << 40
      else { return nil }
      insert(contentsOf: first..<last + 1)
    }
  }
}
