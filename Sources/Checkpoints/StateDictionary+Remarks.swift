import Faults
import Files

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

  /// What tells these weights, as they are read, from others: the file's hash, unless the file
  /// holds several networks or is read in a special way.
  ///
  /// - Parameters:
  ///   - fileHash: SHA-256 of the file in hexadecimal.
  ///   - reading: What was special in how the network was read.
  /// - Returns: A hash in hexadecimal.
  public func identity(of fileHash: String, readWith reading: [String]) -> String {
    let choice = wrapping.equals.isEmpty ? [] : wrapping.path
    let hint = hint.map { [$0.rawValue] } ?? []
    guard !(choice + hint + reading).isEmpty else { return fileHash }
    let text = ([fileHash] + choice + hint + reading).joined(separator: "\n")
    return SHA256.hexadecimal(of: Array(text.utf8))
  }

  /// Whether its parts lie in several files.
  public var isDivided: Bool { hash.isOfSeveral }
}
