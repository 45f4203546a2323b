import Files

/// Holds the tensors a pickle describes against the storages of the file.
enum TensorAssembly {
  /// Makes tensors of references; storages are raw bytes by key, of exactly the declared size.
  static func tensors(
    _ references: [(name: String, content: Candidate.Content)],
    storages: [String: ArraySlice<UInt8>]
  ) throws(Refusal) -> [StoredTensor] {
    let held = storages.values.reduce(0) { $0 + $1.count }
    // Views may repeat a storage's values, but not until they fill the memory.
    var budget = 2 * held + (64 << 10)
    var tensors: [StoredTensor] = []
    tensors.reserveCapacity(references.count)
    for (name, content) in references {
      guard case .reference(let reference) = content else {
        if case .stored(let tensor) = content { tensors.append(tensor.named(name)) }
        continue
      }
      do throws(Refusal) {
        let count = try StoredTensor.count(reference.dimensions)
        let width = reference.storage.elementType.byteCount
        guard count <= budget / width else {
          throw Refusal(
            "shape \(describe(reference.dimensions)): the tensors together hold many times more "
              + "values than the file's \(held) bytes of them"
          )
        }
        budget -= count * width
        tensors.append(try tensor(name, at: reference, from: storages))
      } catch {
        throw error.inside("tensor '\(name)'")
      }
    }
    return tensors
  }

  private static func tensor(
    _ name: String,
    at reference: TensorReference,
    from storages: [String: ArraySlice<UInt8>]
  ) throws(Refusal) -> StoredTensor {
    let storage = reference.storage
    guard let whole = storages[storage.key] else {
      throw Refusal("its storage '\(storage.key)' is not in the file")
    }
    return try StoredTensor(
      name: name,
      elementType: storage.elementType,
      dimensions: reference.dimensions,
      strides: reference.strides,
      offset: reference.offset,
      storage: try part(of: whole, storage)
    )
  }

  private static func part(
    of whole: ArraySlice<UInt8>,
    _ storage: StorageReference
  ) throws(Refusal) -> ArraySlice<UInt8> {
    guard let view = storage.view else { return whole }
    guard view.offset >= 0, view.count >= 0, view.offset <= storage.count,
      view.count <= storage.count - view.offset
    else {
      throw Refusal(
        "it views elements \(view.offset) to \(view.offset) + \(view.count) of a storage of "
          + "\(storage.count)"
      )
    }
    let width = storage.elementType.byteCount
    let start = whole.startIndex + view.offset * width
    return whole[start..<start + view.count * width]
  }
}
