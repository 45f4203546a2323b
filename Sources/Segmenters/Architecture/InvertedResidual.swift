import Faults

/// A block of the MobileNets: expansion (but in the first), depthwise kernel, perhaps a gate of the
/// channels, projection.
struct InvertedResidual: Hashable, Sendable {
  let expansion: ConvolutionPlan?
  let depthwise: ConvolutionPlan
  var gate: [ConvolutionPlan] = []
  let projection: ConvolutionPlan
  /// Whether hard swish follows its convolutions instead of what follows the others'.
  var isSwish = false
  let isResidual: Bool

  /// The convolutions before the gate.
  var leading: [ConvolutionPlan] { [expansion, depthwise].compactMap { $0 } }
  var convolutions: [ConvolutionPlan] { leading + gate + [projection] }

  /// Blocks one after the other, each with as many inputs as the one before has outputs.
  ///
  /// - Throws: What `infer` throws.
  static func chain(
    _ numbers: ClosedRange<Int>,
    inputs: Int,
    _ infer: (_ number: Int, _ inputs: Int) throws(Fault) -> InvertedResidual
  ) throws(Fault) -> [InvertedResidual] {
    var blocks: [InvertedResidual] = []
    for number in numbers {
      blocks.append(try infer(number, blocks.last?.projection.outputs ?? inputs))
    }
    return blocks
  }
}
