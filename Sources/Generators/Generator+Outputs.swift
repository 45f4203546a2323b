public import Faults
public import Interventions
import Layers
import OneDNN
public import Tensors

extension Generator {
  /// The output of a later layer alone; what comes after it is not computed.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - continuation: What `begin` computed for an earlier layer; it stays as it is.
  ///   - edits: What to change on the way.
  /// - Returns: The layer's output of shape (batch, units, height, width).
  /// - Throws: `Fault` for an unknown or earlier layer, or an edit that does not fit.
  public func output(
    of layer: LayerName,
    from continuation: Continuation,
    edits: [LayerEdit] = []
  ) throws(Fault) -> Tensor {
    let plan = try EditPlan(edits, of: self)
    let target = try slot(of: layer, toDo: "compute layer")
    guard target > continuation.slot else {
      throw Fault(
        .usage,
        "go on after layer",
        on: continuation.layer.rawValue,
        expected: "a later layer",
        found: layer.rawValue
      )
    }
    var values = continuation.values
    if let output = values[continuation.slot] {
      values[continuation.slot] = try plan.applied(to: output, continuation.slot)
    }
    var pass = ForwardPass(network, from: values, visiting: plan.slots)
    let maps = try pass.run(to: target) { (slot, output) throws(Fault) in
      try plan.apply(to: output, slot)
      return output
    }
    return maps.tensor()
  }
}
