public import Faults

/// How the level is chosen above which a unit counts as active.
public enum Threshold: Hashable, Sendable {
  /// Per unit and concept, the level of 100 that tells most about the concept: the published
  /// default for generators.
  case informationQuality
  /// Per unit and concept, the level of 100 with the best IoU.
  case maximumIoU
  /// A quantile of the counted scenes themselves.
  case quantile(Double)
  /// A quantile of other scenes than those that are counted.
  case heldOut(Double)

  /// The name on the command line and in files.
  public var name: String {
    switch self {
    case .informationQuality: "iqr"
    case .maximumIoU: "maxiou"
    case .quantile: "quantile"
    case .heldOut: "heldout"
    }
  }

  /// The names of all.
  public static let names = ["iqr", "quantile", "heldout", "maxiou"]
}

/// The recipe of levels, counts and labels: a convention with a threshold that goes with it.
public struct LabelRule: Hashable, Sendable {
  /// How maps are upsampled and pixels counted.
  public let convention: Convention
  /// How levels are chosen.
  public let threshold: Threshold

  private init(_ convention: Convention, _ threshold: Threshold) {
    self.convention = convention
    self.threshold = threshold
  }

  /// gandissect's default for generators.
  public static let informationQuality = LabelRule(.gandissect, .informationQuality)
  /// The best IoU over the 100 levels.
  public static let maximumIoU = LabelRule(.gandissect, .maximumIoU)
  /// gandissect's quantile mode, as published.
  public static let quantile = LabelRule(.gandissect, .quantile(0.995))
  /// gandissect's counts with levels of other scenes.
  public static let heldOut = LabelRule(.gandissect, .heldOut(0.995))
  /// davidbau/dissect.
  public static let dissect = LabelRule(.dissect, .quantile(0.99))

  /// The allowed pairs, each with its usual quantile.
  public static let choices = [informationQuality, quantile, heldOut, maximumIoU, dissect]

  /// Makes a rule of a convention and a threshold; what is left out is the convention's usual one.
  ///
  /// - Parameters:
  ///   - convention: The convention.
  ///   - name: One of `Threshold.names`.
  ///   - quantile: Between 0 and 1, for a threshold that is a quantile.
  /// - Throws: `Fault` of kind usage for a pair that means nothing, or a quantile that is none.
  public init(
    _ convention: Convention,
    threshold name: String? = nil,
    quantile: Double? = nil
  ) throws(Fault) {
    let fitting = Self.choices.filter { $0.convention == convention }
    let usual = name ?? fitting.first?.threshold.name ?? ""
    guard let choice = fitting.first(where: { $0.threshold.name == usual }) else {
      throw Self.refusal(usual, of: convention, fitting)
    }
    switch (choice.threshold, quantile) {
    case (_, nil): self = choice
    case (.quantile, let value?):
      self.init(convention, .quantile(try Self.checked(value)))
    case (.heldOut, let value?):
      self.init(convention, .heldOut(try Self.checked(value)))
    case (.informationQuality, _), (.maximumIoU, _):
      throw Fault(
        .usage,
        "take levels by \(usual)",
        expected: "no quantile: the level is sought among all",
        found: "\(quantile ?? 0)",
        advice: "Leave the number out, or choose the threshold 'quantile'"
      )
    }
  }

  /// Makes a rule of a convention and a threshold as it is written: "iqr", "quantile=0.99".
  ///
  /// - Throws: `Fault` of kind usage for a pair that means nothing, or a quantile that is none.
  public init(_ convention: Convention, written text: String?) throws(Fault) {
    let pieces = text?.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false) ?? []
    guard pieces.count == 2 else {
      try self.init(convention, threshold: text)
      return
    }
    guard let quantile = Double(pieces[1]) else { throw Self.noQuantile(String(pieces[1])) }
    try self.init(convention, threshold: String(pieces[0]), quantile: quantile)
  }

  private static func refusal(
    _ name: String,
    of convention: Convention,
    _ fitting: [LabelRule]
  ) -> Fault {
    let isKnown = Threshold.names.contains(name)
    let near = isKnown ? [] : nearest(to: name, among: Threshold.names)
    return Fault(
      .usage,
      "use the threshold '\(displayable(name))' with the convention \(convention.rawValue)",
      expected: alternatives(fitting.map(\.threshold.name)),
      found: isKnown ? "one that is not defined there" : "no such threshold",
      advice: near.isEmpty ? nil : "Did you mean \(alternatives(near))?"
    )
  }

  private static func checked(_ quantile: Double) throws(Fault) -> Double {
    if quantile > 0 && quantile < 1 { return quantile }
    throw noQuantile("\(quantile)")
  }

  private static func noQuantile(_ found: String) -> Fault {
    Fault(
      .usage,
      "take levels at a quantile",
      expected: "a number between 0 and 1, such as 0.995",
      found: found
    )
  }
}

extension LabelRule {
  /// Whether the level is one of the 100 of each unit, so that all of them are counted.
  public var usesAllLevels: Bool {
    switch threshold {
    case .informationQuality, .maximumIoU: true
    case .quantile, .heldOut: false
    }
  }

  /// The share of activations below the level, where that is what the level is.
  public var quantile: Double? {
    switch threshold {
    case .informationQuality, .maximumIoU: nil
    case .quantile(let quantile), .heldOut(let quantile): quantile
    }
  }

  /// The seed of the scenes that set the levels.
  ///
  /// - Parameter seed: The seed of the scenes that are counted.
  /// - Returns: The seed.
  public func levelSeed(counting seed: UInt32) -> UInt32 {
    switch (convention, threshold) {
    case (.dissect, _): 1
    case (.gandissect, .quantile): seed
    case (.gandissect, _): Self.otherSeed
    }
  }

  /// The published seed of the scenes that levels and information come from.
  public static let otherSeed: UInt32 = 2

  /// Whether levels come from upsampled instead of native activations.
  public var usesUpsampledLevels: Bool { convention == .dissect || usesAllLevels }

  /// A unit is interpretable when its IoU is above this.
  public var interpretableIoU: Double { convention == .gandissect ? 0.05 : 0.04 }

  /// A unit is interpretable when its information quality ratio is above this too; nil where only
  /// the IoU counts.
  public var interpretableQuality: Double? {
    switch (convention, threshold) {
    case (.gandissect, .informationQuality), (.gandissect, .quantile): 0.01
    default: nil
    }
  }

  /// A short name: "iqr", "quantile 0.9", "dissect".
  public var title: String {
    if self == .dissect { return "dissect" }
    let usual = Self.choices.contains(self)
    let number = usual ? "" : quantile.map { " \($0)" } ?? ""
    return (convention == .dissect ? "dissect " : "") + threshold.name + number
  }

  /// The options of a command line that choose the rule.
  public var flags: String {
    self == .dissect
      ? "--convention dissect"
      : "--convention \(convention.rawValue) --threshold \(threshold.name)"
        + (Self.choices.contains(self) ? "" : "=\(quantile ?? 0)")
  }

  /// What tells stored results of different rules apart.
  ///
  /// Rules over all levels are different views of the same counts. The plain names of conventions
  /// are those of stores written before there were other rules.
  public var storedName: String {
    switch self {
    case _ where usesAllLevels: "gandissect levels"
    case .heldOut: "gandissect"
    case .dissect: "dissect"
    default: "\(convention.rawValue) \(threshold.name) \(quantile ?? 0)"
    }
  }

  /// A rule whose results are stored under a name; nil for a name of none.
  public init?(storedName name: String) {
    let pieces = name.split(separator: " ").map(String.init)
    if let usual = Self.choices.first(where: { $0.storedName == name }) {
      self = usual
    } else if pieces.count == 3, let convention = Convention(rawValue: pieces[0]),
      let quantile = Double(pieces[2]),
      let rule = try? LabelRule(convention, threshold: pieces[1], quantile: quantile),
      rule.storedName == name
    {
      self = rule
    } else {
      return nil
    }
  }
}
