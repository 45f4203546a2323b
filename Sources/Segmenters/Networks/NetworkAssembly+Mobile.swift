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
    var value = try convolution(architecture.stem, image, .clampedToSix)
    for block in architecture.blocks {
      let middle = try chain(block.convolutions.dropLast(), value, .clampedToSix)
      value = try projection(block.projection, middle, past: block.isResidual ? value : nil)
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
    var value = try convolution(architecture.stem, image, .hardSwish)
    var low = value
    for (index, block) in architecture.blocks.enumerated() {
      let nonlinearity: Nonlinearity = block.isSwish ? .hardSwish : .rectified
      let leading = [block.expansion, block.depthwise].compactMap { $0 }
      var middle = try chain(leading, value, nonlinearity)
      if !block.gate.isEmpty {
        let gate = try self.gate(block.gate, mean(middle), end: .hardSigmoid)
        middle = add(Gate(), middle, gate)
      }
      value = try projection(block.projection, middle, past: block.isResidual ? value : nil)
      if index + 1 == LiteArchitecture.lowBlock { low = value }
    }
    return (low, try convolution(architecture.last, value, .hardSwish))
  }

  private mutating func projection(
    _ plan: ConvolutionPlan,
    _ input: Slot,
    past value: Slot?
  ) throws(Fault) -> Slot {
    guard let value else { return try convolution(plan, input, .none) }
    return try residual(plan, input, past: value, .none)
  }
}
