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

  /// The edit that does this one first and then another of the same layer and shape.
  ///
  /// a = 1 - (1 - a1)(1 - a2), v = (v1 a1 (1 - a2) + v2 a2) / a, or 0 where a is 0
  /// (gandissect serverstate.py:425-438).
  public func followed(by next: LayerEdit) -> LayerEdit {
    precondition(weight.shape == next.weight.shape, "edits of different shapes")
    var combined = weight
    var value = replacement
    for index in weight.values.indices {
      let (first, second) = (weight.values[index], next.weight.values[index])
      let both = 1 - (1 - first) * (1 - second)
      let kept = replacement.values[index] * first * (1 - second)
      combined.values[index] = both
      let sum = kept + next.replacement.values[index] * second
      value.values[index] = both > 0 ? sum / both : 0
    }
    return LayerEdit(layer: layer, weight: combined, replacement: value)
  }
}
