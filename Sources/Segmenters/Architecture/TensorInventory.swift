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

/// A convolution of a network: where its tensors are, and what they must be.
struct ConvolutionPlan: Hashable, Sendable {
  /// The name of the convolution's tensors without ".weight".
  let name: String
  /// The name of the batch normalisation that follows, if one does.
  let normalisation: String?
  let outputs: Int
  let inputs: Int
  let kernel: Int
  var stride = 1
  var dilation = 1
  /// The channel count for a depthwise convolution, else 1.
  var groups = 1

  /// A convolution without bias and the batch normalisation that follows it.
  static func normalised(
    _ name: String,
    _ normalisation: String,
    _ inputs: Int,
    _ outputs: Int,
    kernel: Int,
    stride: Int = 1,
    dilation: Int = 1,
    groups: Int = 1
  ) -> ConvolutionPlan {
    ConvolutionPlan(
      name: name,
      normalisation: normalisation,
      outputs: outputs,
      inputs: inputs,
      kernel: kernel,
      stride: stride,
      dilation: dilation,
      groups: groups
    )
  }

  /// A 1x1 convolution with bias: the end of a head.
  static func classifier(_ name: String, _ inputs: Int, _ outputs: Int) -> ConvolutionPlan {
    ConvolutionPlan(
      name: name,
      normalisation: nil,
      outputs: outputs,
      inputs: inputs,
      kernel: 1
    )
  }

  var weightDimensions: [Int] { [outputs, inputs / groups, kernel, kernel] }

  /// How many weights it holds, those of the normalisation included, running statistics not.
  var parameterCount: Int {
    weightDimensions.reduce(1, *) + outputs * (normalisation == nil ? 1 : 2)
  }

  var expectedTensors: [ExpectedTensor] {
    let weight = ExpectedTensor(name: "\(name).weight", dimensions: weightDimensions)
    guard let normalisation else {
      return [weight, ExpectedTensor(name: "\(name).bias", dimensions: [outputs])]
    }
    return [weight]
      + ["weight", "bias", "running_mean", "running_var"].map {
        ExpectedTensor(name: "\(normalisation).\($0)", dimensions: [outputs])
      }
  }
}
