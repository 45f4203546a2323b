public import Tensors

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
