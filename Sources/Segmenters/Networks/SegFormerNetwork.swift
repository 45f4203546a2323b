import Faults
import Layers
import OneDNN
import Tensors

/// A SegFormer: four stages of attention, and a decoder of linear layers.
///
/// Xie et al. 2021, arXiv:2105.15203.
final class SegFormerNetwork: LogitNetwork {
  private struct Stage {
    let embedding: Convolution
    let embeddingNorm: LayerNormalization
    let blocks: [TransformerBlock]
    let norm: LayerNormalization

    func callAsFunction(_ input: FeatureMaps) throws(Fault) -> FeatureMaps {
      var tokens = embeddingNorm(try embedding(input))
      for block in blocks { tokens = try block(tokens) }
      return norm(tokens)
    }
  }

  private let stages: [Stage]
  private let fusion: LinearFusion
  private let classifier: Convolution

  init(
    _ architecture: SegFormerArchitecture,
    _ factory: LayerFactory,
    _ order: [Int],
    on session: Session
  ) throws(Fault) {
    var stages: [Stage] = []
    for plan in architecture.stages {
      var blocks: [TransformerBlock] = []
      for block in plan.blocks {
        blocks.append(try TransformerBlock(block, heads: plan.heads, factory))
      }
      stages.append(
        Stage(
          embedding: try factory.convolution(plan.embedding, .none),
          embeddingNorm: try factory.normalisation(plan.embeddingNorm),
          blocks: blocks,
          norm: try factory.normalisation(plan.norm)
        )
      )
    }
    self.stages = stages
    fusion = try LinearFusion(
      architecture.projections,
      architecture.fusion,
      factory,
      on: session
    )
    classifier = try factory.classifier(architecture.classifier, order.map { $0..<$0 + 1 })
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps {
    try classifier(try fusion(try features(of: image)), outputPrecision: .float32)
  }

  /// The feature maps of all stages, finest first.
  func features(of image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = image
    var levels: [FeatureMaps] = []
    for stage in stages {
      maps = try stage(maps)
      levels.append(maps)
    }
    return levels
  }
}

/// A linear layer for each level, the results enlarged to the finest and mixed by another one.
///
/// Enlarging commutes with linear layers, so the two are one for each level, at the level's own
/// extent: the same sums up to rounding, with a fraction of the multiplications.
final class LinearFusion {
  /// Finest first; the first one's nonlinearity ends the sum.
  private let layers: [Convolution]

  init(
    _ projections: [ConvolutionPlan],
    _ fusion: ConvolutionPlan,
    _ factory: LayerFactory,
    on session: Session
  ) throws(Fault) {
    let (weights, shift) = try factory.folded(fusion)
    var layers: [Convolution] = []
    // The coarsest level's channels come first.
    var first = fusion.inputs
    for (level, projection) in projections.enumerated() {
      first -= projection.outputs
      let part = (0..<fusion.outputs).flatMap { output in
        weights[
          output * fusion.inputs + first..<output * fusion.inputs + first + projection.outputs
        ]
      }
      let (product, offset) = try Self.product(
        part,
        try factory.folded(projection),
        projection,
        outputs: fusion.outputs,
        on: session
      )
      var geometry = LayerFactory.geometry(of: fusion)
      geometry.inputChannels = projection.inputs
      layers.append(
        try Convolution(
          geometry,
          weights: product,
          bias: level == 0 ? zip(offset, shift).map(+) : offset,
          nonlinearity: level == 0 ? .rectified : .none
        )
      )
    }
    self.layers = layers
  }

  /// The weights and bias of a projection followed by a matrix (outputs, projection's outputs).
  private static func product(
    _ matrix: [Float],
    _ projection: (weights: [Float], bias: [Float]),
    _ plan: ConvolutionPlan,
    outputs: Int,
    on session: Session
  ) throws(Fault) -> (weights: [Float], bias: [Float]) {
    let layer = try Convolution(
      ConvolutionGeometry(
        inputChannels: plan.outputs,
        outputChannels: outputs,
        kernelHeight: 1,
        kernelWidth: 1
      ),
      weights: matrix
    )
    // The projection's inputs, and then its bias, are the places of a map.
    let width = plan.inputs + 1
    let columns = (0..<plan.outputs).flatMap { row in
      projection.weights[row * plan.inputs..<(row + 1) * plan.inputs] + [projection.bias[row]]
    }
    let map = FeatureMaps(Tensor(Shape(1, plan.outputs, 1, width), columns), on: session)
    let result = try layer(map).tensor().values
    return (
      (0..<outputs).flatMap { result[$0 * width..<$0 * width + plan.inputs] },
      (0..<outputs).map { result[$0 * width + plan.inputs] }
    )
  }

  func callAsFunction(_ levels: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let finest = levels[0]
    let enlarging = Resampling(.bilinear, height: finest.shape.height, width: finest.shape.width)
    var sum: FeatureMaps?
    for (layer, maps) in zip(layers, levels).dropFirst() {
      let mixed = try layer(maps)
      if let sum {
        enlarging(mixed, accumulatingInto: sum)
      } else {
        sum = enlarging(mixed)
      }
    }
    guard let sum else { return try layers[0](finest) }
    try layers[0](finest, accumulatingInto: sum)
    return sum
  }
}
