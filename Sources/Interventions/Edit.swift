public import Faults
public import Tensors

/// What an intervention does to one unit: x' = x (1 - alpha) + value alpha.
public struct UnitEdit: Hashable, Sendable {
  /// No network has so many units in a layer.
  static let limit = 1 << 20

  /// The unit's layer.
  public let layer: LayerName
  /// The unit's number, from 0.
  public let unit: Int
  /// How far the activation is replaced, 0...1.
  public let alpha: Float
  /// What replaces it: 0 ablates, a level of the unit inserts.
  public let value: Float

  /// Makes an edit of one unit; by default an ablation.
  public init(layer: LayerName, unit: Int, alpha: Float = 1, value: Float = 0) {
    self.layer = layer
    self.unit = unit
    self.alpha = alpha
    self.value = value
  }
}

/// Several units edited in the same places: the published intervention (method 1.4).
public struct Intervention: Hashable, Sendable {
  /// Where; everywhere if absent.
  public var mask: Mask?
  /// How the mask is brought to the layer's size.
  public var pooling: Mask.Pooling
  /// What happens to which units.
  public var units: [UnitEdit]

  /// Makes an intervention.
  public init(_ units: [UnitEdit], mask: Mask? = nil, pooling: Mask.Pooling = .max) {
    self.units = units
    self.mask = mask
    self.pooling = pooling
  }
}

/// A whole edit: scenes moved along directions, then interventions in order, later over earlier.
public struct Edit: Hashable, Sendable {
  /// The interventions in order.
  public var interventions: [Intervention]
  /// The latent directions that scenes are moved along; the steps of all add up.
  public var directions: [DirectionEdit]

  /// Makes an edit; empty by default.
  public init(_ interventions: [Intervention] = [], directions: [DirectionEdit] = []) {
    self.interventions = interventions
    self.directions = directions
  }

  /// Whether nothing is edited.
  public var isEmpty: Bool { !editsUnits && movements.isEmpty }

  /// Whether units are edited.
  public var editsUnits: Bool { interventions.contains { !$0.units.isEmpty } }

  /// The layers that the edit touches, in order of appearance.
  public var layers: [LayerName] {
    var seen: Set<LayerName> = []
    return interventions.flatMap { $0.units.map(\.layer).filter { seen.insert($0).inserted } }
  }

  /// The edit as tensors for a generator's layers, where only units are edited.
  ///
  /// - Throws: `Fault` of kind usage for an edit with directions, which `unitEdits` leaves to its
  ///   caller; else as that does.
  public func layerEdits(for layers: [LayerDescription]) throws(Fault) -> [LayerEdit] {
    try refuseDirections("edit units alone with")
    return try unitEdits(for: layers)
  }

  /// The edit of units as tensors for a generator's layers.
  ///
  /// - Throws: `Fault` of kind refused for a layer or unit that the generator has not, or an edit
  ///   that would take too long to put together.
  public func unitEdits(for layers: [LayerDescription]) throws(Fault) -> [LayerEdit] {
    try checkUnits(against: layers)
    var touching: [LayerName: [Intervention]] = [:]
    for intervention in interventions {
      for name in Set(intervention.units.map(\.layer)) {
        touching[name, default: []].append(intervention)
      }
    }
    try checkWork(touching, layers)
    return layers.compactMap { layer in
      touching[layer.name].map { LayerEdit($0, at: layer) }
    }
  }

  private func checkUnits(against layers: [LayerDescription]) throws(Fault) {
    for unit in interventions.lazy.flatMap(\.units) {
      guard let layer = layers.first(where: { $0.name == unit.layer }) else {
        throw Fault(
          .refused,
          "apply the edit",
          on: unit.layer.rawValue,
          found: "no such layer",
          advice: "The generator has \(layers.map(\.name.rawValue).joined(separator: ", "))"
        )
      }
      guard (0..<layer.units).contains(unit.unit) else {
        throw Fault(
          .refused,
          "apply the edit",
          on: "\(unit.layer) unit \(unit.unit)",
          expected: "a unit from 0 to \(layer.units - 1)",
          found: "\(unit.unit)",
          advice: "The edit was made for another network, or a number in it is mistyped"
        )
      }
    }
  }

  /// The most cells that putting an edit together may visit: some seconds.
  private static let workLimit = 1 << 31

  private func checkWork(
    _ touching: [LayerName: [Intervention]],
    _ layers: [LayerDescription]
  ) throws(Fault) {
    var work = 0
    for layer in layers {
      for intervention in touching[layer.name] ?? [] {
        guard let mask = intervention.mask else { continue }
        let units = intervention.units.count { $0.layer == layer.name }
        work += (units + 1) * layer.height * layer.width + mask.rows.count * mask.columns.count
        guard work <= Self.workLimit else {
          throw Fault(
            .refused,
            "apply the edit",
            expected: "at most \(Self.workLimit) cells of layers under masks",
            found: "more",
            advice: "Put units that share a mask into one intervention, or edit an earlier layer"
          )
        }
      }
    }
  }
}

extension Intervention {
  /// Whether it switches all its units off.
  public var isAblation: Bool { units.allSatisfy { $0.value == 0 && $0.alpha == 1 } }
}

extension Edit {
  /// What is done to a unit; the last intervention on it counts.
  ///
  /// - Returns: The intervention's mask and what it does; nil for a unit that is left alone.
  public func state(of unit: Int, in layer: LayerName) -> (mask: Mask?, edit: UnitEdit)? {
    for intervention in interventions.reversed() {
      let found = intervention.units.last { $0.layer == layer && $0.unit == unit }
      if let found { return (intervention.mask, found) }
    }
    return nil
  }

  /// Whether a unit is off in the places of a mask; everywhere for nil.
  public func isAblated(_ unit: Int, in layer: LayerName, mask: Mask? = nil) -> Bool {
    guard let state = state(of: unit, in: layer) else { return false }
    return state.mask == mask && state.edit.value == 0 && state.edit.alpha == 1
  }

  /// Whether a unit is forced to a level in the places of a mask; everywhere for nil.
  public func isInserted(_ unit: Int, in layer: LayerName, mask: Mask? = nil) -> Bool {
    guard let state = state(of: unit, in: layer) else { return false }
    return state.mask == mask && state.edit.value != 0
  }

  /// Leaves units alone again.
  ///
  /// - Parameters:
  ///   - units: The units of the layer.
  ///   - layer: Their layer.
  ///   - mask: In which places; nil for all: then nothing is done to them anywhere.
  public mutating func release(_ units: some Sequence<Int>, of layer: LayerName, mask: Mask? = nil)
  {
    let released = Set(units)
    for index in interventions.indices where mask == nil || interventions[index].mask == mask {
      interventions[index].units.removeAll { $0.layer == layer && released.contains($0.unit) }
    }
    interventions.removeAll(where: \.units.isEmpty)
  }

  /// Adds an intervention in place of what was done to its units in the same places.
  ///
  /// Ablations in the same places become one intervention.
  public mutating func replace(with intervention: Intervention) {
    for layer in Edit([intervention]).layers {
      let units = intervention.units.filter { $0.layer == layer }.map(\.unit)
      release(units, of: layer, mask: intervention.mask)
    }
    if intervention.isAblation, let last = interventions.last, last.isAblation,
      last.mask == intervention.mask, last.pooling == intervention.pooling
    {
      interventions[interventions.count - 1].units += intervention.units
    } else {
      interventions.append(intervention)
    }
  }
}
