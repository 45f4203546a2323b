import Layers
import OneDNN
public import Tensors

/// What it takes to go on after a layer: its output and whatever else later steps read.
///
/// For a progressive GAN that is the activation; a family with styles or a picture that grows from
/// layer to layer needs those too. It lives in the generator's lane.
public struct Continuation {
  /// The layer.
  public let layer: LayerName
  let slot: Slot
  let values: [Slot: FeatureMaps]
  let precision: Precision

  /// The layer's output, (batch, units, height, width); nil where it is not among what goes on.
  public var output: Tensor? { values[slot]?.tensor() }

  /// How many bytes it keeps.
  public var byteCount: Int { values.values.reduce(0) { $0 + $1.byteCount } }
}
