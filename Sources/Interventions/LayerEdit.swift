public import Tensors

/// What an edit does to one layer's output: x' = x (1 - a) + v a.
///
/// The retained activation is the one before the edit (gandissect nethook.py:193-246).
public struct LayerEdit: Hashable, Sendable {
  /// The layer whose output is edited.
  public let layer: LayerName
  /// a, of shape (1 or batch, units, height or 1, width or 1); 0 keeps, 1 replaces.
  public let weight: Tensor
  /// v, of the same shape as `weight`.
  public let replacement: Tensor

  /// Makes an edit; both tensors must have the same shape.
  public init(layer: LayerName, weight: Tensor, replacement: Tensor) {
    precondition(weight.shape == replacement.shape, "weight and replacement differ in shape")
    self.layer = layer
    self.weight = weight
    self.replacement = replacement
  }

  /// What interventions do to one layer, one after another.
  ///
  /// Where two meet, a = 1 - (1 - a1)(1 - a2) and v = (v1 a1 (1 - a2) + v2 a2) / a
  /// (gandissect serverstate.py:425-438).
  init(_ interventions: [Intervention], at layer: LayerDescription) {
    // Without masks one value a unit is enough; it is spread over the feature map.
    let isMasked = interventions.contains { $0.mask != nil }
    let shape =
      isMasked
      ? Shape(1, layer.units, layer.height, layer.width) : Shape(1, layer.units, 1, 1)
    var weight = [Float](repeating: 0, count: shape.count)
    var replacement = weight
    for intervention in interventions {
      let shares =
        intervention.mask?.pooled(
          toHeight: shape.height,
          width: shape.width,
          by: intervention.pooling
        ) ?? [Float](repeating: 1, count: shape.planeCount)
      // A unit that an intervention names twice is what it says last.
      let mine = intervention.units.lazy.filter { $0.layer == layer.name }
      let units = Dictionary(mine.map { ($0.unit, $0) }) { $1 }
      for unit in units.values {
        let start = unit.unit * shape.planeCount
        for (cell, share) in shares.enumerated() where share > 0 {
          let place = start + cell
          let (first, second) = (weight[place], share * unit.alpha)
          let both = first == 0 ? second : 1 - (1 - first) * (1 - second)
          let kept = replacement[place] * first * (1 - second)
          weight[place] = both
          let sum = kept + unit.value * second
          replacement[place] = first == 0 ? unit.value : both > 0 ? sum / both : 0
        }
      }
    }
    self.init(
      layer: layer.name,
      weight: Tensor(shape, weight),
      replacement: Tensor(shape, replacement)
    )
  }
}
