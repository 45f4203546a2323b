import Faults

/// torchvision's LRASPP: a MobileNetV3 and a light head that gates its last feature map.
///
/// Howard et al. 2019, arXiv:1905.02244, section 6.3.
struct LiteArchitecture: Hashable, Sendable {
  let encoder: MobileV3Architecture
  let convolution: ConvolutionPlan
  let gate: ConvolutionPlan
  let lowClassifier: ConvolutionPlan
  let highClassifier: ConvolutionPlan

  /// The block whose feature map, at 1/8, is classified beside the last one.
  static let lowBlock = 4

  var convolutions: [ConvolutionPlan] {
    encoder.convolutions + [convolution, gate, lowClassifier, highClassifier]
  }

  static func recognizes(_ inventory: TensorInventory) -> Bool {
    inventory.contains("classifier.low_classifier.weight")
  }

  static func infer(from inventory: TensorInventory) throws(Fault) -> LiteArchitecture {
    let encoder = try MobileV3Architecture.infer(from: inventory)
    let (low, high) = (encoder.blocks[lowBlock - 1].projection.outputs, encoder.last.outputs)
    let width = try inventory.kernel("classifier.cbr.0.weight")[0]
    let classes = try inventory.kernel("classifier.low_classifier.weight")[0]
    return LiteArchitecture(
      encoder: encoder,
      convolution: .normalised(
        "classifier.cbr.0",
        normalisation: "classifier.cbr.1",
        inputs: high,
        outputs: width,
        kernel: 1
      ),
      gate: .plain("classifier.scale.1", inputs: high, outputs: width),
      lowClassifier: .classifier("classifier.low_classifier", inputs: low, outputs: classes),
      highClassifier: .classifier("classifier.high_classifier", inputs: width, outputs: classes)
    )
  }
}
