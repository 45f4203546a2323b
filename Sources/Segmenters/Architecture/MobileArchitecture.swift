import Faults

/// A MobileNetV2 without its last layer, dilated to a resolution of 1/8, of any width.
struct MobileArchitecture: Hashable, Sendable {
  let stem: ConvolutionPlan
  let blocks: [InvertedResidual]

  var convolutions: [ConvolutionPlan] { [stem] + blocks.flatMap(\.convolutions) }
  var outputs: Int { blocks.last?.projection.outputs ?? stem.outputs }

  /// The blocks that halve the resolution in the network as designed.
  private static let downsampling: Set<Int> = [2, 4, 7, 14]
  private static let blockNumbers = 1...17

  static func infer(from inventory: TensorInventory) throws(Fault) -> MobileArchitecture {
    let stemWidth = try inventory.kernel("features.0.0.weight")[0]
    return MobileArchitecture(
      stem: .normalised(
        "features.0.0",
        normalisation: "features.0.1",
        inputs: 3,
        outputs: stemWidth,
        kernel: 3,
        stride: 2
      ),
      blocks: try InvertedResidual.chain(blockNumbers, inputs: stemWidth) {
        (number, inputs) throws(Fault) in
        try infer(block: number, from: inventory, inputs: inputs)
      }
    )
  }

  private static func infer(
    block number: Int,
    from inventory: TensorInventory,
    inputs: Int
  ) throws(Fault) -> InvertedResidual {
    let name = "features.\(number).conv"
    let first = try inventory.kernel("\(name).0.weight")
    let expands = first[2] == 1
    let hidden = first[0]
    let places = expands ? (3, 6) : (0, 3)
    let outputs = try inventory.kernel("\(name).\(places.1).weight")[0]
    let steps = Self.steps(of: number)
    func plan(
      _ place: Int,
      inputs: Int,
      outputs: Int,
      kernel: Int = 1,
      stride: Int = 1,
      dilation: Int = 1,
      groups: Int = 1
    ) -> ConvolutionPlan {
      .normalised(
        "\(name).\(place)",
        normalisation: "\(name).\(place + 1)",
        inputs: inputs,
        outputs: outputs,
        kernel: kernel,
        stride: stride,
        dilation: dilation,
        groups: groups
      )
    }
    return InvertedResidual(
      expansion: expands ? plan(0, inputs: inputs, outputs: hidden) : nil,
      depthwise: plan(
        places.0,
        inputs: hidden,
        outputs: hidden,
        kernel: 3,
        stride: steps.stride,
        dilation: steps.dilation,
        groups: hidden
      ),
      projection: plan(places.1, inputs: hidden, outputs: outputs),
      isResidual: !downsampling.contains(number) && inputs == outputs
    )
  }

  /// Blocks from 7 on stay at 1/8: dilated by 2, from 14 on by 4, where the stride was by half.
  private static func steps(of number: Int) -> (stride: Int, dilation: Int) {
    let dilation = number < 7 ? 1 : number < 14 ? 2 : 4
    guard downsampling.contains(number) else { return (1, dilation) }
    return number < 7 ? (2, 1) : (1, dilation / 2)
  }
}
