import Faults

/// BiSeNet as the published face parsers use it: its spatial path is the encoder's finest map.
///
/// Yu et al. 2018, arXiv:1808.00897.
struct BilateralArchitecture: Hashable, Sendable {
  /// A convolution whose channels are gated by its mean.
  struct Refinement: Hashable, Sendable {
    let convolution: ConvolutionPlan
    let gate: ConvolutionPlan
  }

  let encoder: ResidualArchitecture
  let mean: ConvolutionPlan
  let fine: Refinement
  let coarse: Refinement
  let fineHead: ConvolutionPlan
  let coarseHead: ConvolutionPlan
  let fusion: ConvolutionPlan
  let fusionGate: [ConvolutionPlan]
  let convolution: ConvolutionPlan
  let classifier: ConvolutionPlan

  var convolutions: [ConvolutionPlan] {
    encoder.convolutions
      + [
        mean, fine.convolution, fine.gate, coarse.convolution, coarse.gate, fineHead, coarseHead,
        fusion,
      ] + fusionGate + [convolution, classifier]
  }

  static func recognizes(_ inventory: TensorInventory) -> Bool {
    inventory.hasPrefix("cp.resnet.") && inventory.contains("ffm.convblk.conv.weight")
  }

  static func infer(from inventory: TensorInventory) throws(Fault) -> BilateralArchitecture {
    func unit(_ name: String, _ inputs: Int, kernel: Int) throws(Fault) -> ConvolutionPlan {
      let outputs = try inventory.kernel("\(name).conv.weight")[0]
      return .normalised(
        "\(name).conv",
        normalisation: "\(name).bn",
        inputs: inputs,
        outputs: outputs,
        kernel: kernel
      )
    }
    func refinement(_ name: String, _ inputs: Int) throws(Fault) -> Refinement {
      let convolution = try unit("\(name).conv", inputs, kernel: 3)
      let width = convolution.outputs
      return Refinement(
        convolution: convolution,
        gate: .normalised(
          "\(name).conv_atten",
          normalisation: "\(name).bn_atten",
          inputs: width,
          outputs: width,
          kernel: 1
        )
      )
    }
    // Sums need equal channels on both sides.
    func check(_ first: ConvolutionPlan, _ second: ConvolutionPlan) throws(Fault) {
      guard first.outputs != second.outputs else { return }
      throw inventory.refusal(
        "\(first.name) of \(first.outputs) and \(second.name) of \(second.outputs) channels, "
          + "which are added"
      )
    }
    let encoder = try ResidualArchitecture.infer(
      from: inventory,
      prefix: "cp.resnet.",
      isDilated: false
    )
    let widths = encoder.stages.map(\.outputs)
    let fine = try refinement("cp.arm16", widths[2])
    let coarse = try refinement("cp.arm32", widths[3])
    let coarseHead = try unit("cp.conv_head32", coarse.convolution.outputs, kernel: 3)
    let fineHead = try unit("cp.conv_head16", fine.convolution.outputs, kernel: 3)
    let mean = try unit("cp.conv_avg", widths[3], kernel: 1)
    try check(mean, coarse.convolution)
    try check(coarseHead, fine.convolution)
    let fusion = try unit("ffm.convblk", widths[1] + fineHead.outputs, kernel: 1)
    let squeezed = try inventory.kernel("ffm.conv1.weight")[0]
    let convolution = try unit("conv_out.conv", fusion.outputs, kernel: 3)
    return BilateralArchitecture(
      encoder: encoder,
      mean: mean,
      fine: fine,
      coarse: coarse,
      fineHead: fineHead,
      coarseHead: coarseHead,
      fusion: fusion,
      fusionGate: [
        .plain("ffm.conv1", inputs: fusion.outputs, outputs: squeezed),
        .plain("ffm.conv2", inputs: squeezed, outputs: fusion.outputs),
      ],
      convolution: convolution,
      classifier: .plain(
        "conv_out.conv_out",
        inputs: convolution.outputs,
        outputs: try inventory.kernel("conv_out.conv_out.weight")[0]
      )
    )
  }
}
