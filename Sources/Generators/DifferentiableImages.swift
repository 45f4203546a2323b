public import Faults
public import Interventions
import Layers
import OneDNN
public import Tensors

/// Images made from a layer on, which can be differentiated by the layer's output.
///
/// It keeps all values after the layer as long as it lives, in the generator's lane.
public struct DifferentiableImages {
  /// The images of shape (batch, channels, height, width), raw.
  public let images: Tensor
  private let pass: BackwardPass
  private let layer: Slot

  init(_ pass: BackwardPass, from layer: Slot) {
    self.pass = pass
    self.layer = layer
    images = pass.output.tensor()
  }

  /// The gradient of a function of the images with respect to the layer's output, as later layers
  /// read it: after its edits.
  ///
  /// - Parameter gradient: The function's gradient with respect to the images, of their shape.
  /// - Returns: The gradient, of shape (batch, units, height, width).
  /// - Throws: `Fault` that names a step without a gradient, or a defect of oneDNN.
  public func layerGradient(of gradient: Tensor) throws(Fault) -> Tensor {
    precondition(gradient.shape == images.shape, "\(gradient.shape) for \(images.shape)")
    let maps = FeatureMaps(gradient, on: pass.output.session)
    guard let found = try pass.gradients(of: maps, by: [layer])[layer] else {
      throw Fault(.defect, "differentiate images", found: "a layer that no image depends on")
    }
    return found.tensor()
  }
}

extension Generator {
  /// Goes on from a layer's output, and keeps what it takes to differentiate the images by it.
  ///
  /// - Parameters:
  ///   - continuation: What `begin` computed; it stays as it is.
  ///   - edits: What to change in the continuation's own layer.
  /// - Returns: The images of `generate`, with the way back to the layer.
  /// - Throws: `Fault` for an edit of another layer or one that does not fit.
  public func differentiableImages(
    from continuation: Continuation,
    edits: [LayerEdit] = []
  ) throws(Fault) -> DifferentiableImages {
    let plan = try EditPlan(edits, of: self)
    if let other = plan.slots.first(where: { $0 != continuation.slot }) {
      throw Fault(
        .usage,
        "differentiate images by layer",
        on: continuation.layer.rawValue,
        expected: "edits of this layer",
        found: "one of \(layerName(of: other))"
      )
    }
    var values = continuation.values
    if let output = values[continuation.slot] {
      values[continuation.slot] = try plan.applied(to: output, continuation.slot)
    }
    let pass = try BackwardPass(network, from: values, to: imageValue)
    return DifferentiableImages(pass, from: continuation.slot)
  }
}
