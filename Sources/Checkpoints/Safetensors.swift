import Files

/// Reads safetensors: 8 bytes of header length, a JSON header, then the tensors without gaps.
///
/// Stricter than the reference in three places the specification leaves open: the header must
/// begin with `{` at once, a tensor has no fields but dtype, shape and data_offsets, and names are
/// unique after unescaping.
enum Safetensors {
  private static let headerLimit = 16 << 20
  private static let tensorLimit = 100_000

  /// Whether a plausible header length and a brace come first.
  static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.count > 8 && bytes[8] == 0x7B && bytes[4..<8].allSatisfy { $0 == 0 }
  }

  static func read(_ bytes: [UInt8], weights: String?) throws(Refusal) -> StateExtraction.Result {
    let (tensors, metadata) = try tensors(of: bytes)
    return try network(of: tensors, metadata, weights: weights)
  }

  /// Chooses among the networks that share the file by prefixes of names.
  static func network(
    of tensors: [StoredTensor],
    _ metadata: [Wrapping.Metadatum],
    weights: String?
  ) throws(Refusal) -> StateExtraction.Result {
    let contents = tensors.map { (name: $0.entry.name, content: Candidate.Content.stored($0)) }
    let candidates = Candidate(path: [], tensors: contents).divided()
    let chosen = try candidates.chosen(weights)
    let all = try TensorAssembly.tensors(chosen.tensors + chosen.strays, storages: [:])
    var wrapping = Wrapping()
    wrapping.metadata = metadata
    wrapping.note(chosen, among: candidates)
    wrapping.setAside = chosen.strays.map(\.name).filter { name in
      !candidates.contains { name.hasPrefix(($0.path.last ?? "") + ".") }
    }
    return StateExtraction.Result(
      tensors: Array(all.prefix(chosen.tensors.count)),
      loose: Array(all.dropFirst(chosen.tensors.count)),
      wrapping: wrapping
    )
  }

  /// All tensors of a file, and what it says of itself.
  static func tensors(
    of bytes: [UInt8]
  ) throws(Refusal) -> (tensors: [StoredTensor], metadata: [Wrapping.Metadatum]) {
    var cursor = ByteCursor(bytes)
    guard let length = Int(exactly: try cursor.unsigned(8)), length <= headerLimit else {
      throw Refusal(atByte: 0, "a header of more than \(headerLimit >> 20) MiB")
    }
    guard length >= 2, length <= cursor.remaining else {
      throw Refusal(
        atByte: 0,
        "a header of \(length) bytes in a file of \(bytes.count): cut short or damaged"
      )
    }
    var parser = SafetensorsHeader(ByteCursor(bytes, in: 8..<8 + length))
    let header = try parser.parse()
    guard header.tensors.count <= tensorLimit else {
      throw Refusal(
        at: "header",
        "\(header.tensors.count) tensors; at most \(tensorLimit) are read"
      )
    }
    let data = 8 + length..<bytes.count
    try checkTiling(header.tensors, size: data.count)
    var tensors: [StoredTensor] = []
    tensors.reserveCapacity(header.tensors.count)
    for tensor in header.tensors { tensors.append(try stored(tensor, in: bytes[data])) }
    return (tensors, header.metadata)
  }

  /// Tensors must cover the data from the first byte to the last, none over another.
  private static func checkTiling(
    _ tensors: [SafetensorsHeader.Tensor],
    size: Int
  ) throws(Refusal) {
    var position = 0
    let ordered = tensors.sorted { ($0.begin, $0.end) < ($1.begin, $1.end) }
    for tensor in ordered {
      guard tensor.begin == position, tensor.end >= tensor.begin else {
        throw Refusal(
          at: "tensor '\(tensor.name)'",
          "its data are bytes \(tensor.begin) to \(tensor.end) where byte \(position) comes next: "
            + "tensors must follow one another without gaps or overlaps"
        )
      }
      position = tensor.end
    }
    guard position == size else {
      throw Refusal(
        at: "end of the file",
        "\(size) bytes of data where the header describes \(position)"
      )
    }
  }

  private static func stored(
    _ tensor: SafetensorsHeader.Tensor,
    in data: ArraySlice<UInt8>
  ) throws(Refusal) -> StoredTensor {
    do throws(Refusal) {
      guard let type = ElementType(safetensors: tensor.type) else {
        throw Refusal("values of type '\(tensor.type)', which is not read")
      }
      let count = try StoredTensor.count(tensor.dimensions)
      let (size, overflow) = count.multipliedReportingOverflow(by: type.byteCount)
      guard !overflow, size == tensor.end - tensor.begin else {
        throw Refusal(
          "\(tensor.end - tensor.begin) bytes for shape \(describe(tensor.dimensions)) "
            + "of \(type.rawValue)"
        )
      }
      let start = data.startIndex
      return try StoredTensor(
        name: tensor.name,
        elementType: type,
        dimensions: tensor.dimensions,
        strides: StoredTensor.rowMajorStrides(tensor.dimensions),
        offset: 0,
        storage: data[start + tensor.begin..<start + tensor.end]
      )
    } catch {
      throw error.inside("tensor '\(tensor.name)'")
    }
  }
}
