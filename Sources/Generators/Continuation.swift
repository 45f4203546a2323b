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

/// What a generator made of latents.
public struct Generation: Sendable {
  /// Images of shape (batch, channels, height, width), raw: about -1...1, not clamped.
  public let images: Tensor
  /// The outputs of the layers that were observed, before any edit.
  public let activations: [LayerName: Tensor]

  /// Puts a result together.
  public init(images: Tensor, activations: [LayerName: Tensor] = [:]) {
    self.images = images
    self.activations = activations
  }
}

/// What an edit makes of a trace's values, from the first edited layer on.
struct EditedValues {
  /// The edit.
  let plan: EditPlan
  /// Values that differ from the plain ones, layers' outputs before their own edit.
  var values: [Slot: FeatureMaps] = [:]
  /// Where they differ.
  var places: [Slot: Window] = [:]
  /// Edited layers' outputs after their edit.
  var outputs: [Slot: FeatureMaps] = [:]

  init(_ plan: EditPlan) { self.plan = plan }

  var byteCount: Int {
    values.values.reduce(0) { $0 + $1.byteCount } + outputs.values.reduce(0) { $0 + $1.byteCount }
  }
}
