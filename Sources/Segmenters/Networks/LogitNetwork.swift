import Faults
import Layers
import OneDNN

/// A network with one list of classes.
protocol LogitNetwork: AnyObject {
  /// The logits in float32, at an extent of the network's own.
  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps

  /// How the published code enlarges the logits.
  var enlargement: Resampling.Method { get }
}

extension LogitNetwork {
  var enlargement: Resampling.Method { .bilinear }
}

extension WholeArchitecture {
  /// Builds the network; `order` lists the classes as their logits are wanted.
  func build(
    _ factory: LayerFactory,
    order: [Int],
    on session: Session
  ) throws(Fault) -> any LogitNetwork {
    switch self {
    case .segFormer(let network): try SegFormerNetwork(network, factory, order, on: session)
    case .atrous(let network): try AtrousNetwork(network, factory, order)
    case .lite(let network): try LiteNetwork(network, factory, order)
    case .bilateral(let network): try BilateralNetwork(network, factory, order)
    }
  }
}
