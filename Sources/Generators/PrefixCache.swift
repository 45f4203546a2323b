import OneDNN
import Tensors

/// Outputs of layers before any edit, which stay the same while the edit changes.
struct PrefixCache {
  private let z: Tensor
  private let precision: Precision
  private var outputs: [Int: FeatureMaps] = [:]
  /// What the layers after the last edited one computed.
  var trace: TailTrace?

  init(_ z: Tensor, _ precision: Precision) {
    self.z = z
    self.precision = precision
  }

  /// Whether it holds what these latents give.
  func serves(_ z: Tensor, _ precision: Precision) -> Bool {
    self.precision == precision && self.z == z
  }

  /// The last layer up to a given one whose output is known.
  func nearest(upTo layer: Int) -> (layer: Int, output: FeatureMaps)? {
    guard let known = outputs.keys.filter({ $0 <= layer }).max(), let output = outputs[known] else {
      return nil
    }
    return (known, output)
  }

  mutating func keep(_ output: FeatureMaps, of layer: Int) { outputs[layer] = output }
}
