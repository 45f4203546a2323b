import CKernels
public import OneDNN
import Tensors

extension FeatureMaps {
  /// The mean of each channel over all places, (batch, channels, 1, 1).
  public func mean() -> FeatureMaps { Resampling(.adaptiveAverage, height: 1, width: 1)(self) }

  /// The maps with each channel multiplied by its gate, and added to themselves if asked.
  ///
  /// - Parameters:
  ///   - gate: One factor a sample and channel, (batch, channels, 1, 1).
  ///   - adds: Whether the result is x + x gate instead of x gate.
  /// - Returns: New maps.
  public func gated(by gate: FeatureMaps, adds: Bool = false) -> FeatureMaps {
    precondition(
      gate.shape == Shape(shape.batch, shape.channels, 1, 1) && gate.precision == precision,
      "\(gate.shape) for \(shape)"
    )
    let result = FeatureMaps(shape, precision, on: session)
    session.claimThread()
    CKernels_gate(
      element,
      bytes,
      gate.bytes,
      result.bytes,
      shape.batch,
      shape.planeCount,
      shape.channels,
      adds ? 1 : 0
    )
    return result
  }
}
