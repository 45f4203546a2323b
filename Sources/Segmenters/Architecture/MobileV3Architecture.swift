import Faults

/// A large MobileNetV3 of any width, dilated to a resolution of 1/16, as torchvision's segmenters
/// use it.
///
/// Howard et al. 2019, arXiv:1905.02244.
struct MobileV3Architecture: Hashable, Sendable {
  let stem: ConvolutionPlan
  /// Blocks 1 to 15.
  let blocks: [InvertedResidual]
  let last: ConvolutionPlan

  var convolutions: [ConvolutionPlan] { [stem] + blocks.flatMap(\.convolutions) + [last] }

  private static let epsilon: Float = 1e-3
  private static let blockNumbers = 1...15
  /// The blocks that halve the resolution in the network as designed; the last one is dilated.
  private static let downsampling: Set<Int> = [2, 4, 7, 13]
  private static let firstSwish = 7
  private static let firstDilated = 13

  static func infer(from inventory: TensorInventory) throws(Fault) -> MobileV3Architecture {
    let stemWidth = try inventory.kernel("backbone.0.0.weight")[0]
    let blocks = try InvertedResidual.chain(blockNumbers, inputs: stemWidth) {
      (number, inputs) throws(Fault) in
      try infer(block: number, from: inventory, inputs: inputs)
    }
    let number = blocks.count + 1
    return MobileV3Architecture(
      stem: unit("backbone.0", inputs: 3, outputs: stemWidth, kernel: 3, stride: 2),
      blocks: blocks,
      last: unit(
        "backbone.\(number)",
        inputs: blocks.last?.projection.outputs ?? stemWidth,
        outputs: try inventory.kernel("backbone.\(number).0.weight")[0]
      )
    )
  }

  private static func unit(
    _ name: String,
    inputs: Int,
    outputs: Int,
    kernel: Int = 1,
    stride: Int = 1,
    dilation: Int = 1,
    groups: Int = 1
  ) -> ConvolutionPlan {
    ConvolutionPlan.normalised(
      "\(name).0",
      normalisation: "\(name).1",
      inputs: inputs,
      outputs: outputs,
      kernel: kernel,
      stride: stride,
      dilation: dilation,
      groups: groups
    ).with(epsilon: epsilon)
  }

  private static func infer(
    block number: Int,
    from inventory: TensorInventory,
    inputs: Int
  ) throws(Fault) -> InvertedResidual {
    let name = "backbone.\(number).block"
    let first = try inventory.kernel("\(name).0.0.weight")
    let expands = first[2] == 1
    let hidden = first[0]
    let depthwise = "\(name).\(expands ? 1 : 0)"
    var next = expands ? 2 : 1
    var gate: [ConvolutionPlan] = []
    if inventory.contains("\(name).\(next).fc1.weight") {
      let squeezed = try inventory.kernel("\(name).\(next).fc1.weight")[0]
      gate = [
        .classifier("\(name).\(next).fc1", inputs: hidden, outputs: squeezed),
        .classifier("\(name).\(next).fc2", inputs: squeezed, outputs: hidden),
      ]
      next += 1
    }
    let outputs = try inventory.kernel("\(name).\(next).0.weight")[0]
    let halves = downsampling.contains(number)
    let dilation = number >= firstDilated ? 2 : 1
    return InvertedResidual(
      expansion: expands ? unit("\(name).0", inputs: inputs, outputs: hidden) : nil,
      depthwise: unit(
        depthwise,
        inputs: hidden,
        outputs: hidden,
        kernel: try inventory.kernel("\(depthwise).0.weight")[2],
        stride: halves && dilation == 1 ? 2 : 1,
        dilation: dilation,
        groups: hidden
      ),
      gate: gate,
      projection: unit("\(name).\(next)", inputs: hidden, outputs: outputs),
      isSwish: number >= firstSwish,
      isResidual: !halves && inputs == outputs
    )
  }
}
