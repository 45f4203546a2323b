import Faults

/// The layers of a segmenter's decoder, from the shapes of its tensors.
enum DecoderArchitecture: Hashable, Sendable {
  /// The UPerNet of unified parsing, or of ADE20K.
  case pyramid(PyramidArchitecture)
  /// Pooling at four sizes over the last feature map.
  case pooling(PoolingArchitecture)
  /// One convolution on the last feature map.
  case plain(PlainArchitecture)

  /// Finds the decoder that a file holds, for an encoder's feature maps.
  static func infer(from inventory: TensorInventory) throws(Fault) -> DecoderArchitecture {
    let found: DecoderArchitecture
    if inventory.contains("fpn_in.0.0.weight") {
      found = .pyramid(try PyramidArchitecture.infer(from: inventory))
    } else if inventory.contains("ppm.0.1.weight") {
      found = .pooling(try PoolingArchitecture.infer(from: inventory))
    } else if inventory.contains("cbr.0.weight") {
      found = .plain(try PlainArchitecture.infer(from: inventory))
    } else {
      throw inventory.refusal(
        "tensors of none of the decoders upernet, ppm, ppm_deepsup, c1, c1_deepsup"
      )
    }
    try inventory.check(
      against: found.convolutions.flatMap(\.expectedTensors),
      isKnown: isUnneeded
    )
    return found
  }

  /// Whether a tensor serves training or the scene head, which label maps do not need.
  private static func isUnneeded(_ name: String) -> Bool {
    let prefixes = ["scene_head.", "cbr_deepsup.", "conv_last_deepsup."]
    return isBookkeeping(name) || prefixes.contains(where: name.hasPrefix)
  }

  /// Refuses an encoder whose feature maps have other channels than the decoder takes.
  func check(feeding encoder: EncoderArchitecture, _ inventory: TensorInventory) throws(Fault) {
    let given = Array(encoder.outputChannels.suffix(inputChannels.count))
    guard given == inputChannels else {
      throw inventory.refusal(
        "a decoder for feature maps of \(TensorInventory.describe(inputChannels)) channels "
          + "beside an encoder that gives \(TensorInventory.describe(given))"
      )
    }
  }

  /// The channels of the feature maps that it takes, finest first.
  var inputChannels: [Int] {
    switch self {
    case .pyramid(let pyramid): pyramid.inputChannels
    case .pooling(let pooling): [pooling.inputs]
    case .plain(let plain): [plain.convolution.inputs]
    }
  }

  /// Whether the encoder in front of it is dilated, as in all published pairs.
  var wantsDilation: Bool {
    if case .pyramid = self { false } else { true }
  }

  var convolutions: [ConvolutionPlan] {
    switch self {
    case .pyramid(let pyramid): pyramid.convolutions
    case .pooling(let pooling): pooling.branches + [pooling.last, pooling.classifier]
    case .plain(let plain): [plain.convolution, plain.classifier]
    }
  }

  /// The last convolution of a decoder with one list of classes; nil for unified parsing.
  var classes: ConvolutionPlan? {
    switch self {
    case .pyramid(let pyramid):
      if case .classes(let classifier) = pyramid.heads { classifier } else { nil }
    case .pooling(let pooling): pooling.classifier
    case .plain(let plain): plain.classifier
    }
  }

  /// How many weights it holds, without those that label maps do not need.
  var parameterCount: Int { convolutions.reduce(0) { $0 + $1.parameterCount } }

  /// The published name.
  var name: String {
    switch self {
    case .pyramid: "upernet"
    case .pooling(let pooling): pooling.isSupervised ? "ppm_deepsup" : "ppm"
    case .plain(let plain): plain.isSupervised ? "c1_deepsup" : "c1"
    }
  }
}

/// Pooling at four sizes, a 3x3 convolution over all, and a classifier.
struct PoolingArchitecture: Hashable, Sendable {
  /// The sizes of the pools.
  static let bins = [1, 2, 3, 6]

  let inputs: Int
  let branches: [ConvolutionPlan]
  let last: ConvolutionPlan
  let classifier: ConvolutionPlan
  let isSupervised: Bool

  static func infer(from inventory: TensorInventory) throws(Fault) -> PoolingArchitecture {
    let inputs = try inventory.kernel("ppm.0.1.weight")[1]
    var branches: [ConvolutionPlan] = []
    for index in bins.indices {
      let outputs = try inventory.kernel("ppm.\(index).1.weight")[0]
      branches.append(
        .normalised(
          "ppm.\(index).1",
          normalisation: "ppm.\(index).2",
          inputs: inputs,
          outputs: outputs,
          kernel: 1
        )
      )
    }
    let pooled = branches.reduce(inputs) { $0 + $1.outputs }
    let width = try inventory.kernel("conv_last.0.weight")[0]
    let classes = try inventory.kernel("conv_last.4.weight")[0]
    return PoolingArchitecture(
      inputs: inputs,
      branches: branches,
      last: .normalised(
        "conv_last.0",
        normalisation: "conv_last.1",
        inputs: pooled,
        outputs: width,
        kernel: 3
      ),
      classifier: .classifier("conv_last.4", inputs: width, outputs: classes),
      isSupervised: inventory.contains("conv_last_deepsup.weight")
    )
  }
}

/// A 3x3 convolution and a classifier.
struct PlainArchitecture: Hashable, Sendable {
  let convolution: ConvolutionPlan
  let classifier: ConvolutionPlan
  let isSupervised: Bool

  static func infer(from inventory: TensorInventory) throws(Fault) -> PlainArchitecture {
    let first = try inventory.kernel("cbr.0.weight")
    let classes = try inventory.kernel("conv_last.weight")[0]
    return PlainArchitecture(
      convolution: .normalised(
        "cbr.0",
        normalisation: "cbr.1",
        inputs: first[1],
        outputs: first[0],
        kernel: 3
      ),
      classifier: .classifier("conv_last", inputs: first[0], outputs: classes),
      isSupervised: inventory.contains("conv_last_deepsup.weight")
    )
  }
}
