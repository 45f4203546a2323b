import CKernels
public import Faults
public import OneDNN
import Tensors

/// The first value with each channel multiplied by its gate, the second value, and perhaps added to
/// itself.
public final class Gate: Differentiable {
  private let adds: Bool

  /// Makes x gate, or x + x gate.
  public init(adds: Bool = false) { self.adds = adds }

  /// Multiplies the first input by the second.
  public func apply(to inputs: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    inputs[0].gated(by: inputs[1], adds: adds)
  }

  /// The gradients with respect to the maps and the gate.
  public func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) -> [FeatureMaps?] {
    let gate = inputs[1].precision == .float32 ? inputs[1] : inputs[1].copy(.float32)
    return [
      wanted[0] ? gradient.gated(by: gate, adds: adds) : nil,
      wanted[1] ? gradientOfGate(gradient, inputs[0]) : nil,
    ]
  }

  private func gradientOfGate(_ gradient: FeatureMaps, _ maps: FeatureMaps) -> FeatureMaps {
    let result = FeatureMaps(Shape(maps.shape.batch, maps.shape.channels, 1, 1), on: maps.session)
    maps.session.claimThread()
    CKernels_gate_adjoint(
      maps.element,
      maps.bytes,
      gradient.bytes.assumingMemoryBound(to: Float.self),
      result.bytes.assumingMemoryBound(to: Float.self),
      maps.shape.batch,
      maps.shape.planeCount,
      maps.shape.channels
    )
    return result
  }
}
