import Tensors

extension MeasuredSet {
  /// A set as a line of text for the store, with the sums behind its figures.
  static func line(_ set: UnitSet, origin: SetOrigin, answer: SetSearch.Answer) -> String {
    let numbers = answer.numbers.map(String.init).joined(separator: ",")
    let units = set.units.map(String.init).joined(separator: ",")
    return "\(set.layer.rawValue)|\(origin.key)|\(units)|\(numbers)"
  }

  /// Reads such a line; nil for what is none.
  init?(line: Substring) {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count == 4, let origin = SetOrigin(key: String(fields[1])) else { return nil }
    let units = fields[2].split(separator: ",").map { Int($0) }
    let numbers = fields[3].split(separator: ",").map { Int64($0) }
    guard !units.isEmpty, units.allSatisfy({ $0.map { $0 >= 0 } ?? false }),
      !numbers.contains(nil),
      let answers = SetSearch.Answer.restore(numbers.compactMap { $0 }), answers.count == 1
    else { return nil }
    set = UnitSet(layer: LayerName(String(fields[0])), units: units.compactMap { $0 })
    self.origin = origin
    effect = answers[0].effect.ratio
    rest = answers[0].rest.ratio
  }

  /// Measured sets from the text that `SetSearch` made of them; none for damaged text.
  public static func list(from text: String) -> [MeasuredSet] {
    let lines = text.split(separator: "\n")
    let sets = lines.compactMap { MeasuredSet(line: $0) }
    return sets.count == lines.count ? sets : []
  }

  /// The text of measured sets.
  public static func text(
    of sets: [(set: UnitSet, origin: SetOrigin, heldOut: SetSearch.Answer)]
  ) -> String {
    sets.map { line($0.set, origin: $0.origin, answer: $0.heldOut) }.joined(separator: "\n")
  }
}

extension SetOrigin {
  /// One word for it.
  public var key: String {
    switch self {
    case .order(let order): order.rawValue
    case .additions: "additions"
    case .swaps: "swaps"
    }
  }

  init?(key: String) {
    switch key {
    case "additions": self = .additions
    case "swaps": self = .swaps
    default:
      guard let order = SetOrder(rawValue: key) else { return nil }
      self = .order(order)
    }
  }
}
