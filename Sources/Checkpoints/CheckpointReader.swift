public import Faults
import Files

/// Reads files of weights: PyTorch's `.pth` in both of its formats, safetensors, NVIDIA's pickles.
///
/// The format is decided once, by content. Nothing in a file is ever executed; whatever breaks a
/// rule of its format is refused with the place and the rule.
public enum CheckpointReader {
  /// Reads a file, or a folder that holds the parts of one.
  ///
  /// - Parameters:
  ///   - path: The file; or a folder that was unpacked from one, or an index of safetensors.
  ///   - weights: The key of the network to take where the file has several; the likeliest if nil.
  /// - Returns: Its named tensors.
  /// - Throws: `Fault` of kind missing, refused or inputOutput.
  public static func read(path: String, weights: String? = nil) throws(Fault) -> StateDictionary {
    if let state = try DividedFile.read(path, weights: weights, to: attempt) { return state }
    try screen(path)
    let bytes = try RegularFile.read(path, to: attempt)
    return try read(bytes: bytes, named: path, weights: weights)
  }

  /// Whether a path is a folder or an index whose files are the parts of one file of weights.
  public static func isDivided(_ path: String) -> Bool { DividedFile.holds(path) }

  /// Turns down what can be told from its ends, however large it is, before it takes memory.
  private static func screen(_ path: String) throws(Fault) {
    let (head, tail) = try RegularFile.ends(of: path, to: attempt)
    do throws(Refusal) {
      if try format(of: head, path) == .pytorchZip { try ZipArchive.checkEnd(tail) }
    } catch {
      throw error.fault(attempt, on: path)
    }
  }

  /// Reads a file that is in memory already.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What messages call it.
  ///   - weights: The key of the network to take where the file has several.
  /// - Returns: Its named tensors.
  /// - Throws: `Fault` of kind refused.
  public static func read(
    bytes: [UInt8],
    named name: String,
    weights: String? = nil
  ) throws(Fault) -> StateDictionary {
    do throws(Refusal) {
      return try decode(bytes, name: name, weights: weights)
    } catch {
      throw error.fault(attempt, on: name)
    }
  }

  private static let attempt = "read the checkpoint"

  private static func decode(
    _ bytes: [UInt8],
    name: String,
    weights: String?
  ) throws(Refusal) -> StateDictionary {
    let format = try format(of: bytes, name)
    let result =
      switch format {
      case .pytorchZip: try PyTorchZip.read(bytes, weights: weights)
      case .pytorchLegacy: try PyTorchLegacy.read(bytes, weights: weights)
      case .pythonPickle: try PythonPickle.read(bytes, weights: weights)
      case .safetensors: try Safetensors.read(bytes, weights: weights)
      }
    return try StateDictionary(
      source: name,
      format: format,
      result: result,
      hash: ContentHash(of: bytes)
    )
  }

  private static func format(
    of bytes: [UInt8],
    _ name: String
  ) throws(Refusal) -> CheckpointFormat {
    if ZipArchive.isLikely(bytes) { return .pytorchZip }
    if PyTorchLegacy.isLikely(bytes) { return .pytorchLegacy }
    if Safetensors.isLikely(bytes) { return .safetensors }
    if PythonPickle.isLikely(bytes) { return .pythonPickle }
    if let foreign = ForeignFile.recognize(bytes) { throw foreign }
    if name.hasSuffix(".safetensors") { return .safetensors }
    throw Refusal(
      "neither a PyTorch checkpoint nor safetensors",
      advice: "Give a .pth or .safetensors file of weights"
    )
  }
}
