public import Faults
import Files

/// The format of a file of weights.
public enum CheckpointFormat: String, Hashable, Sendable {
  /// PyTorch since 1.6: a zip archive that holds a pickle and raw storages.
  case pytorchZip
  /// PyTorch before 1.6: five pickles in a row, then raw storages.
  case pytorchLegacy
  /// A JSON header, then raw tensors.
  case safetensors
  /// A pickle that holds all values itself, as NVIDIA's networks are kept.
  case pythonPickle
}

/// What a user says of a network that its file does not tell.
public enum LayoutHint: String, Hashable, Sendable, CaseIterable {
  /// The doubling layers' kernels are those of transposed convolutions.
  case fusedKernels = "fused-kernels"
  /// They are those of plain convolutions after a doubling.
  case plainKernels = "plain-kernels"
  /// Layers do not normalise what they are given.
  case noPixelNorm = "no-pixel-norm"
}

/// The named tensors of one file of weights.
///
/// The values stay as they are in the file until they are asked for.
public struct StateDictionary: Sendable {
  /// One named tensor.
  public struct Entry: Hashable, Sendable {
    /// Its name, such as "layer1.conv.weight".
    public let name: String
    /// How its values are stored.
    public let elementType: ElementType
    /// Its extents; none for a single value.
    public let dimensions: [Int]

    /// How many values it holds.
    public var count: Int { dimensions.reduce(1, *) }
  }

  /// The path or name it was read from.
  public let source: String
  /// The file's format.
  public let format: CheckpointFormat
  /// What surrounded the tensors in the file.
  public let wrapping: Wrapping
  /// What a user says of the network that the file does not tell.
  public var hint: LayoutHint?
  private var tensors: [StoredTensor]
  private var indices: [String: Int]
  let hash: ContentHash

  /// Tensors that lay beside the network, by name.
  private let loose: [String: StoredTensor]

  init(
    source: String,
    format: CheckpointFormat,
    result: StateExtraction.Result,
    hash: ContentHash
  ) throws(Refusal) {
    self.source = source
    self.format = format
    wrapping = result.wrapping
    tensors = result.tensors
    loose = Dictionary(
      result.loose.map { ($0.entry.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    self.hash = hash
    indices = [:]
    for (index, tensor) in tensors.enumerated()
    where indices.updateValue(index, forKey: tensor.entry.name) != nil {
      throw Refusal(at: "tensor '\(tensor.entry.name)'", "there are two of this name")
    }
  }

  /// The tensors in the order of the file.
  public var entries: [Entry] { tensors.map(\.entry) }

  /// The tensors' names in the order of the file.
  public var names: [String] { tensors.map(\.entry.name) }

  /// How many bytes the file has.
  public var fileSize: Int { hash.byteCount }

  /// SHA-256 of the file's bytes in lower-case hexadecimal; computed on first use, then kept.
  public var contentHash: String { hash.value }

  /// Whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { indices[name] != nil }

  /// A tensor's extents.
  public func dimensions(of name: String) -> [Int]? {
    indices[name].map { tensors[$0].entry.dimensions }
  }

  /// A tensor's values in row-major order, converted to float32.
  ///
  /// - Throws: `Fault` that names the file, the tensor and both shapes if it is absent or of other
  ///   dimensions.
  public func tensor(_ name: String, expecting dimensions: [Int]) throws(Fault) -> [Float] {
    let stored = try storedTensor(name)
    guard stored.entry.dimensions == dimensions else {
      throw Fault(
        .refused,
        "read tensor '\(name)' of",
        on: source,
        expected: "shape \(describe(dimensions))",
        found: "shape \(describe(stored.entry.dimensions))",
        advice: "The file belongs to another network or another size of it"
      )
    }
    return stored.floats()
  }

  /// A tensor's values in row-major order, converted to float32, whatever its dimensions.
  public func tensor(_ name: String) throws(Fault) -> [Float] {
    try storedTensor(name).floats()
  }

  /// The same tensors under other names, for instance those of a later release.
  ///
  /// - Parameter newName: Gives each tensor's new name, or nil to leave the tensor out.
  /// - Returns: The tensors that have a new name, in the order of the file.
  /// - Throws: `Fault` if two tensors would have one name.
  public func renamed(_ newName: (String) -> String?) throws(Fault) -> StateDictionary {
    let renamed = tensors.compactMap { tensor in
      newName(tensor.entry.name).map { tensor.named($0) }
    }
    do throws(Refusal) {
      let result = StateExtraction.Result(
        tensors: renamed,
        loose: Array(loose.values),
        wrapping: wrapping
      )
      var other = try StateDictionary(source: source, format: format, result: result, hash: hash)
      other.hint = hint
      return other
    } catch {
      throw error.fault("rename the tensors of", on: source)
    }
  }

  /// The values of a tensor that lay beside the network, such as a mean latent; nil if none did.
  public func looseTensor(_ name: String) -> [Float]? { loose[name]?.floats() }

  /// Tensors that hold infinite values or values that are not numbers, with how many.
  public func nonFiniteCounts() -> [(name: String, count: Int)] {
    tensors.map { ($0.entry.name, $0.nonFiniteCount()) }.filter { $0.count > 0 }
  }

  private func storedTensor(_ name: String) throws(Fault) -> StoredTensor {
    guard let index = indices[name] else {
      throw Fault(
        .refused,
        "read tensor '\(name)' of",
        on: source,
        found: "no tensor of this name",
        advice: "The file belongs to another network or is incomplete"
      )
    }
    return tensors[index]
  }
}

/// Extents as people write them: "(512, 512, 3, 3)".
func describe(_ dimensions: [Int]) -> String {
  let shown = dimensions.prefix(16).map(String.init).joined(separator: ", ")
  return "(\(shown)\(dimensions.count > 16 ? ", …" : ""))"
}
