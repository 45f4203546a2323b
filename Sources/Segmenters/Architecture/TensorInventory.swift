import Faults

/// The names and extents of a checkpoint's tensors, without their values.
struct TensorInventory: Hashable, Sendable {
  /// What messages call the file.
  let source: String
  private let dimensions: [String: [Int]]

  init(source: String, _ tensors: some Sequence<(name: String, dimensions: [Int])>) {
    self.source = source
    dimensions = Dictionary(tensors.map { ($0.name, $0.dimensions) }, uniquingKeysWith: { $1 })
  }

  func contains(_ name: String) -> Bool { dimensions[name] != nil }

  /// Whether any tensor's name begins so.
  func hasPrefix(_ prefix: String) -> Bool { dimensions.keys.contains { $0.hasPrefix(prefix) } }

  /// The extents of a kernel (outputs, inputs, rows, columns).
  func kernel(_ name: String) throws(Fault) -> [Int] {
    guard let found = dimensions[name] else {
      throw refusal("no tensor '\(name)'")
    }
    guard found.count == 4, found.allSatisfy({ $0 > 0 }) else {
      throw refusal("tensor '\(name)' of shape \(Self.describe(found)), which is no kernel")
    }
    return found
  }

  /// The extents of a matrix (outputs, inputs).
  func matrix(_ name: String) throws(Fault) -> [Int] {
    guard let found = dimensions[name] else { throw refusal("no tensor '\(name)'") }
    guard found.count == 2, found.allSatisfy({ $0 > 0 }) else {
      throw refusal("tensor '\(name)' of shape \(Self.describe(found)), which is no matrix")
    }
    return found
  }

  /// How many of the names made from 0, 1, … there are without a gap.
  func count(_ name: (Int) -> String) -> Int {
    var count = 0
    while contains(name(count)) { count += 1 }
    return count
  }

  /// Refuses the file unless it holds the expected tensors and no others.
  ///
  /// - Parameters:
  ///   - expected: What the network needs.
  ///   - isKnown: Which other names belong to it and are not needed.
  /// - Throws: `Fault` that names what is missing, of another shape, and unknown.
  func check(
    against expected: [ExpectedTensor],
    isKnown: (String) -> Bool
  ) throws(Fault) {
    let needed = Set(expected.map(\.name))
    let missing = expected.filter { dimensions[$0.name] == nil }.map(\.name)
    let misshaped = expected.compactMap { tensor -> String? in
      guard let found = dimensions[tensor.name], found != tensor.dimensions else { return nil }
      return "\(tensor.name) \(Self.describe(found)) instead of \(Self.describe(tensor.dimensions))"
    }
    let unexpected = dimensions.keys.filter { !needed.contains($0) && !isKnown($0) }.sorted()
    let complaints = [
      ("missing", missing), ("of another shape", misshaped), ("unknown", unexpected),
    ]
    .filter { !$0.1.isEmpty }
    .map { "\(Self.list($0.1)) \($0.0)" }
    guard complaints.isEmpty else { throw refusal(complaints.joined(separator: "; ")) }
  }

  func refusal(_ found: String) -> Fault {
    Fault(
      .refused,
      "read the segmenter's network",
      on: source,
      found: found,
      advice: "The file is incomplete or belongs to another network; "
        + "'ganscope inspect' lists its tensors"
    )
  }

  static func describe(_ dimensions: [Int]) -> String {
    "(\(dimensions.map(String.init).joined(separator: ", ")))"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

/// A tensor that a network needs.
struct ExpectedTensor: Hashable, Sendable {
  let name: String
  let dimensions: [Int]
}
