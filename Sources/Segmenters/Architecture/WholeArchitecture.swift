import Faults

/// The layers of a segmenter that is one file, from the shapes of its tensors.
enum WholeArchitecture: Hashable, Sendable {
  /// A hierarchical transformer with a decoder of linear layers.
  case segFormer(SegFormerArchitecture)
  /// torchvision's DeepLabV3 and FCN.
  case atrous(AtrousArchitecture)
  /// torchvision's LRASPP.
  case lite(LiteArchitecture)
  /// BiSeNet for faces.
  case bilateral(BilateralArchitecture)

  /// Finds the network that a file holds.
  ///
  /// - Parameters:
  ///   - inventory: The file's tensors.
  ///   - configuration: What a config.json beside it says, which a SegFormer needs.
  /// - Returns: The network; every size in it is the file's.
  /// - Throws: `Fault` that says what is missing, of another shape or unknown, or of which family
  ///   the file is if that is not read.
  static func infer(
    from inventory: TensorInventory,
    _ configuration: SegFormerConfiguration?
  ) throws(Fault) -> WholeArchitecture {
    let found: WholeArchitecture
    if SegFormerArchitecture.recognizes(inventory) {
      found = .segFormer(try .infer(from: inventory, configuration ?? SegFormerConfiguration()))
    } else if BilateralArchitecture.recognizes(inventory) {
      found = .bilateral(try .infer(from: inventory))
    } else if LiteArchitecture.recognizes(inventory) {
      found = .lite(try .infer(from: inventory))
    } else if AtrousArchitecture.recognizes(inventory) {
      found = .atrous(try .infer(from: inventory))
    } else {
      throw inventory.refusal(ForeignSegmenter.name(of: inventory))
    }
    try inventory.check(against: found.expectedTensors, isKnown: isUnneeded)
    return found
  }

  /// Whether a tensor serves training alone.
  private static func isUnneeded(_ name: String) -> Bool {
    let prefixes = ["aux_classifier.", "conv_out16.", "conv_out32."]
    return isBookkeeping(name) || prefixes.contains(where: name.hasPrefix)
  }

  private var expectedTensors: [ExpectedTensor] {
    convolutions.flatMap(\.expectedTensors) + normalisations.flatMap(\.expectedTensors)
  }

  private var convolutions: [ConvolutionPlan] {
    switch self {
    case .segFormer(let network): network.convolutions
    case .atrous(let network): network.convolutions
    case .lite(let network): network.convolutions
    case .bilateral(let network): network.convolutions
    }
  }

  private var normalisations: [NormalisationPlan] {
    if case .segFormer(let network) = self { network.normalisations } else { [] }
  }

  /// The last convolution.
  var classifier: ConvolutionPlan {
    switch self {
    case .segFormer(let network): network.classifier
    case .atrous(let network): network.classifier
    case .lite(let network): network.lowClassifier
    case .bilateral(let network): network.classifier
    }
  }

  /// How many weights it holds, without those that label maps do not need.
  var parameterCount: Int {
    convolutions.reduce(0) { $0 + $1.parameterCount }
      + normalisations.reduce(0) { $0 + 2 * $1.width }
  }

  /// The published name of the encoder, as far as the tensors match one.
  var encoderName: String {
    switch self {
    case .segFormer(let network): network.name
    case .atrous(let network): network.encoder.name
    case .lite: "mobilenetv3_large"
    case .bilateral(let network): network.encoder.name
    }
  }

  /// The published name of the decoder.
  var decoderName: String {
    switch self {
    case .segFormer: "segformer"
    case .atrous(let network): network.pooling == nil ? "fcn" : "deeplabv3"
    case .lite: "lraspp"
    case .bilateral: "bisenet"
    }
  }

  /// How the published scripts present images.
  var presentation: ImagePresentation {
    switch self {
    case .segFormer: ImagePresentation(size: 512)
    case .atrous, .lite: ImagePresentation(size: 520, keepsAspect: true)
    case .bilateral: ImagePresentation(size: 512)
    }
  }
}
