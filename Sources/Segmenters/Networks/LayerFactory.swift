import Checkpoints
import Faults
import Layers
import OneDNN

/// Makes a network's layers from a checkpoint whose tensors have been checked.
struct LayerFactory {
  let checkpoint: StateDictionary

  /// A convolution with its batch normalisation folded in.
  func convolution(
    _ plan: ConvolutionPlan,
    _ nonlinearity: Nonlinearity = .rectified
  ) throws(Fault) -> Convolution {
    let (weights, bias) = try folded(plan)
    return try Convolution(
      Self.geometry(of: plan),
      weights: weights,
      bias: bias,
      nonlinearity: nonlinearity
    )
  }

  /// A 1x1 convolution with bias, all of it or only some outputs.
  func classifier(
    _ plan: ConvolutionPlan,
    _ outputs: [Range<Int>]? = nil
  ) throws(Fault) -> Convolution {
    let outputs = outputs ?? [0..<plan.outputs]
    let (weights, bias) = try folded(plan)
    var geometry = Self.geometry(of: plan)
    geometry.outputChannels = outputs.reduce(0) { $0 + $1.count }
    return try Convolution(
      geometry,
      weights: outputs.flatMap {
        weights[$0.lowerBound * plan.inputs..<$0.upperBound * plan.inputs]
      },
      bias: outputs.flatMap { bias[$0] }
    )
  }

  /// Linear layers of the same input side by side.
  func joined(_ plans: [ConvolutionPlan]) throws(Fault) -> Convolution {
    var (weights, bias): ([Float], [Float]) = ([], [])
    for plan in plans {
      let part = try folded(plan)
      weights += part.weights
      bias += part.bias
    }
    var geometry = Self.geometry(of: plans[0])
    geometry.outputChannels = bias.count
    return try Convolution(geometry, weights: weights, bias: bias)
  }

  func normalisation(_ plan: NormalisationPlan) throws(Fault) -> LayerNormalization {
    LayerNormalization(
      scale: try vector("\(plan.name).weight", plan.width),
      shift: try vector("\(plan.name).bias", plan.width)
    )
  }

  /// Weights and bias with the batch normalisation folded in.
  func folded(_ plan: ConvolutionPlan) throws(Fault) -> (weights: [Float], bias: [Float]) {
    let weights = try checkpoint.tensor("\(plan.name).weight", expecting: plan.weightDimensions)
    guard let normalisation = plan.normalisation else {
      let zeros = [Float](repeating: 0, count: plan.outputs)
      return (weights, plan.hasBias ? try vector("\(plan.name).bias", plan.outputs) : zeros)
    }
    return BatchNormalization(
      scale: try vector("\(normalisation).weight", plan.outputs),
      shift: try vector("\(normalisation).bias", plan.outputs),
      mean: try vector("\(normalisation).running_mean", plan.outputs),
      variance: try vector("\(normalisation).running_var", plan.outputs),
      epsilon: plan.epsilon
    ).folded(weights: weights)
  }

  private func vector(_ name: String, _ count: Int) throws(Fault) -> [Float] {
    try checkpoint.tensor(name, expecting: [count])
  }

  static func geometry(of plan: ConvolutionPlan) -> ConvolutionGeometry {
    ConvolutionGeometry(
      inputChannels: plan.inputs,
      outputChannels: plan.outputs,
      kernelHeight: plan.kernel,
      kernelWidth: plan.kernel,
      stride: plan.stride,
      dilation: plan.dilation,
      groups: plan.groups,
      padding: Padding(plan.padding ?? plan.kernel / 2 * plan.dilation)
    )
  }
}
