import Faults
import Layers
import OneDNN
import Tensors

/// torchvision's LRASPP.
final class LiteNetwork: LogitNetwork {
  private let encoder: MobileV3Encoder
  private let convolution: Convolution
  private let gate: Convolution
  private let lowClassifier: Convolution
  private let highClassifier: Convolution

  init(_ architecture: LiteArchitecture, _ factory: LayerFactory, _ order: [Int]) throws(Fault) {
    encoder = try MobileV3Encoder(architecture.encoder, factory)
    convolution = try factory.convolution(architecture.convolution)
    gate = try factory.convolution(architecture.gate, .sigmoid)
    let classes = order.map { $0..<$0 + 1 }
    lowClassifier = try factory.classifier(architecture.lowClassifier, classes)
    highClassifier = try factory.classifier(architecture.highClassifier, classes)
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> FeatureMaps {
    let levels = try encoder(image)
    let (low, high) = (levels[0], levels[1])
    let gated = try convolution(high).gated(by: try gate(high.mean()))
    let logits = try lowClassifier(low, outputPrecision: .float32)
    // Enlarging commutes with the classifier.
    let enlarging = Resampling(.bilinear, height: low.shape.height, width: low.shape.width)
    enlarging(try highClassifier(gated, outputPrecision: .float32), accumulatingInto: logits)
    return logits
  }
}
