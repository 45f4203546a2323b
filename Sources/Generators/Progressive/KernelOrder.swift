/// In which order a file keeps the weights of a convolution.
enum KernelOrder: Sendable {
  /// (output, input, row, column), as PyTorch's convolutions have them.
  case plain
  /// (input, output, row, column) of a transposed convolution, whose kernel is turned round.
  case transposed
  /// (row, column, input, output), as TensorFlow has them.
  case tensorFlow
  /// (row, column, output, input) of TensorFlow's transposed convolution.
  case tensorFlowTransposed
  /// (row, column, input, output) of a kernel that is turned round where it is used.
  case tensorFlowTurned
  /// (unit x place, input) of a linear layer to a map of 4x4 places.
  case linear
  /// (input, unit x place), the same in TensorFlow.
  case tensorFlowDense

  /// How many places the first layer's map has.
  static let placeCount = 16

  /// A tensor's extents.
  func dimensions(outputs: Int, inputs: Int, kernel: Int) -> [Int] {
    switch self {
    case .plain: [outputs, inputs, kernel, kernel]
    case .transposed: [inputs, outputs, kernel, kernel]
    case .tensorFlow, .tensorFlowTurned: [kernel, kernel, inputs, outputs]
    case .tensorFlowTransposed: [kernel, kernel, outputs, inputs]
    case .linear: [outputs * Self.placeCount, inputs]
    case .tensorFlowDense: [inputs, outputs * Self.placeCount]
    }
  }

  /// Outputs and inputs of a tensor of these extents; nil for one that has no such form.
  func channels(of dimensions: [Int]) -> (outputs: Int, inputs: Int)? {
    switch (self, dimensions.count) {
    case (.plain, 4): (dimensions[0], dimensions[1])
    case (.transposed, 4): (dimensions[1], dimensions[0])
    case (.tensorFlow, 4), (.tensorFlowTurned, 4): (dimensions[3], dimensions[2])
    case (.tensorFlowTransposed, 4): (dimensions[2], dimensions[3])
    case (.linear, 2): (dimensions[0] / Self.placeCount, dimensions[1])
    case (.tensorFlowDense, 2): (dimensions[1] / Self.placeCount, dimensions[0])
    default: nil
    }
  }

  /// The weights in the order (output, input, row, column) of a convolution.
  ///
  /// The map of a linear layer is what a 4x4 kernel gives on a latent padded by 3: there the place
  /// (row, column) lies under the tap (3 - row, 3 - column).
  func plain(_ values: [Float], outputs: Int, inputs: Int, kernel: Int) -> [Float] {
    if case .plain = self { return values }
    let taps = kernel * kernel
    var result = [Float](repeating: 0, count: values.count)
    for output in 0..<outputs {
      for input in 0..<inputs {
        let start = (output * inputs + input) * taps
        for tap in 0..<taps {
          let turned = taps - 1 - tap
          let source =
            switch self {
            case .plain: start + tap
            case .transposed: (input * outputs + output) * taps + turned
            case .tensorFlow: (tap * inputs + input) * outputs + output
            case .tensorFlowTurned: (turned * inputs + input) * outputs + output
            case .tensorFlowTransposed: (turned * outputs + output) * inputs + input
            case .linear: (output * taps + turned) * inputs + input
            case .tensorFlowDense: input * outputs * taps + output * taps + turned
            }
          result[start + tap] = values[source]
        }
      }
    }
    return result
  }
}
