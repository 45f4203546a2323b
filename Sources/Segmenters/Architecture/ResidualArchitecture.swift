import Faults

/// A ResNet of any depth and width, with a deep stem of three 3x3 convolutions or the plain one.
struct ResidualArchitecture: Hashable, Sendable {
  /// A residual block.
  struct Block: Hashable, Sendable {
    /// One convolution in a basic block, two in a bottleneck.
    let leading: [ConvolutionPlan]
    /// The convolution whose sum meets the way past.
    let last: ConvolutionPlan
    /// The 1x1 convolution on the way past, if there is one.
    let downsample: ConvolutionPlan?

    var convolutions: [ConvolutionPlan] { leading + [last] }
  }

  /// Blocks of one resolution.
  struct Stage: Hashable, Sendable {
    let blocks: [Block]
    let outputs: Int
  }

  let stem: [ConvolutionPlan]
  let stages: [Stage]
  let isDilated: Bool

  var convolutions: [ConvolutionPlan] {
    stem
      + stages.flatMap(\.blocks).flatMap { block in
        block.convolutions + (block.downsample.map { [$0] } ?? [])
      }
  }

  /// "resnet50" and the like, from the numbers of blocks.
  var name: String {
    let counts = stages.map(\.blocks.count)
    let isBasic = stages.first?.blocks.first?.leading.count == 1
    let depth: String =
      switch (counts, isBasic) {
      case ([2, 2, 2, 2], true): "resnet18"
      case ([3, 4, 6, 3], false): "resnet50"
      case ([3, 4, 23, 3], false): "resnet101"
      default: "resnet (\(counts.map(String.init).joined(separator: ", ")) blocks)"
      }
    return isDilated ? depth + "dilated" : depth
  }

  /// Finds the layers of a ResNet; `prefix` stands before the names of its tensors.
  static func infer(
    from inventory: TensorInventory,
    prefix: String = "",
    isDilated: Bool
  ) throws(Fault) -> ResidualArchitecture {
    let stem = try inferStem(from: inventory, prefix)
    var width = stem[stem.count - 1].outputs
    var stages: [Stage] = []
    for number in 1...4 {
      let stage = try infer(
        stage: number,
        from: inventory,
        prefix,
        inputs: width,
        isDilated: isDilated
      )
      width = stage.outputs
      stages.append(stage)
    }
    return ResidualArchitecture(stem: stem, stages: stages, isDilated: isDilated)
  }

  private static func inferStem(
    from inventory: TensorInventory,
    _ prefix: String
  ) throws(Fault) -> [ConvolutionPlan] {
    let isDeep = inventory.contains("\(prefix)conv3.weight")
    var width = 3
    var stem: [ConvolutionPlan] = []
    for number in 1...(isDeep ? 3 : 1) {
      let outputs = try inventory.kernel("\(prefix)conv\(number).weight")[0]
      stem.append(
        .normalised(
          "\(prefix)conv\(number)",
          normalisation: "\(prefix)bn\(number)",
          inputs: width,
          outputs: outputs,
          kernel: isDeep ? 3 : 7,
          stride: number == 1 ? 2 : 1
        )
      )
      width = outputs
    }
    return stem
  }

  private static func infer(
    stage: Int,
    from inventory: TensorInventory,
    _ prefix: String,
    inputs: Int,
    isDilated: Bool
  ) throws(Fault) -> Stage {
    let name = "\(prefix)layer\(stage)"
    let count = inventory.count { "\(name).\($0).conv1.weight" }
    guard count > 0 else { throw inventory.refusal("no tensor '\(name).0.conv1.weight'") }
    var width = inputs
    var blocks: [Block] = []
    for index in 0..<count {
      let steps = Steps(stage: stage, isFirst: index == 0, isDilated: isDilated)
      let block = try infer(
        block: "\(name).\(index)",
        from: inventory,
        inputs: width,
        steps
      )
      width = block.last.outputs
      blocks.append(block)
    }
    return Stage(blocks: blocks, outputs: width)
  }

  /// The stride and dilation of a block's 3x3 convolutions.
  ///
  /// Dilated networks keep stages 3 and 4 at 1/8: the stride becomes 1, the kernels after it are
  /// dilated by 2 and 4, the kernel that had the stride by half as much.
  struct Steps {
    let stride: Int
    let first: Int
    let others: Int

    /// Neither stride nor dilation.
    static let plain = Steps(stage: 1, isFirst: false, isDilated: false)

    init(stage: Int, isFirst: Bool, isDilated: Bool) {
      let dilation = isDilated && stage >= 3 ? 1 << (stage - 2) : 1
      let strides = isFirst && stage > 1
      stride = strides && dilation == 1 ? 2 : 1
      others = dilation
      first = strides ? max(dilation / 2, 1) : dilation
    }
  }

  static func infer(
    block: String,
    from inventory: TensorInventory,
    inputs: Int,
    _ steps: Steps
  ) throws(Fault) -> Block {
    let inner = try inventory.kernel("\(block).conv1.weight")[0]
    let isBottleneck = inventory.contains("\(block).conv3.weight")
    let outputs = isBottleneck ? try inventory.kernel("\(block).conv3.weight")[0] : inner
    func plan(
      _ number: Int,
      inputs: Int,
      outputs: Int,
      kernel: Int,
      stride: Int = 1,
      dilation: Int = 1
    ) -> ConvolutionPlan {
      .normalised(
        "\(block).conv\(number)",
        normalisation: "\(block).bn\(number)",
        inputs: inputs,
        outputs: outputs,
        kernel: kernel,
        stride: stride,
        dilation: dilation
      )
    }
    let leading =
      isBottleneck
      ? [
        plan(1, inputs: inputs, outputs: inner, kernel: 1),
        plan(
          2,
          inputs: inner,
          outputs: inner,
          kernel: 3,
          stride: steps.stride,
          dilation: steps.first
        ),
      ]
      : [
        plan(
          1,
          inputs: inputs,
          outputs: inner,
          kernel: 3,
          stride: steps.stride,
          dilation: steps.first
        )
      ]
    let last =
      isBottleneck
      ? plan(3, inputs: inner, outputs: outputs, kernel: 1)
      : plan(2, inputs: inner, outputs: inner, kernel: 3, dilation: steps.others)
    let needsDownsample =
      inventory.contains("\(block).downsample.0.weight") || inputs != outputs || steps.stride > 1
    let downsample = ConvolutionPlan.normalised(
      "\(block).downsample.0",
      normalisation: "\(block).downsample.1",
      inputs: inputs,
      outputs: outputs,
      kernel: 1,
      stride: steps.stride
    )
    return Block(leading: leading, last: last, downsample: needsDownsample ? downsample : nil)
  }
}
