import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// The feature maps that decoders take, finest first.
  mutating func encoder(
    _ architecture: EncoderArchitecture,
    _ image: Slot
  ) throws(Fault) -> [Slot] {
    switch architecture {
    case .residual(let residual): try encoder(residual, image)
    case .mobile(let mobile): [try encoder(mobile, image)]
    case .highResolution(let network): [try encoder(network, image)]
    }
  }

  /// A ResNet.
  ///
  /// He et al. 2016, arXiv:1512.03385.
  mutating func encoder(
    _ architecture: ResidualArchitecture,
    _ image: Slot
  ) throws(Fault) -> [Slot] {
    let stem = try chain(architecture.stem, image)
    var value = add(MaxPooling(kernel: 3, stride: 2, padding: 1), stem)
    var levels: [Slot] = []
    for stage in architecture.stages {
      value = try blocks(stage.blocks, value)
      levels.append(value)
    }
    return levels
  }

  /// Residual blocks, basic or bottleneck, one after the other.
  mutating func blocks(
    _ plans: [ResidualArchitecture.Block],
    _ input: Slot
  ) throws(Fault) -> Slot {
    var value = input
    for plan in plans {
      let middle = try chain(plan.leading, value)
      let past = try plan.downsample.map { [value] plan throws(Fault) in
        try convolution(plan, value, nonlinearity: .none)
      }
      value = try residual(plan.last, middle, past: past ?? value)
    }
    return value
  }
}
