import Faults

/// The layers of a segmenter's encoder, from the shapes of its tensors.
enum EncoderArchitecture: Hashable, Sendable {
  case residual(ResidualArchitecture)
  case mobile(MobileArchitecture)
  case highResolution(HighResolutionArchitecture)

  /// Finds the encoder that a file holds.
  ///
  /// Whether the last two stages keep the resolution is nothing that the tensors tell; the decoder
  /// does.
  static func infer(
    from inventory: TensorInventory,
    isDilated: Bool
  ) throws(Fault) -> EncoderArchitecture {
    let found: EncoderArchitecture
    if inventory.contains("features.0.0.weight") {
      guard isDilated else {
        throw inventory.refusal("a MobileNet, which has no UPerNet decoder")
      }
      found = .mobile(try MobileArchitecture.infer(from: inventory))
    } else if HighResolutionArchitecture.recognizes(inventory) {
      found = .highResolution(try HighResolutionArchitecture.infer(from: inventory))
    } else if inventory.contains("conv3.weight") {
      found = .residual(try ResidualArchitecture.infer(from: inventory, isDilated: isDilated))
    } else {
      throw inventory.refusal("tensors of no ResNet with a deep stem, MobileNet or HRNet")
    }
    try inventory.check(
      against: found.convolutions.flatMap(\.expectedTensors),
      isKnown: isBookkeeping
    )
    return found
  }

  /// The encoder's convolutions.
  var convolutions: [ConvolutionPlan] {
    switch self {
    case .residual(let residual): residual.convolutions
    case .mobile(let mobile): mobile.convolutions
    case .highResolution(let network): network.convolutions
    }
  }

  /// The channels of the feature maps that the decoder sees, finest first.
  var outputChannels: [Int] {
    switch self {
    case .residual(let residual): residual.stages.map(\.outputs)
    case .mobile(let mobile): [mobile.outputs]
    case .highResolution(let network): [network.outputs]
    }
  }

  /// How many weights it holds.
  var parameterCount: Int { convolutions.reduce(0) { $0 + $1.parameterCount } }

  /// The published name, as far as the tensors match one.
  var name: String {
    switch self {
    case .residual(let residual): residual.name
    case .mobile: "mobilenetv2dilated"
    case .highResolution: "hrnetv2"
    }
  }
}

/// Whether a tensor is a counter or a buffer that inference does not need.
func isBookkeeping(_ name: String) -> Bool {
  let known = [
    ".num_batches_tracked", "._tmp_running_mean", "._tmp_running_var", "._running_iter",
    "._extra_state",
  ]
  return known.contains(where: name.hasSuffix)
}
