public import Faults
public import OneDNN

/// A walk through a network's steps that keeps every value, and then passes gradients back.
public struct BackwardPass {
  /// The value that was wanted.
  public var output: FeatureMaps { kept[target] ?? given }
  private let network: Network
  private let target: Slot
  private let path: [Int]
  private var kept: [Slot: FeatureMaps]
  private let given: FeatureMaps

  /// Runs the network from values that are known to a target.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - values: What is known: the inputs, or what is needed after some step.
  ///   - target: The value to compute.
  ///   - visit: Looks at a value and gives what later steps read in its place.
  /// - Throws: What the operations throw.
  public init(
    _ network: Network,
    from values: [Slot: FeatureMaps],
    to target: Slot,
    visit: ForwardPass.Visitor = { (_, maps) throws(Fault) in maps }
  ) throws(Fault) {
    self.network = network
    self.target = target
    path = network.steps(to: target) { values[$0] != nil }
    // A value that is kept is neither fused away nor overwritten.
    let all = Set(path.map { network.steps[$0].output })
    var kept = values
    var pass = ForwardPass(network, from: values, visiting: all)
    given = try pass.run(to: target) { slot, maps throws(Fault) in
      let seen = try visit(slot, maps)
      kept[slot] = seen
      return seen
    }
    self.kept = kept
  }

  /// A value that was computed or known.
  public subscript(slot: Slot) -> FeatureMaps? { kept[slot] }

  /// The gradients of a function of the target with respect to other values.
  ///
  /// - Parameters:
  ///   - gradient: The function's gradient with respect to the target, float32.
  ///   - sources: The values to differentiate by, known or computed.
  /// - Returns: float32 gradients by value; none for a value that the target does not depend on.
  /// - Throws: `Fault` of kind usage that names an operation without a gradient.
  public func gradients(
    of gradient: FeatureMaps,
    by sources: Set<Slot>
  ) throws(Fault) -> [Slot: FeatureMaps] {
    try gradient.session.flushingTinyNumbers { () throws(Fault) in
      try passedBack(gradient, to: sources)
    }
  }

  private func passedBack(
    _ gradient: FeatureMaps,
    to sources: Set<Slot>
  ) throws(Fault) -> [Slot: FeatureMaps] {
    var depends = sources
    let steps = path.map { network.steps[$0] }
    for step in steps where step.inputs.contains(where: depends.contains) {
      depends.insert(step.output)
    }
    var sums: [Slot: FeatureMaps] = [target: gradient]
    var found: [Slot: FeatureMaps] = [:]
    for step in steps.reversed() where depends.contains(step.output) {
      guard let arriving = sums.removeValue(forKey: step.output) else { continue }
      if sources.contains(step.output) { found[step.output] = arriving }
      let wanted = step.inputs.map(depends.contains)
      guard wanted.contains(true) else { continue }
      try gradient.session.pause()
      let parts = try pass(arriving, back: step, wanted)
      for (index, part) in parts.enumerated() where wanted[index] {
        guard let part else { continue }
        if let sum = sums[step.inputs[index]] {
          sums[step.inputs[index]] = added(sum, part)
        } else {
          sums[step.inputs[index]] = part
        }
      }
    }
    for source in sources { found[source] = found[source] ?? sums[source] }
    return found
  }

  private func pass(
    _ gradient: FeatureMaps,
    back step: Step,
    _ wanted: [Bool]
  ) throws(Fault) -> [FeatureMaps?] {
    guard let operation = step.operation as? any Differentiable else {
      throw Fault(
        .usage,
        "compute a gradient",
        on: "\(type(of: step.operation))",
        found: "a layer through which gradients are not passed yet"
      )
    }
    let inputs = step.inputs.compactMap { kept[$0] }
    guard inputs.count == step.inputs.count, let output = kept[step.output] else {
      throw Fault(.defect, "compute a gradient", found: "a value that was not kept")
    }
    return try operation.adjoint(of: gradient, inputs: inputs, output: output, wanted: wanted)
  }

  /// Sums are new maps: an adjoint may have given its argument back.
  private func added(_ one: FeatureMaps, _ other: FeatureMaps) -> FeatureMaps {
    let sum = one.copy()
    sum.add(other)
    return sum
  }
}
