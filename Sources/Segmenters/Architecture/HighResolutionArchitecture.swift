import Faults

/// An HRNetV2 of any width: branches of several resolutions, fused again and again.
///
/// Wang et al. 2019, arXiv:1908.07919.
struct HighResolutionArchitecture: Hashable, Sendable {
  typealias Block = ResidualArchitecture.Block

  /// Branches, and what leads from each to each other afterwards.
  struct Module: Hashable, Sendable {
    /// Each resolution's blocks, finest first.
    let branches: [[Block]]
    /// By target and source: one 1x1 convolution from a coarser branch, 3x3 convolutions of
    /// stride 2 from a finer one, none to itself.
    let fusions: [[[ConvolutionPlan]]]
  }

  /// Modules with equally many branches.
  struct Stage: Hashable, Sendable {
    /// What leads into each branch from the coarsest one before; nil where it just goes on.
    let transitions: [ConvolutionPlan?]
    let modules: [Module]
  }

  let stem: [ConvolutionPlan]
  let blocks: [Block]
  let stages: [Stage]

  var convolutions: [ConvolutionPlan] {
    let modules = stages.flatMap(\.modules)
    let all = blocks + modules.flatMap(\.branches).flatMap { $0 }
    return stem + all.flatMap { $0.convolutions + ($0.downsample.map { [$0] } ?? []) }
      + stages.flatMap(\.transitions).compactMap { $0 }
      + modules.flatMap(\.fusions).flatMap { $0 }.flatMap { $0 }
  }

  /// The channels of all branches of the last stage, enlarged and concatenated.
  var outputs: Int {
    stages.last?.modules.last?.branches.reduce(0) { $0 + ($1.last?.last.outputs ?? 0) } ?? 0
  }

  static func recognizes(_ inventory: TensorInventory) -> Bool {
    inventory.contains("transition1.0.0.weight")
  }

  static func infer(from inventory: TensorInventory) throws(Fault) -> HighResolutionArchitecture {
    var stem: [ConvolutionPlan] = []
    var width = 3
    for number in 1...2 {
      let outputs = try inventory.kernel("conv\(number).weight")[0]
      let plan = ConvolutionPlan.normalised(
        "conv\(number)",
        normalisation: "bn\(number)",
        inputs: width,
        outputs: outputs,
        kernel: 3,
        stride: 2
      )
      stem.append(plan)
      width = outputs
    }
    let blocks = try inferBlocks("layer1", from: inventory, inputs: width)
    var widths = [blocks.last?.last.outputs ?? width]
    var stages: [Stage] = []
    let count = inventory.count { "stage\($0 + 2).0.branches.0.0.conv1.weight" }
    for number in 2..<2 + count {
      let stage = try infer(stage: number, from: inventory, inputs: widths)
      widths = stage.modules.last?.branches.map { $0.last?.last.outputs ?? 0 } ?? widths
      stages.append(stage)
    }
    return HighResolutionArchitecture(stem: stem, blocks: blocks, stages: stages)
  }

  private static func inferBlocks(
    _ name: String,
    from inventory: TensorInventory,
    inputs: Int
  ) throws(Fault) -> [Block] {
    let count = inventory.count { "\(name).\($0).conv1.weight" }
    guard count > 0 else { throw inventory.refusal("no tensor '\(name).0.conv1.weight'") }
    var blocks: [Block] = []
    for index in 0..<count {
      blocks.append(
        try ResidualArchitecture.infer(
          block: "\(name).\(index)",
          from: inventory,
          inputs: blocks.last?.last.outputs ?? inputs,
          .plain
        )
      )
    }
    return blocks
  }

  private static func infer(
    stage: Int,
    from inventory: TensorInventory,
    inputs: [Int]
  ) throws(Fault) -> Stage {
    let branchCount = inventory.count { "stage\(stage).0.branches.\($0).0.conv1.weight" }
    guard (inputs.count...inputs.count + 1).contains(branchCount) else {
      throw inventory.refusal("\(branchCount) branches in stage \(stage) after \(inputs.count)")
    }
    var transitions: [ConvolutionPlan?] = []
    for branch in 0..<branchCount {
      transitions.append(try transition(to: branch, stage: stage, from: inventory, inputs))
    }
    var widths = transitions.enumerated().map { $1?.outputs ?? inputs[$0] }
    var modules: [Module] = []
    for index in 0..<inventory.count({ "stage\(stage).\($0).branches.0.0.conv1.weight" }) {
      let name = "stage\(stage).\(index)"
      var branches: [[Block]] = []
      for (branch, width) in widths.enumerated() {
        branches.append(
          try inferBlocks("\(name).branches.\(branch)", from: inventory, inputs: width)
        )
      }
      widths = branches.map { $0.last?.last.outputs ?? 0 }
      modules.append(Module(branches: branches, fusions: fusions(of: name, widths)))
    }
    return Stage(transitions: transitions, modules: modules)
  }

  private static func transition(
    to branch: Int,
    stage: Int,
    from inventory: TensorInventory,
    _ inputs: [Int]
  ) throws(Fault) -> ConvolutionPlan? {
    let isNew = branch == inputs.count
    let name = "transition\(stage - 1).\(branch)" + (isNew ? ".0" : "")
    guard isNew || inventory.contains("\(name).0.weight") else { return nil }
    return .normalised(
      "\(name).0",
      normalisation: "\(name).1",
      inputs: inputs[inputs.count - 1],
      outputs: try inventory.kernel("\(name).0.weight")[0],
      kernel: 3,
      stride: isNew ? 2 : 1
    )
  }

  private static func fusions(of module: String, _ widths: [Int]) -> [[[ConvolutionPlan]]] {
    widths.indices.map { target in
      widths.indices.map { source in
        let name = "\(module).fuse_layers.\(target).\(source)"
        if source > target {
          return [
            .normalised(
              "\(name).0",
              normalisation: "\(name).1",
              inputs: widths[source],
              outputs: widths[target],
              kernel: 1
            )
          ]
        }
        return (0..<target - source).map { step in
          .normalised(
            "\(name).\(step).0",
            normalisation: "\(name).\(step).1",
            inputs: widths[source],
            outputs: step == target - source - 1 ? widths[target] : widths[source],
            kernel: 3,
            stride: 2
          )
        }
      }
    }
  }
}
