/// Names one value of a network: an input, or what a step makes.
public struct Slot: Hashable, Comparable, Sendable {
  /// Rises from value to value; a step's inputs come before its output.
  let index: Int

  /// Earlier values come first.
  public static func < (one: Slot, other: Slot) -> Bool { one.index < other.index }
}

/// One operation with the values that it reads and the one that it makes.
public struct Step {
  /// What is computed.
  public let operation: any Operation
  /// What is read.
  public let inputs: [Slot]
  /// What is made.
  public let output: Slot
}

/// A network as a list of steps, each of which makes one value from earlier ones.
///
/// There is one way to run it, `ForwardPass`: from the inputs or from any values that suffice, with
/// a look at any value on the way. Skips and pictures so far are values like others.
public struct Network {
  /// The steps in order.
  public private(set) var steps: [Step] = []
  private var makers: [Int?] = []

  /// Makes a network without steps.
  public init() {}

  /// Adds a value that is given from outside.
  public mutating func addInput() -> Slot {
    makers.append(nil)
    return Slot(index: makers.count - 1)
  }

  /// Adds a step.
  ///
  /// - Returns: The value that it makes.
  public mutating func add(_ operation: any Operation, _ inputs: Slot...) -> Slot {
    add(operation, inputs)
  }

  /// Adds a step.
  ///
  /// - Returns: The value that it makes.
  public mutating func add(_ operation: any Operation, _ inputs: [Slot]) -> Slot {
    let output = Slot(index: makers.count)
    precondition(inputs.allSatisfy { $0.index < output.index }, "a step reads earlier values")
    makers.append(steps.count)
    steps.append(Step(operation: operation, inputs: inputs, output: output))
    return output
  }

  /// The step that makes a value; nil for an input.
  func maker(of slot: Slot) -> Int? { makers[slot.index] }

  /// The values made up to and including one that later steps read: what it takes to go on after it.
  public func values(neededAfter slot: Slot) -> Set<Slot> {
    Set(steps.filter { $0.output.index > slot.index }.flatMap(\.inputs))
      .filter { $0.index <= slot.index }
  }

  /// The steps that lead from given values to a wanted one, in order.
  func steps(to target: Slot, from isKnown: (Slot) -> Bool) -> [Int] {
    var needed: Set<Int> = []
    var open = [target]
    while let slot = open.popLast() {
      guard !isKnown(slot), let maker = maker(of: slot), needed.insert(maker).inserted else {
        continue
      }
      open += steps[maker].inputs
    }
    return needed.sorted()
  }
}
