public import Faults

/// Why a reader turns a file down: the place in it and the rule it breaks.
///
/// The readers of one format throw refusals; whoever knows what was attempted and on which file
/// makes a `Fault` of them.
public struct Refusal: Error, Hashable, Sendable {
  /// Where: "byte 12", "entry 'archive/data/0'", "tensor 'layer1.weight'".
  public var place: String?
  /// The rule that is broken and what was found instead.
  public var reason: String
  /// What to do next, if there is anything.
  public var advice: String?

  /// Makes a refusal at a place.
  public init(at place: String? = nil, _ reason: String, advice: String? = nil) {
    self.place = place
    self.reason = reason
    self.advice = advice
  }

  /// Makes a refusal at a byte of the file.
  public init(atByte offset: Int, _ reason: String) {
    self.init(at: "byte \(offset)", reason)
  }

  /// The same refusal with an outer place before its own.
  public func inside(_ outer: String) -> Refusal {
    Refusal(at: place.map { "\(outer), \($0)" } ?? outer, reason, advice: advice)
  }

  /// The fault to show: what was attempted, on which file, where and why it was refused.
  public func fault(_ attempt: String, on subject: String) -> Fault {
    let found = place.map { "\($0): \(reason)" } ?? reason
    return Fault(.refused, attempt, on: subject, found: found, advice: advice)
  }
}
