/// A convolution of a network: where its tensors are, and what they must be.
struct ConvolutionPlan: Hashable, Sendable {
  /// The name of the convolution's tensors without ".weight".
  let name: String
  /// The name of the batch normalisation that follows, if one does.
  let normalisation: String?
  let outputs: Int
  let inputs: Int
  let kernel: Int
  var stride = 1
  var dilation = 1
  /// The channel count for a depthwise convolution, else 1.
  var groups = 1
  /// Zeros around the input; as many as keep the extent at a stride of 1 unless said otherwise.
  var padding: Int?
  /// What keeps the root of the normalisation from zero.
  var epsilon: Float = 1e-5
  /// Whether there is a bias where no normalisation follows.
  var hasBias = true
  /// Whether the weights are stored as a matrix (outputs, inputs), as linear layers store them.
  var isMatrix = false

  /// A convolution without bias and the batch normalisation that follows it.
  static func normalised(
    _ name: String,
    normalisation: String,
    inputs: Int,
    outputs: Int,
    kernel: Int,
    stride: Int = 1,
    dilation: Int = 1,
    groups: Int = 1
  ) -> ConvolutionPlan {
    ConvolutionPlan(
      name: name,
      normalisation: normalisation,
      outputs: outputs,
      inputs: inputs,
      kernel: kernel,
      stride: stride,
      dilation: dilation,
      groups: groups
    )
  }

  /// A 1x1 convolution with bias: the end of a head.
  static func classifier(_ name: String, inputs: Int, outputs: Int) -> ConvolutionPlan {
    ConvolutionPlan(
      name: name,
      normalisation: nil,
      outputs: outputs,
      inputs: inputs,
      kernel: 1
    )
  }

  /// The same product at every place: a linear layer over the channels, with bias.
  static func linear(_ name: String, inputs: Int, outputs: Int) -> ConvolutionPlan {
    var plan = classifier(name, inputs: inputs, outputs: outputs)
    plan.isMatrix = true
    return plan
  }

  /// A convolution with bias and without normalisation.
  static func biased(
    _ name: String,
    inputs: Int,
    outputs: Int,
    kernel: Int,
    stride: Int = 1,
    groups: Int = 1,
    padding: Int? = nil
  ) -> ConvolutionPlan {
    ConvolutionPlan(
      name: name,
      normalisation: nil,
      outputs: outputs,
      inputs: inputs,
      kernel: kernel,
      stride: stride,
      groups: groups,
      padding: padding
    )
  }

  /// A 1x1 convolution without bias and normalisation.
  static func plain(_ name: String, inputs: Int, outputs: Int) -> ConvolutionPlan {
    var plan = classifier(name, inputs: inputs, outputs: outputs)
    plan.hasBias = false
    return plan
  }

  /// The same with another epsilon of the normalisation.
  func with(epsilon: Float) -> ConvolutionPlan {
    var plan = self
    plan.epsilon = epsilon
    return plan
  }

  var weightDimensions: [Int] {
    isMatrix ? [outputs, inputs] : [outputs, inputs / groups, kernel, kernel]
  }

  /// How many weights it holds, those of the normalisation included, running statistics not.
  var parameterCount: Int {
    weightDimensions.reduce(1, *) + outputs * (normalisation != nil ? 2 : hasBias ? 1 : 0)
  }

  var expectedTensors: [ExpectedTensor] {
    let weight = ExpectedTensor(name: "\(name).weight", dimensions: weightDimensions)
    guard let normalisation else {
      let bias = ExpectedTensor(name: "\(name).bias", dimensions: [outputs])
      return hasBias ? [weight, bias] : [weight]
    }
    return [weight]
      + ["weight", "bias", "running_mean", "running_var"].map {
        ExpectedTensor(name: "\(normalisation).\($0)", dimensions: [outputs])
      }
  }
}
