import Faults
import Layers
import OneDNN
import Tensors

/// Attention with fewer keys than queries, then a feed-forward part that sees its neighbours.
struct TransformerBlock {
  private let attentionNorm: LayerNormalization
  private let attention: Attention
  private let mixing: Mixing
  private let output: Convolution
  private let mixingNorm: LayerNormalization
  private let expansion: Convolution
  private let depthwise: Convolution
  private let projection: Convolution
  private let width: Int

  /// What makes queries, keys and values.
  private enum Mixing {
    /// All three at once.
    case full(Convolution)
    /// Keys and values from a smaller map.
    case reduced(query: Convolution, Convolution, LayerNormalization, keyValue: Convolution)
  }

  init(
    _ plan: SegFormerArchitecture.Block,
    heads: Int,
    _ factory: LayerFactory
  ) throws(Fault) {
    width = plan.query.outputs
    attention = Attention(heads: heads)
    attentionNorm = try factory.normalisation(plan.attentionNorm)
    if let reduction = plan.reduction, let norm = plan.reductionNorm {
      mixing = .reduced(
        query: try factory.convolution(plan.query, .none),
        try factory.convolution(reduction, .none),
        try factory.normalisation(norm),
        keyValue: try factory.joined([plan.key, plan.value])
      )
    } else {
      mixing = .full(try factory.joined([plan.query, plan.key, plan.value]))
    }
    output = try factory.convolution(plan.output, .none)
    mixingNorm = try factory.normalisation(plan.mixingNorm)
    expansion = try factory.convolution(plan.expansion, .none)
    depthwise = try factory.convolution(plan.depthwise, .gaussian)
    projection = try factory.convolution(plan.projection, .none)
  }

  /// Adds both parts to the tokens, in place.
  func callAsFunction(_ tokens: FeatureMaps) throws(Fault) -> FeatureMaps {
    try output(try attend(attentionNorm(tokens)), accumulatingInto: tokens)
    let hidden = try depthwise(try expansion(mixingNorm(tokens)))
    try projection(hidden, accumulatingInto: tokens)
    return tokens
  }

  private func attend(_ tokens: FeatureMaps) throws(Fault) -> FeatureMaps {
    switch mixing {
    case .full(let layer):
      let mixed = try layer(tokens)
      return attention(
        queries: .init(mixed),
        keys: .init(mixed, from: width),
        values: .init(mixed, from: 2 * width),
        channels: width
      )
    case .reduced(let query, let reduction, let norm, let keyValue):
      let smallest = min(tokens.shape.height, tokens.shape.width)
      guard smallest >= reduction.geometry.kernelHeight else {
        throw Fault(
          .usage,
          "segment images",
          expected: "images large enough for the network's attention",
          found: "a feature map of \(tokens.shape.height) x \(tokens.shape.width)",
          advice: "Choose a larger segmentation size"
        )
      }
      let mixed = try keyValue(norm(try reduction(tokens)))
      return attention(
        queries: .init(try query(tokens)),
        keys: .init(mixed),
        values: .init(mixed, from: width),
        channels: width
      )
    }
  }
}
