public import Tensors

/// Units of one layer that are edited together.
public struct UnitSet: Hashable, Sendable {
  /// The layer.
  public let layer: LayerName
  /// The units, the most important first.
  public let units: [Int]

  /// Makes a set.
  public init(layer: LayerName, units: [Int]) {
    self.layer = layer
    self.units = units
  }
}

/// How a set was found.
public enum SetOrigin: Hashable, Sendable {
  /// The first units of an order.
  case order(SetOrder)
  /// Units added one at a time, each the best for the set so far.
  case additions
  /// The better of the others with units exchanged for better ones.
  case swaps
}

/// A set with what it does.
public struct MeasuredSet: Hashable, Sendable {
  /// The units.
  public let set: UnitSet
  /// How it was found.
  public let origin: SetOrigin
  /// The share of the concept that is gone, or of the cell that shows it, on the held-out scenes.
  public let effect: Estimate?
  /// The share of the rest that shows another thing, on the held-out scenes.
  public let rest: Estimate?

  /// Makes an entry.
  public init(set: UnitSet, origin: SetOrigin, effect: Estimate?, rest: Estimate?) {
    self.set = set
    self.origin = origin
    self.effect = effect
    self.rest = rest
  }
}

/// What a search found.
public struct SetSearchResult: Hashable, Sendable {
  /// What was asked for.
  public let request: SearchRequest
  /// The seed of the scenes that sets were tried on.
  public let searchSeed: UInt32
  /// The seed of the scenes that they are judged by.
  public let heldOutSeed: UInt32
  /// How many sets were tried on how many batches of scenes.
  public let trials: Int
  /// The best set; nil until it is found, or where the concept never appeared.
  public let best: MeasuredSet?
  /// The best set of each kind in each layer, the best one first.
  public let contestants: [MeasuredSet]

  /// Makes a result of the sets found so far, the best one first.
  public init(
    request: SearchRequest,
    searchSeed: UInt32,
    heldOutSeed: UInt32,
    trials: Int,
    contestants: [MeasuredSet]
  ) {
    self.request = request
    self.searchSeed = searchSeed
    self.heldOutSeed = heldOutSeed
    self.trials = trials
    self.contestants = contestants
    best = contestants.first { $0.effect != nil }
  }
}

extension SetSearchResult {
  /// What of it the store keeps; nil until a set is found.
  public var kept: KeptSet? {
    best.map { found in
      switch request.action {
      case .ablation: KeptSet(concept: request.concept, quantile: nil, found: found)
      case .insertion(let quantile):
        KeptSet(concept: request.concept, quantile: quantile, found: found)
      }
    }
  }
}

/// The best set of a finished search, as the store keeps it.
public struct KeptSet: Hashable, Sendable {
  /// The concept's number.
  public let concept: Int
  /// The quantile at which the set is inserted; nil for one that is switched off.
  public let quantile: Double?
  /// The set and what it does.
  public let found: MeasuredSet

  /// Makes an entry.
  public init(concept: Int, quantile: Double?, found: MeasuredSet) {
    self.concept = concept
    self.quantile = quantile
    self.found = found
  }
}
