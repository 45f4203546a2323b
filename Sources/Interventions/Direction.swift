public import Faults
public import Tensors

/// A way through a latent space along which scenes change.
public struct Direction: Hashable, Sendable {
  /// The most values of a direction: w of every input of the largest networks.
  public static let widthLimit = 1 << 16
  /// The longest name.
  public static let nameLimit = 200

  /// What it is called.
  public var name: String
  /// The space's name, "z" or "w".
  public let space: String
  /// The way, of length 1 where it was found here.
  public let vector: [Float]
  /// How far strength 1 goes along the vector: a standard deviation of the scenes along it.
  public let deviation: Float

  /// Makes a direction.
  public init(name: String, space: String, vector: [Float], deviation: Float = 1) {
    self.name = name
    self.space = space
    self.vector = vector
    self.deviation = deviation
  }
}

extension Direction {
  /// Whether another direction leads the same way, whatever it is called.
  public func isSameWay(as other: Direction) -> Bool {
    space == other.space && deviation == other.deviation && vector == other.vector
  }
}

/// A direction with how far scenes are moved along it.
public struct DirectionEdit: Hashable, Sendable {
  /// The direction.
  public var direction: Direction
  /// How far, in its deviations; negative for the other way.
  public var strength: Float
  /// Which inputs of the network take the moved latent; all of them if nil.
  public var inputs: ClosedRange<Int>?

  /// Makes an edit.
  public init(_ direction: Direction, strength: Float, inputs: ClosedRange<Int>? = nil) {
    self.direction = direction
    self.strength = strength
    self.inputs = inputs
  }

  /// What is added to a latent.
  public var step: [Float] {
    let length = strength * direction.deviation
    return direction.vector.map { $0 * length }
  }
}

extension Edit {
  /// The directions that lead somewhere.
  public var movements: [DirectionEdit] { directions.filter { $0.strength != 0 } }

  /// Refuses directions of spaces or inputs that a generator has not.
  ///
  /// - Throws: `Fault` of kind refused.
  public func checkDirections(in spaces: [LatentSpace]) throws(Fault) {
    // Steps go to z or w; w+ is what those of w become.
    let usual = spaces.filter { $0.name != "w+" }
    for edit in directions {
      let direction = edit.direction
      guard let space = usual.first(where: { $0.name == direction.space }) else {
        throw Fault(
          .refused,
          "move scenes along",
          on: direction.name,
          expected: "a direction in \(alternatives(usual.map(\.name)))",
          found: "one in \(direction.space)",
          advice: "The direction was found in another generator"
        )
      }
      guard direction.vector.count == space.width else {
        throw Fault(
          .refused,
          "move scenes along",
          on: direction.name,
          expected: "\(space.width) values of \(space.name)",
          found: "\(direction.vector.count)",
          advice: "The direction was found in another generator"
        )
      }
      guard let inputs = edit.inputs else { continue }
      guard inputs.lowerBound >= 0, inputs.upperBound < space.inputs else {
        throw Fault(
          .refused,
          "move scenes along",
          on: direction.name,
          expected: space.inputs > 1
            ? "inputs from 0 to \(space.inputs - 1)"
            : "no choice of inputs, of which \(space.name) has one",
          found: "\(inputs.lowerBound) to \(inputs.upperBound)"
        )
      }
    }
  }

  /// Refuses directions where only units are edited.
  ///
  /// - Parameter attempt: What is done with the edit.
  /// - Throws: `Fault` of kind usage.
  func refuseDirections(_ attempt: String) throws(Fault) {
    guard let first = directions.first else { return }
    throw Fault(
      .usage,
      attempt,
      on: first.direction.name,
      expected: "an edit of units alone",
      found: "a latent direction in it",
      advice: "Leave the directions out of the edit"
    )
  }
}
