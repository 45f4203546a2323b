import Faults
import Layers
import OneDNN
import Tensors

/// BiSeNet for faces.
///
/// Yu et al. 2018, arXiv:1808.00897.
final class BilateralNetwork: LogitNetwork {
  private struct Refinement {
    let convolution: Convolution
    let gate: Convolution

    init(_ plan: BilateralArchitecture.Refinement, _ factory: LayerFactory) throws(Fault) {
      convolution = try factory.convolution(plan.convolution)
      gate = try factory.convolution(plan.gate, .sigmoid)
    }

    func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
      let maps = try convolution(input)
      return maps.gated(by: try gate(maps.mean()))
    }
  }

  private let encoder: ResidualEncoder
  private let mean: Convolution
  private let fine: Refinement
  private let coarse: Refinement
  private let fineHead: Convolution
  private let coarseHead: Convolution
  private let fusion: Convolution
  private let fusionGate: [Convolution]
  private let convolution: Convolution
  private let classifier: Convolution

  init(
    _ architecture: BilateralArchitecture,
    _ factory: LayerFactory,
    _ order: [Int]
  ) throws(Fault) {
    encoder = try ResidualEncoder(architecture.encoder, factory)
    mean = try factory.convolution(architecture.mean)
    fine = try Refinement(architecture.fine, factory)
    coarse = try Refinement(architecture.coarse, factory)
    fineHead = try factory.convolution(architecture.fineHead)
    coarseHead = try factory.convolution(architecture.coarseHead)
    fusion = try factory.convolution(architecture.fusion)
    var gate: [Convolution] = []
    for (plan, end) in zip(architecture.fusionGate, [Nonlinearity.rectified, .sigmoid]) {
      gate.append(try factory.convolution(plan, end))
    }
    fusionGate = gate
    convolution = try factory.convolution(architecture.convolution)
    classifier = try factory.classifier(architecture.classifier, order.map { $0..<$0 + 1 })
  }

  let enlargement = Resampling.Method.cornerAligned

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps {
    let levels = try encoder(image)
    let mixed = try fuse(levels[1], try context(levels))
    return try classifier(try convolution(mixed), outputPrecision: .float32)
  }

  /// The coarser maps refined and brought to the finest one's extent.
  private func context(_ levels: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let coarsest = try coarse(levels[3])
    nearest(like: coarsest)(try mean(levels[3].mean()), accumulatingInto: coarsest)
    let middle = try fine(levels[2])
    let head = try coarseHead(nearest(like: middle)(coarsest))
    middle.add(head)
    return try fineHead(nearest(like: levels[1])(middle))
  }

  private func fuse(_ spatial: FeatureMaps, _ context: FeatureMaps) throws(Fault) -> FeatureMaps {
    let maps = try fusion(.concatenate([spatial, context]))
    var gate = maps.mean()
    for layer in fusionGate { gate = try layer(gate) }
    return maps.gated(by: gate, adds: true)
  }

  private func nearest(like maps: FeatureMaps) -> Resampling {
    Resampling(.nearest, height: maps.shape.height, width: maps.shape.width)
  }
}
