import Faults
import Layers
import OneDNN

/// A dilated MobileNetV3: its feature maps at 1/8 and, last, at 1/16.
///
/// Howard et al. 2019, arXiv:1905.02244.
final class MobileV3Encoder: Encoder {
  private struct Block {
    let layers: [Convolution]
    /// A gate of the channels from their means.
    let gate: [Convolution]
    let projection: Convolution
    let isResidual: Bool
  }

  private let stem: Convolution
  private let blocks: [Block]
  private let last: Convolution

  init(_ architecture: MobileV3Architecture, _ factory: LayerFactory) throws(Fault) {
    stem = try factory.convolution(architecture.stem, .hardSwish)
    var blocks: [Block] = []
    for plan in architecture.blocks {
      let nonlinearity: Nonlinearity = plan.isSwish ? .hardSwish : .rectified
      var layers: [Convolution] = []
      for convolution in [plan.expansion, plan.depthwise].compactMap({ $0 }) {
        layers.append(try factory.convolution(convolution, nonlinearity))
      }
      var gate: [Convolution] = []
      for (convolution, end) in zip(plan.gate, [Nonlinearity.rectified, .hardSigmoid]) {
        gate.append(try factory.convolution(convolution, end))
      }
      blocks.append(
        Block(
          layers: layers,
          gate: gate,
          projection: try factory.convolution(plan.projection, .none),
          isResidual: plan.isResidual
        )
      )
    }
    self.blocks = blocks
    last = try factory.convolution(architecture.last, .hardSwish)
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = try stem(image)
    var low: [FeatureMaps] = []
    for (index, block) in blocks.enumerated() {
      maps = try run(block, maps, mayOverwrite: index != LiteArchitecture.lowBlock)
      if index + 1 == LiteArchitecture.lowBlock { low = [maps] }
    }
    return low + [try last(maps)]
  }

  private func run(
    _ block: Block,
    _ input: FeatureMaps,
    mayOverwrite: Bool
  ) throws(Fault) -> FeatureMaps {
    var maps = input
    for layer in block.layers { maps = try layer(maps) }
    if !block.gate.isEmpty {
      var gate = maps.mean()
      for layer in block.gate { gate = try layer(gate) }
      maps = maps.gated(by: gate)
    }
    guard block.isResidual else { return try block.projection(maps) }
    let sum = mayOverwrite ? input : input.copy()
    try block.projection(maps, accumulatingInto: sum)
    return sum
  }
}
