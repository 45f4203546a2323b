public import Faults
public import Tensors

/// What an intervention does to one unit: x' = x (1 - alpha) + value alpha.
public struct UnitEdit: Hashable, Sendable {
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

/// A whole edit: interventions in order, later over earlier.
public struct Edit: Hashable, Sendable {
  /// The interventions in order.
  public var interventions: [Intervention]

  /// Makes an edit; empty by default.
  public init(_ interventions: [Intervention] = []) { self.interventions = interventions }

  /// Whether nothing is edited.
  public var isEmpty: Bool { interventions.allSatisfy { $0.units.isEmpty } }

  /// The layers that the edit touches, in order of appearance.
  public var layers: [LayerName] {
    var seen: [LayerName] = []
    for unit in interventions.flatMap(\.units) where !seen.contains(unit.layer) {
      seen.append(unit.layer)
    }
    return seen
  }

  /// The edit as tensors for a generator's layers.
  ///
  /// - Throws: `Fault` of kind refused for a layer or unit that the generator has not.
  public func layerEdits(for layers: [LayerDescription]) throws(Fault) -> [LayerEdit] {
    try checkUnits(against: layers)
    return layers.compactMap { layer in
      let mine = interventions.filter { $0.units.contains { $0.layer == layer.name } }
      // Without masks one value a unit is enough; it is spread over the feature map.
      let grid = mine.contains { $0.mask != nil } ? (layer.height, layer.width) : (1, 1)
      return mine.map { $0.layerEdit(for: layer, grid: grid) }.reduce(nil) { edits, next in
        edits?.followed(by: next) ?? next
      }
    }
  }

  private func checkUnits(against layers: [LayerDescription]) throws(Fault) {
    for unit in interventions.flatMap(\.units) {
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
}

extension Intervention {
  /// This intervention at one layer as tensors of shape (1, units, grid).
  fileprivate func layerEdit(
    for layer: LayerDescription,
    grid: (height: Int, width: Int)
  ) -> LayerEdit {
    let shape = Shape(1, layer.units, grid.height, grid.width)
    let share =
      mask?.pooled(toHeight: grid.height, width: grid.width, by: pooling)
      ?? [Float](repeating: 1, count: shape.planeCount)
    var weight = Tensor(shape, filledWith: 0)
    var replacement = Tensor(shape, filledWith: 0)
    for unit in units where unit.layer == layer.name {
      let start = shape.offset(0, unit.unit, 0, 0)
      for cell in 0..<shape.planeCount {
        weight.values[start + cell] = share[cell] * unit.alpha
        replacement.values[start + cell] = unit.value
      }
    }
    return LayerEdit(layer: layer.name, weight: weight, replacement: replacement)
  }
}
