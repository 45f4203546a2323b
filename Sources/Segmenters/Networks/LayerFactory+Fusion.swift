import Faults
import Layers
import OneDNN
import Tensors

extension LayerFactory {
  /// Each level's projection and its part of the layer that mixes all, as one linear layer.
  ///
  /// The coarsest level's channels come first in that layer's weights. The finest level's layer has
  /// its bias and rectification.
  func fused(
    _ projections: [ConvolutionPlan],
    _ fusion: ConvolutionPlan,
    on session: Session
  ) throws(Fault) -> [Convolution] {
    let (weights, shift) = try folded(fusion)
    var layers: [Convolution] = []
    var first = fusion.inputs
    for (level, projection) in projections.enumerated() {
      first -= projection.outputs
      let part = (0..<fusion.outputs).flatMap { output in
        let start = output * fusion.inputs + first
        return weights[start..<start + projection.outputs]
      }
      let (product, offset) = try Self.product(
        part,
        after: try folded(projection),
        plan: projection,
        outputs: fusion.outputs,
        on: session
      )
      var geometry = Self.geometry(of: fusion)
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
    return layers
  }

  /// The weights and bias of a projection followed by a matrix (outputs, projection's outputs).
  private static func product(
    _ matrix: [Float],
    after projection: (weights: [Float], bias: [Float]),
    plan: ConvolutionPlan,
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
}
