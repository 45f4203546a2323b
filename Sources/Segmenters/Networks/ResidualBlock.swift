import Faults
import Layers
import OneDNN

/// A residual block, basic or bottleneck.
struct ResidualBlock {
  private let leading: [Convolution]
  /// Adds to the way past before its rectification.
  private let last: Convolution
  private let downsample: Convolution?

  init(_ plan: ResidualArchitecture.Block, _ factory: LayerFactory) throws(Fault) {
    var leading: [Convolution] = []
    for convolution in plan.leading { leading.append(try factory.convolution(convolution)) }
    self.leading = leading
    last = try factory.convolution(plan.last)
    downsample = try plan.downsample.map { plan throws(Fault) in
      try factory.convolution(plan, .none)
    }
  }

  /// Blocks one after the other.
  static func chain(
    _ plans: [ResidualArchitecture.Block],
    _ factory: LayerFactory
  ) throws(Fault) -> [ResidualBlock] {
    var blocks: [ResidualBlock] = []
    for plan in plans { blocks.append(try ResidualBlock(plan, factory)) }
    return blocks
  }

  /// Runs a chain; `input` is changed if `mayOverwrite` and nothing leads past the first block.
  static func run(
    _ blocks: [ResidualBlock],
    _ input: FeatureMaps,
    mayOverwrite: Bool
  ) throws(Fault) -> FeatureMaps {
    var maps = input
    for (index, block) in blocks.enumerated() {
      maps = try block(maps, mayOverwrite: mayOverwrite || index > 0)
    }
    return maps
  }

  private func callAsFunction(
    _ input: FeatureMaps,
    mayOverwrite: Bool
  ) throws(Fault) -> FeatureMaps {
    var maps = input
    for layer in leading { maps = try layer(maps) }
    let sum = try downsample?(input) ?? (mayOverwrite ? input : input.copy())
    try last(maps, accumulatingInto: sum)
    return sum
  }
}
