import ArgumentParser
import Directions
import Experiments
import Faults
import Interventions
import Laboratory

/// Inputs of the network given as "3" or "0-5".
struct InputRange: FormedArgument {
  static let form = "an input or a range of inputs, such as 0-5"

  let range: ClosedRange<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map {
      digits(in: $0, upTo: 1000)
    }
    guard 1...2 ~= ends.count, let first = ends[0], let last = ends[ends.count - 1],
      first <= last
    else { return nil }
    range = first...last
  }

  var description: String { "\(range.lowerBound)-\(range.upperBound)" }
}

/// How far scenes are moved along a direction.
struct Strength: FormedArgument {
  static let form = "a number from -1000 to 1000, in standard deviations"

  let value: Float

  init(_ value: Float) { self.value = value }

  init?(argument: String) {
    guard let value = Float(argument), value.isFinite, abs(value) <= 1000 else { return nil }
    self.value = value
  }

  var description: String { "\(value)" }
}

/// A direction of a file.
struct DirectionChoice: ParsableArguments {
  @Argument(help: ArgumentHelp("Directions of ganscope or GANSpace.", valueName: "FILE.npz"))
  var file: String

  @Argument(help: ArgumentHelp("A direction's number from 0, or its name.", valueName: "direction"))
  var direction: String

  func entry(in set: DirectionSet) throws(Fault) -> DirectionSet.Entry {
    try set.chosenEntry(direction)
  }
}

extension DirectionSet {
  /// A direction by its number or name.
  ///
  /// - Throws: `Fault` of kind missing, with the nearest names.
  func chosenEntry(_ key: String) throws(Fault) -> Entry {
    if let entry = entry(key) { return entry }
    let names = entries.map(\.direction.name)
    let near = nearest(to: key, among: names)
    throw Fault(
      .missing,
      "find the direction",
      on: key,
      expected: "a number from 0 to \(names.count - 1) or a name",
      found: "neither",
      advice: near.isEmpty
        ? "'ganscope directions list' shows them" : "Did you mean \(alternatives(near))?"
    )
  }
}

extension Workbench {
  /// Reads directions and says what is doubtful in them.
  func directions(in file: String, space: String? = nil) throws(Fault) -> DirectionSet {
    let set = try DirectionFile.read(file, spaces: latentSpaces, space: space)
    if let generator = set.generator, generator != generatorFacts.contentHash {
      complain(
        "the directions of '\(displayable(file))' were found in another generator "
          + "(\(displayable(String(generator.prefix(12)))))"
      )
    }
    return set
  }
}
