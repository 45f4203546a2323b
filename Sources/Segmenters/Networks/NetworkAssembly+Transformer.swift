import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// The feature maps of a SegFormer's stages, finest first.
  ///
  /// Xie et al. 2021, arXiv:2105.15203.
  mutating func encoder(
    _ architecture: SegFormerArchitecture,
    _ image: Slot
  ) throws(Fault) -> [Slot] {
    var value = image
    var levels: [Slot] = []
    for stage in architecture.stages {
      let embedded = try convolution(stage.embedding, value, nonlinearity: .none)
      value = add(try factory.normalisation(stage.embeddingNorm), embedded)
      for block in stage.blocks { value = try transformer(block, heads: stage.heads, value) }
      value = add(try factory.normalisation(stage.norm), value)
      levels.append(value)
    }
    return levels
  }

  /// Attention with fewer keys than queries, then a feed-forward part that sees its neighbours.
  private mutating func transformer(
    _ block: SegFormerArchitecture.Block,
    heads: Int,
    _ tokens: Slot
  ) throws(Fault) -> Slot {
    let normed = add(try factory.normalisation(block.attentionNorm), tokens)
    let mixed = try attention(block, Attention(heads: heads), of: normed)
    let attended = try residual(block.output, mixed, past: tokens, nonlinearity: .none)
    let again = add(try factory.normalisation(block.mixingNorm), attended)
    let expanded = try convolution(block.expansion, again, nonlinearity: .none)
    let hidden = try convolution(block.depthwise, expanded, nonlinearity: .gaussian)
    return try residual(block.projection, hidden, past: attended, nonlinearity: .none)
  }

  private mutating func attention(
    _ block: SegFormerArchitecture.Block,
    _ attention: Attention,
    of tokens: Slot
  ) throws(Fault) -> Slot {
    guard let reduction = block.reduction, let norm = block.reductionNorm else {
      let all = add(try factory.joined([block.query, block.key, block.value]), tokens)
      return add(attention, all)
    }
    let queries = try convolution(block.query, tokens, nonlinearity: .none)
    let fewer = try convolution(reduction, tokens, nonlinearity: .none)
    let normed = add(try factory.normalisation(norm), fewer)
    let others = add(try factory.joined([block.key, block.value]), normed)
    return add(attention, queries, others)
  }

  /// A linear layer for each level, the results enlarged to the finest and mixed by another one.
  ///
  /// Enlarging commutes with linear layers, so the two are one for each level, at the level's own
  /// extent: the same sums up to rounding, with a fraction of the multiplications.
  mutating func linearFusion(
    _ architecture: SegFormerArchitecture,
    _ levels: [Slot],
    on session: Session
  ) throws(Fault) -> Slot {
    let layers = try factory.fused(
      architecture.projections,
      architecture.fusion,
      on: session
    )
    var sum: Slot?
    for (layer, level) in zip(layers, levels).dropFirst() {
      let mixed = add(layer, level)
      if let before = sum {
        sum = add(ResizedSum(.bilinear), mixed, before)
      } else {
        sum = resized(mixed, like: levels[0])
      }
    }
    guard let sum else { return add(layers[0], levels[0]) }
    return add(ResidualConvolution(layers[0]), levels[0], sum)
  }
}
