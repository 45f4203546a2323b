import Faults
import Layers
import OneDNN
import Tensors

/// An HRNetV2: one feature map at a quarter of the image's extent.
final class HighResolutionEncoder: Encoder {
  private struct Module {
    let branches: [[ResidualBlock]]
    /// By target and source.
    let fusions: [[[Convolution]]]
  }

  private struct Stage {
    let transitions: [Convolution?]
    let modules: [Module]
  }

  private let stem: [Convolution]
  private let blocks: [ResidualBlock]
  private let stages: [Stage]

  init(_ architecture: HighResolutionArchitecture, _ factory: LayerFactory) throws(Fault) {
    var stem: [Convolution] = []
    for plan in architecture.stem { stem.append(try factory.convolution(plan)) }
    self.stem = stem
    blocks = try ResidualBlock.chain(architecture.blocks, factory)
    var stages: [Stage] = []
    for stage in architecture.stages {
      var transitions: [Convolution?] = []
      for plan in stage.transitions {
        transitions.append(
          try plan.map { plan throws(Fault) in try factory.convolution(plan) }
        )
      }
      var modules: [Module] = []
      for module in stage.modules { modules.append(try Self.module(module, factory)) }
      stages.append(Stage(transitions: transitions, modules: modules))
    }
    self.stages = stages
  }

  private static func module(
    _ plan: HighResolutionArchitecture.Module,
    _ factory: LayerFactory
  ) throws(Fault) -> Module {
    var branches: [[ResidualBlock]] = []
    for branch in plan.branches { branches.append(try ResidualBlock.chain(branch, factory)) }
    var fusions: [[[Convolution]]] = []
    for row in plan.fusions {
      var layers: [[Convolution]] = []
      for chain in row {
        var convolutions: [Convolution] = []
        for (index, plan) in chain.enumerated() {
          // The sum of all branches is rectified, not what is added last.
          let isLast = index == chain.count - 1
          convolutions.append(try factory.convolution(plan, isLast ? .none : .rectified))
        }
        layers.append(convolutions)
      }
      fusions.append(layers)
    }
    return Module(branches: branches, fusions: fusions)
  }

  func callAsFunction(_ image: FeatureMaps) throws(Fault) -> [FeatureMaps] {
    var maps = image
    for layer in stem { maps = try layer(maps) }
    maps = try ResidualBlock.run(blocks, maps, mayOverwrite: false)
    var branches = [maps]
    for stage in stages {
      let coarsest = branches[branches.count - 1]
      var entered: [FeatureMaps] = []
      for (index, transition) in stage.transitions.enumerated() {
        entered.append(try transition?(coarsest) ?? branches[index])
      }
      branches = entered
      for module in stage.modules { branches = try run(module, branches) }
    }
    return [.concatenate(branches.map { enlarged($0, like: branches[0]) })]
  }

  private func enlarged(_ maps: FeatureMaps, like first: FeatureMaps) -> FeatureMaps {
    guard maps.shape.height != first.shape.height || maps.shape.width != first.shape.width else {
      return maps
    }
    return Resampling(.bilinear, height: first.shape.height, width: first.shape.width)(maps)
  }

  private func run(_ module: Module, _ inputs: [FeatureMaps]) throws(Fault) -> [FeatureMaps] {
    var branches: [FeatureMaps] = []
    for (blocks, maps) in zip(module.branches, inputs) {
      branches.append(try ResidualBlock.run(blocks, maps, mayOverwrite: true))
    }
    var fused: [FeatureMaps] = []
    for (target, chains) in module.fusions.enumerated() {
      let sum = branches[target].copy()
      for (source, chain) in chains.enumerated() where source != target {
        try add(branches[source], through: chain, to: sum, isCoarser: source > target)
      }
      sum.clamp(0 ... .infinity)
      fused.append(sum)
    }
    return fused
  }

  private func add(
    _ source: FeatureMaps,
    through chain: [Convolution],
    to sum: FeatureMaps,
    isCoarser: Bool
  ) throws(Fault) {
    var maps = source
    for layer in chain.dropLast() { maps = try layer(maps) }
    guard let last = chain.last else { return }
    if isCoarser {
      let enlarging = Resampling(.bilinear, height: sum.shape.height, width: sum.shape.width)
      enlarging(try last(maps), accumulatingInto: sum)
    } else {
      try last(maps, accumulatingInto: sum)
    }
  }
}
