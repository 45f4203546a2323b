public import Tensors

// What a search asks for, and what it is answered.
extension SetSearch {
  /// Which scenes a trial is measured on.
  public enum Sample: Hashable, Sendable {
    /// A batch of those that sets are tried on.
    case search(batch: Int)
    /// A batch of those on which the better sets are compared.
    case validation(batch: Int)
    /// A batch of those on which the result is measured.
    case heldOut(batch: Int)
  }

  /// A set to measure.
  public struct Trial: Hashable, Sendable {
    /// The set.
    public let set: UnitSet
    /// The scenes.
    public let sample: Sample
  }

  /// What a trial measured, in pixels: ratios of sums over its scenes.
  public struct Answer: Hashable, Sendable {
    /// Effect: x where it could happen, y where it did.
    public var effect: RatioTally
    /// Damage: x the rest, y what changed of it.
    public var rest: RatioTally

    /// Nothing measured.
    public init() { (effect, rest) = (RatioTally(), RatioTally()) }

    /// Counts a scene.
    public mutating func add(_ change: ConceptChange) {
      effect.add(x: change.possible, y: change.happened)
      rest.add(x: change.rest, y: change.changedRest)
    }

    /// Adds other scenes.
    public mutating func merge(_ other: Answer) {
      effect.merge(other.effect)
      rest.merge(other.rest)
    }
  }

  /// A layer with its units in the orders that are known.
  public struct Field: Hashable, Sendable {
    /// The layer.
    public let layer: LayerName
    /// The orders, each with all units, best first.
    public let orders: [SetOrder: [Int]]

    /// Makes a field.
    public init(layer: LayerName, orders: [SetOrder: [Int]]) {
      self.layer = layer
      self.orders = orders
    }
  }

  /// What of a round is not measured yet.
  struct Waiting: Error { let trials: [Trial] }

  /// How many batches each kind of scenes has.
  public struct BatchCounts: Hashable, Sendable {
    /// Those of each kind.
    public let search: Int, validation: Int, heldOut: Int

    /// Makes counts.
    public init(search: Int, validation: Int, heldOut: Int) {
      (self.search, self.validation, self.heldOut) = (search, validation, heldOut)
    }
  }
}

extension SetSearch.Answer {
  /// How many numbers an answer is.
  public static let width = 2 * RatioTally.width

  /// The sums as numbers to store.
  public var numbers: [Int64] { effect.numbers + rest.numbers }

  /// Restores answers; nil for what none are.
  public static func restore(_ numbers: [Int64]) -> [SetSearch.Answer]? {
    guard numbers.count % width == 0 else { return nil }
    var answers: [SetSearch.Answer] = []
    for start in stride(from: 0, to: numbers.count, by: width) {
      let middle = start + RatioTally.width
      guard let effect = RatioTally(numbers[start..<middle]),
        let rest = RatioTally(numbers[middle..<start + width])
      else { return nil }
      var answer = SetSearch.Answer()
      (answer.effect, answer.rest) = (effect, rest)
      answers.append(answer)
    }
    return answers
  }
}
