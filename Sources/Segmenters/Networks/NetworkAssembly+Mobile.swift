import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// A dilated MobileNetV2.
  ///
  /// Sandler et al. 2018, arXiv:1801.04381.
  mutating func encoder(
    _ architecture: MobileArchitecture,
    _ image: Slot
  ) throws(Fault) -> Slot {
    var value = try convolution(architecture.stem, image, nonlinearity: .clampedToSix)
    for block in architecture.blocks {
      value = try self.block(block, value, nonlinearity: .clampedToSix)
    }
    return value
  }

  /// A dilated MobileNetV3: its feature maps at 1/8 and at 1/16.
  ///
  /// Howard et al. 2019, arXiv:1905.02244.
  mutating func encoder(
    _ architecture: MobileV3Architecture,
    _ image: Slot
  ) throws(Fault) -> (low: Slot, high: Slot) {
    var value = try convolution(architecture.stem, image, nonlinearity: .hardSwish)
    var low = value
    for (index, block) in architecture.blocks.enumerated() {
      value = try self.block(block, value, nonlinearity: block.isSwish ? .hardSwish : .rectified)
      if index + 1 == LiteArchitecture.lowBlock { low = value }
    }
    return (low, try convolution(architecture.last, value, nonlinearity: .hardSwish))
  }

  private mutating func block(
    _ block: InvertedResidual,
    _ input: Slot,
    nonlinearity: Nonlinearity
  ) throws(Fault) -> Slot {
    var middle = try chain(block.leading, input, nonlinearity: nonlinearity)
    if !block.gate.isEmpty {
      let gate = try self.gate(block.gate, mean(middle), end: .hardSigmoid)
      middle = add(Gate(), middle, gate)
    }
    guard block.isResidual else {
      return try convolution(block.projection, middle, nonlinearity: .none)
    }
    return try residual(block.projection, middle, past: input, nonlinearity: .none)
  }
}
