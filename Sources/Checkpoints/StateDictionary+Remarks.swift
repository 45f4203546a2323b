public import Faults
import Files

/// What tells weights from others: their file, and which network of it they are.
public struct WeightsIdentity: Hashable, Sendable {
  private let fileHash: String
  private let choices: [String]

  /// Weights of a file of this SHA-256, chosen so.
  public init(_ fileHash: String, choices: [String] = []) {
    (self.fileHash, self.choices) = (fileHash, choices)
  }

  /// The file's hash, unless it holds several networks or is read in a special way.
  ///
  /// - Parameter reading: What was special in how the network was read.
  /// - Returns: A hash in hexadecimal.
  public func hash(readWith reading: [String]) -> String {
    guard !(choices + reading).isEmpty else { return fileHash }
    let text = ([fileHash] + choices + reading).joined(separator: "\n")
    return SHA256.hexadecimal(of: Array(text.utf8))
  }
}

extension StateDictionary {
  /// Sentences on what a user should know of the weights: which of several were taken, and values
  /// that no network can work with.
  public var remarks: [String] {
    let nonFinite = nonFiniteCounts()
    guard let first = nonFinite.first else { return wrapping.remarks }
    let count = first.count == 1 ? "a value that is" : "\(first.count) values that are"
    let more =
      nonFinite.count > 1 ? ", and so have \(nonFinite.count - 1) more tensors" : ""
    let sentence =
      "'\(displayable(first.name))' of '\(displayable(source))' has \(count) infinite or not a number"
      + "\(more): what is computed with it may be without meaning"
    return wrapping.remarks + [sentence]
  }

  /// A file's name for people, with the network's key where the file offers others like it.
  public func title(of name: String) -> String {
    wrapping.equals.isEmpty ? name : "\(name) (\(wrapping.path.joined(separator: "/")))"
  }

  /// What tells these weights from others in a file that may hold several networks.
  ///
  /// - Parameter fileHash: SHA-256 of the file in hexadecimal.
  /// - Returns: The identity, from which hashes are made.
  public func identity(of fileHash: String) -> WeightsIdentity {
    let choice = wrapping.equals.isEmpty ? [] : wrapping.path
    return WeightsIdentity(fileHash, choices: choice + (hint.map { [$0.rawValue] } ?? []))
  }

  /// Whether its parts lie in several files.
  public var isDivided: Bool { hash.isOfSeveral }
}

extension StateDictionary {
  /// Refuses matrices and kernels of whole numbers: they are quantised, and the factors that belong
  /// to them are not read.
  public func refuseQuantisedWeights() throws(Fault) {
    let quantised = entries.first { entry in
      !entry.elementType.isFloatingPoint && entry.dimensions.count >= 2
        && entry.name.hasSuffix("weight")
    }
    guard let quantised else { return }
    throw Fault(
      .refused,
      "read tensor '\(quantised.name)' of",
      on: source,
      expected: "weights of floating point",
      found: "values of type \(quantised.elementType.rawValue), as quantised networks have",
      advice: "Save the network's weights as float32"
    )
  }
}
