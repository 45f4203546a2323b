import Faults
import Layers
import OneDNN

extension NetworkAssembly {
  /// An HRNetV2: one feature map at a quarter of the image's extent.
  ///
  /// Wang et al. 2019, arXiv:1908.07919.
  mutating func encoder(
    _ architecture: HighResolutionArchitecture,
    _ image: Slot
  ) throws(Fault) -> Slot {
    let stem = try chain(architecture.stem, image)
    var branches = [try blocks(architecture.blocks, stem)]
    for stage in architecture.stages {
      let coarsest = branches[branches.count - 1]
      var entered: [Slot] = []
      for (index, transition) in stage.transitions.enumerated() {
        if let transition {
          entered.append(try convolution(transition, coarsest))
        } else {
          entered.append(branches[index])
        }
      }
      branches = entered
      for module in stage.modules { branches = try run(module, branches) }
    }
    var parts: [Slot] = []
    for branch in branches { parts.append(resized(branch, like: branches[0])) }
    return add(Concatenation(), parts)
  }

  private mutating func run(
    _ module: HighResolutionArchitecture.Module,
    _ inputs: [Slot]
  ) throws(Fault) -> [Slot] {
    var branches: [Slot] = []
    for (plans, input) in zip(module.branches, inputs) {
      branches.append(try blocks(plans, input))
    }
    var fused: [Slot] = []
    for (target, chains) in module.fusions.enumerated() {
      var sum = branches[target]
      for (source, plans) in chains.enumerated() {
        guard source != target, let last = plans.last else { continue }
        let middle = try chain(plans.dropLast(), branches[source])
        // The sum of all branches is rectified, not what is added last.
        if source > target {
          sum = add(ResizedSum(.bilinear), try convolution(last, middle, nonlinearity: .none), sum)
        } else {
          sum = try residual(last, middle, past: sum, nonlinearity: .none)
        }
      }
      fused.append(add(Rectification(), sum))
    }
    return fused
  }
}
