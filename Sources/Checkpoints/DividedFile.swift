import Faults
import Files
import Glibc
import JSONText

/// Reads a file of weights that lies in parts: safetensors with an index, and what unpacking a zip
/// archive of PyTorch's leaves.
enum DividedFile {
  /// The index of a model whose tensors lie in several files.
  private struct ShardIndex: Decodable {
    /// The file of each tensor.
    let shards: [String: String]

    private enum CodingKeys: String, CodingKey {
      case shards = "weight_map"
    }
  }

  private static let indexSuffix = ".safetensors.index.json"
  private static let unreadIndexSuffix = ".bin.index.json"

  /// Whether there are parts to read at a path.
  static func holds(_ path: String) -> Bool {
    if path.hasSuffix(indexSuffix) { return true }
    let names = names(in: path)
    return unpackedFolder(path, names) != nil
      || (names.contains { $0.hasSuffix(indexSuffix) } && !names.contains("config.json"))
  }

  /// Reads the parts, or gives nil for a file that is whole.
  static func read(
    _ path: String,
    weights: String?,
    to attempt: String
  ) throws(Fault) -> StateDictionary? {
    if path.hasSuffix(indexSuffix) {
      return try readIndex(path, weights: weights, attempt: attempt)
    }
    if path.hasSuffix(unreadIndexSuffix) { throw unreadIndex(path, attempt) }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    let names = self.names(in: path)
    if let index = names.first(where: { $0.hasSuffix(indexSuffix) }) {
      return try readIndex("\(path)/\(index)", weights: weights, attempt: attempt)
    }
    if let folder = unpackedFolder(path, names) {
      return try readUnpacked(folder, weights: weights, attempt: attempt)
    }
    if let index = names.first(where: { $0.hasSuffix(unreadIndexSuffix) }) {
      throw unreadIndex("\(path)/\(index)", attempt)
    }
    let files = names.filter { name in
      [".safetensors", ".pth", ".pt", ".bin", ".pkl"].contains { name.hasSuffix($0) }
    }
    throw Fault(
      .refused,
      attempt,
      on: path,
      expected: "a file of weights",
      found: files.isEmpty
        ? "a directory" : "a directory that holds \(files.prefix(3).joined(separator: ", "))",
      advice: files.isEmpty ? "Name a file" : "Name one of its files"
    )
  }

  private static func unreadIndex(_ path: String, _ attempt: String) -> Fault {
    Fault(
      .refused,
      attempt,
      on: path,
      expected: "a whole file, or safetensors with an index",
      found: "the index of a model in several .bin files, which are not put together",
      advice: "Save the model once more with safetensors, or its state_dict as one file"
    )
  }

  // MARK: Safetensors

  /// The shards that an index names, which must hold what it says and nothing else.
  private static func readIndex(
    _ path: String,
    weights: String?,
    attempt: String
  ) throws(Fault) -> StateDictionary {
    let bytes = try RegularFile.read(path, to: attempt, limit: 64 << 20)
    let index: ShardIndex = try JSONText.decode(ShardIndex.self, bytes, from: path, to: attempt)
    let map = index.shards
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var contents: [[UInt8]] = []
    do throws(Refusal) {
      var tensors: [StoredTensor] = []
      for shard in Set(map.values).sorted() {
        guard !shard.contains("/"), shard.hasSuffix(".safetensors") else {
          throw Refusal(at: "shard '\(shard)'", "no name of a safetensors file in the same folder")
        }
        let shardBytes = try shardBytes(folder + shard, attempt)
        contents.append(shardBytes)
        for tensor in try shardTensors(shardBytes, shard) {
          guard map[tensor.entry.name] == shard else {
            throw Refusal(
              at: "shard '\(shard)'",
              "it holds '\(tensor.entry.name)', which the index does not say"
            )
          }
          tensors.append(tensor)
        }
      }
      guard tensors.count == map.count else {
        let found = Set(tensors.map(\.entry.name))
        let absent = map.keys.filter { !found.contains($0) }.min() ?? ""
        throw Refusal(at: "tensor '\(absent)'", "it is in the index and in no shard")
      }
      let result = try Safetensors.network(of: tensors, [], weights: weights)
      let hash = ContentHash(ofAll: [bytes] + contents)
      return try StateDictionary(source: path, format: .safetensors, result: result, hash: hash)
    } catch {
      throw error.fault(attempt, on: path)
    }
  }

  private static func shardBytes(_ path: String, _ attempt: String) throws(Refusal) -> [UInt8] {
    do throws(Refusal) {
      return try fileBytes(path, attempt)
    } catch {
      throw Refusal(
        at: "shard '\(path.split(separator: "/").last ?? "")'",
        error.reason,
        advice: "Put all files of the model into the folder of the index"
      )
    }
  }

  private static func fileBytes(_ path: String, _ attempt: String) throws(Refusal) -> [UInt8] {
    do throws(Fault) {
      return try RegularFile.read(path, to: attempt)
    } catch {
      throw Refusal(error.found)
    }
  }

  private static func shardTensors(_ bytes: [UInt8], _ shard: String) throws(Refusal)
    -> [StoredTensor]
  {
    do throws(Refusal) {
      guard Safetensors.isLikely(bytes) else {
        throw ForeignFile.recognize(bytes) ?? Refusal("not safetensors")
      }
      return try Safetensors.tensors(of: bytes).tensors
    } catch {
      throw error.inside("shard '\(shard)'")
    }
  }

  // MARK: Unpacked archives

  /// The folder with data.pkl: this one or the only one in it.
  private static func unpackedFolder(_ path: String, _ names: [String]) -> String? {
    if names.contains("data.pkl") { return path }
    guard names.count == 1, self.names(in: "\(path)/\(names[0])").contains("data.pkl") else {
      return nil
    }
    return "\(path)/\(names[0])"
  }

  private static func readUnpacked(
    _ folder: String,
    weights: String?,
    attempt: String
  ) throws(Fault) -> StateDictionary {
    var contents: [String: [UInt8]] = [:]
    for name in ["data.pkl", "byteorder", "version"] where access("\(folder)/\(name)", F_OK) == 0 {
      contents[name] = try RegularFile.read("\(folder)/\(name)", to: attempt)
    }
    do throws(Refusal) {
      for name in names(in: "\(folder)/data") {
        contents["data/" + name] = try fileBytes("\(folder)/data/\(name)", attempt)
      }
      var result = try PyTorchZip.read(unpacked: contents, weights: weights)
      result.wrapping.isUnpacked = true
      let hash = ContentHash(ofAll: contents.keys.sorted().compactMap { contents[$0] })
      return try StateDictionary(source: folder, format: .pytorchZip, result: result, hash: hash)
    } catch {
      var fault = error.fault(attempt, on: folder)
      fault.advice =
        "These are the contents of an unpacked .pth: download it once more, or zip the folder again"
      throw fault
    }
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream), names.count < 10_000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
