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
