public import Faults
public import OneDNN

/// One walk through a network's steps, from values that are known to one that is wanted.
public struct ForwardPass {
  /// Looks at a value that was just made.
  ///
  /// - Returns: What later steps read in its place: the value itself, or an edited copy.
  public typealias Visitor = (Slot, FeatureMaps) throws(Fault) -> FeatureMaps

  private let network: Network
  private var values: [Slot: FeatureMaps]
  private let visited: Set<Slot>

  /// Prepares a pass.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - values: What is known: the inputs, or what is needed after some step. It stays as it is.
  ///   - visited: The values to look at on the way; steps between others may be fused.
  public init(_ network: Network, from values: [Slot: FeatureMaps], visiting visited: Set<Slot>) {
    self.network = network
    self.values = values
    self.visited = visited
  }

  /// Computes a value; what no later step needs is let go on the way.
  public mutating func run(
    to target: Slot,
    visit: Visitor = { (_, maps) throws(Fault) in maps }
  ) throws(Fault) -> FeatureMaps {
    let path = network.steps(to: target) { values[$0] != nil }
    var uses: [Slot: Int] = [target: 1]
    for slot in path.flatMap({ network.steps[$0].inputs }) { uses[slot, default: 0] += 1 }
    var position = 0
    while position < path.count {
      let step = network.steps[path[position]]
      position += 1
      var inputs: [FeatureMaps] = []
      for slot in step.inputs { inputs.append(try take(slot, &uses)) }
      try inputs.first?.session.pause()
      if let next = position < path.count ? network.steps[path[position]] : nil,
        next.inputs == [step.output], uses[step.output] == 1, !visited.contains(step.output),
        let both = try step.operation.apply(to: inputs, followedBy: next.operation)
      {
        position += 1
        values[next.output] = try look(at: both, next.output, visit)
      } else if inputs.count == 1, isKnownUniquelyReferenced(&inputs[0]),
        try step.operation.overwrite(inputs[0])
      {
        values[step.output] = try look(at: inputs[0], step.output, visit)
      } else if let index = step.operation.accumulator,
        isKnownUniquelyReferenced(&inputs[index])
      {
        try step.operation.accumulate(inputs)
        values[step.output] = try look(at: inputs[index], step.output, visit)
      } else {
        let output = try step.operation.apply(to: inputs)
        values[step.output] = try look(at: output, step.output, visit)
      }
    }
    return try take(target, &uses)
  }

  /// A value for a step, which after its last use belongs to that step alone.
  private mutating func take(
    _ slot: Slot,
    _ uses: inout [Slot: Int]
  ) throws(Fault) -> FeatureMaps {
    uses[slot, default: 1] -= 1
    let isLast = uses[slot] == 0
    if let value = isLast ? values.removeValue(forKey: slot) : values[slot] { return value }
    throw Fault(.defect, "run a network", found: "too few values to start from")
  }

  private func look(
    at value: FeatureMaps,
    _ slot: Slot,
    _ visit: Visitor
  ) throws(Fault) -> FeatureMaps {
    visited.contains(slot) ? try visit(slot, value) : value
  }
}
