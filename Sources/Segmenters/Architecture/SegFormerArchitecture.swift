import Faults

/// A SegFormer of any depth and width, by the names that Hugging Face's transformers write.
///
/// Xie et al. 2021, arXiv:2105.15203.
struct SegFormerArchitecture: Hashable, Sendable {
  /// Attention and a feed-forward part, each added to the tokens.
  struct Block: Hashable, Sendable {
    let attentionNorm: NormalisationPlan
    let query: ConvolutionPlan
    let key: ConvolutionPlan
    let value: ConvolutionPlan
    /// What makes fewer keys and values, if there is anything.
    let reduction: ConvolutionPlan?
    let reductionNorm: NormalisationPlan?
    let output: ConvolutionPlan
    let mixingNorm: NormalisationPlan
    let expansion: ConvolutionPlan
    let depthwise: ConvolutionPlan
    let projection: ConvolutionPlan
  }

  /// Blocks of one resolution.
  struct Stage: Hashable, Sendable {
    let embedding: ConvolutionPlan
    let embeddingNorm: NormalisationPlan
    let blocks: [Block]
    let norm: NormalisationPlan
    let heads: Int
  }

  let stages: [Stage]
  /// One a stage.
  let projections: [ConvolutionPlan]
  /// Over all projections, the last stage's first.
  let fusion: ConvolutionPlan
  let classifier: ConvolutionPlan

  var convolutions: [ConvolutionPlan] {
    stages.flatMap { stage in [stage.embedding] + stage.blocks.flatMap(\.convolutions) }
      + projections + [fusion, classifier]
  }

  var normalisations: [NormalisationPlan] {
    stages.flatMap { stage in
      [stage.embeddingNorm, stage.norm] + stage.blocks.flatMap(\.normalisations)
    }
  }

  /// "mit_b0" and the like, from depths and widths.
  var name: String {
    let depths = stages.map(\.blocks.count)
    let width = stages.first?.embedding.outputs ?? 0
    let number: Int? =
      switch (depths, width) {
      case ([2, 2, 2, 2], 32): 0
      case ([2, 2, 2, 2], 64): 1
      case ([3, 4, 6, 3], 64): 2
      case ([3, 4, 18, 3], 64): 3
      case ([3, 8, 27, 3], 64): 4
      case ([3, 6, 40, 3], 64): 5
      default: nil
      }
    return number.map { "mit_b\($0)" }
      ?? "mit (\(depths.map(String.init).joined(separator: ", ")) blocks)"
  }

  static func recognizes(_ inventory: TensorInventory) -> Bool {
    inventory.contains("decode_head.linear_c.0.proj.weight")
      && inventory.hasPrefix("segformer.encoder.")
  }

  static func infer(
    from inventory: TensorInventory,
    _ configuration: SegFormerConfiguration
  ) throws(Fault) -> SegFormerArchitecture {
    let count = inventory.count { "\(encoder).patch_embeddings.\($0).proj.weight" }
    guard count > 0 else {
      throw inventory.refusal("no tensor '\(encoder).patch_embeddings.0.proj.weight'")
    }
    try configuration.check(stages: count, inventory)
    var width = 3
    var stages: [Stage] = []
    var projections: [ConvolutionPlan] = []
    for index in 0..<count {
      let stage = try infer(stage: index, from: inventory, inputs: width, configuration)
      width = stage.embedding.outputs
      let name = "\(head).linear_c.\(index).proj"
      projections.append(
        .linear(name, inputs: width, outputs: try inventory.matrix("\(name).weight")[0])
      )
      stages.append(stage)
    }
    let fused = try inventory.kernel("\(head).linear_fuse.weight")[0]
    let network = SegFormerArchitecture(
      stages: stages,
      projections: projections,
      fusion: .normalised(
        "\(head).linear_fuse",
        normalisation: "\(head).batch_norm",
        inputs: projections.reduce(0) { $0 + $1.outputs },
        outputs: fused,
        kernel: 1
      ),
      classifier: .classifier(
        "\(head).classifier",
        inputs: fused,
        outputs: try inventory.kernel("\(head).classifier.weight")[0]
      )
    )
    try configuration.check(network, inventory)
    return network
  }

  private static let encoder = "segformer.encoder"
  private static let head = "decode_head"
}

extension SegFormerArchitecture {
  private static func infer(
    stage: Int,
    from inventory: TensorInventory,
    inputs: Int,
    _ configuration: SegFormerConfiguration
  ) throws(Fault) -> Stage {
    let embedding = "\(encoder).patch_embeddings.\(stage)"
    let kernel = try inventory.kernel("\(embedding).proj.weight")
    let width = kernel[0]
    let count = inventory.count { "\(encoder).block.\(stage).\($0).layer_norm_1.weight" }
    guard count > 0 else {
      throw inventory.refusal("no tensor '\(encoder).block.\(stage).0.layer_norm_1.weight'")
    }
    var blocks: [Block] = []
    for index in 0..<count {
      blocks.append(
        try infer(block: "\(encoder).block.\(stage).\(index)", from: inventory, width)
      )
    }
    return Stage(
      embedding: .biased(
        "\(embedding).proj",
        inputs: inputs,
        outputs: width,
        kernel: kernel[2],
        stride: configuration.stride(of: stage),
        padding: kernel[2] / 2
      ),
      embeddingNorm: NormalisationPlan(name: "\(embedding).layer_norm", width: width),
      blocks: blocks,
      norm: NormalisationPlan(name: "\(encoder).layer_norm.\(stage)", width: width),
      heads: try configuration.heads(of: stage, width: width, inventory)
    )
  }

  private static func infer(
    block: String,
    from inventory: TensorInventory,
    _ width: Int
  ) throws(Fault) -> Block {
    let attention = "\(block).attention.self"
    let hidden = try inventory.matrix("\(block).mlp.dense1.weight")[0]
    let reduces = inventory.contains("\(attention).sr.weight")
    let ratio = reduces ? try inventory.kernel("\(attention).sr.weight")[2] : 1
    return Block(
      attentionNorm: NormalisationPlan(name: "\(block).layer_norm_1", width: width),
      query: .linear("\(attention).query", inputs: width, outputs: width),
      key: .linear("\(attention).key", inputs: width, outputs: width),
      value: .linear("\(attention).value", inputs: width, outputs: width),
      reduction: reduces
        ? .biased(
          "\(attention).sr",
          inputs: width,
          outputs: width,
          kernel: ratio,
          stride: ratio,
          padding: 0
        ) : nil,
      reductionNorm: reduces
        ? NormalisationPlan(name: "\(attention).layer_norm", width: width) : nil,
      output: .linear("\(block).attention.output.dense", inputs: width, outputs: width),
      mixingNorm: NormalisationPlan(name: "\(block).layer_norm_2", width: width),
      expansion: .linear("\(block).mlp.dense1", inputs: width, outputs: hidden),
      depthwise: .biased(
        "\(block).mlp.dwconv.dwconv",
        inputs: hidden,
        outputs: hidden,
        kernel: 3,
        groups: hidden
      ),
      projection: .linear("\(block).mlp.dense2", inputs: hidden, outputs: width)
    )
  }
}

extension SegFormerArchitecture.Block {
  var convolutions: [ConvolutionPlan] {
    [query, key, value, output, expansion, depthwise, projection] + (reduction.map { [$0] } ?? [])
  }

  var normalisations: [NormalisationPlan] {
    [attentionNorm, mixingNorm] + (reductionNorm.map { [$0] } ?? [])
  }
}

/// A layer normalisation over the channels: where its tensors are.
struct NormalisationPlan: Hashable, Sendable {
  let name: String
  let width: Int

  var expectedTensors: [ExpectedTensor] {
    ["weight", "bias"].map { ExpectedTensor(name: "\(name).\($0)", dimensions: [width]) }
  }
}
