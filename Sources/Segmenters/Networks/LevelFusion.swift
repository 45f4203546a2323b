import Faults
import Layers
import OneDNN
import Tensors

/// A 3x3 convolution over all levels of a pyramid, the coarser ones enlarged to the finest.
final class LevelFusion: Differentiable {
  private let finest: ResidualConvolution
  private let coarser: [ResampledConvolution]
  private let outputChannels: Int

  init(_ plan: ConvolutionPlan, levels: Int, _ factory: LayerFactory) throws(Fault) {
    let (weights, bias) = try factory.folded(plan)
    let width = plan.inputs / levels
    func weightsOf(level: Int) -> [Float] {
      (0..<plan.outputs).flatMap { output in
        let start = (output * plan.inputs + level * width) * 9
        return weights[start..<start + width * 9]
      }
    }
    outputChannels = plan.outputs
    var geometry = LayerFactory.geometry(of: plan)
    geometry.inputChannels = width
    finest = ResidualConvolution(
      try Convolution(
        geometry,
        weights: weightsOf(level: 0),
        bias: bias,
        nonlinearity: .rectified
      )
    )
    var coarser: [ResampledConvolution] = []
    for level in 1..<levels {
      coarser.append(
        try ResampledConvolution(
          inputChannels: width,
          outputChannels: plan.outputs,
          weights: weightsOf(level: level)
        )
      )
    }
    self.coarser = coarser
  }

  func apply(to levels: [FeatureMaps]) throws(Fault) -> FeatureMaps {
    let extent = levels[0].shape
    let shape = Shape(extent.batch, outputChannels, extent.height, extent.width)
    let sum = FeatureMaps(shape, on: levels[0].session)
    for (index, layer) in coarser.enumerated() {
      try layer(levels[index + 1], into: sum, accumulates: index > 0)
    }
    let rounded = levels[0].precision == .float32 ? sum : sum.copy(levels[0].precision)
    try finest.accumulate([levels[0], rounded])
    return rounded
  }

  func adjoint(
    of gradient: FeatureMaps,
    inputs: [FeatureMaps],
    output: FeatureMaps,
    wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    let ends = try finest.adjoint(
      of: gradient,
      inputs: [inputs[0], output],
      output: output,
      wanted: [wanted[0], true]
    )
    guard let sums = ends[1] else { return inputs.map { _ in nil } }
    var found = [ends[0]]
    for (layer, input) in zip(coarser, inputs.dropFirst()) {
      found.append(try layer.adjoint(of: sums, input: input))
    }
    return found
  }
}
