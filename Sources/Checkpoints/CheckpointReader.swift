public import Faults
import Files

/// Reads files of weights: PyTorch's `.pth` in both of its formats, and safetensors.
///
/// The format is decided once, by content. Nothing in a file is ever executed; whatever breaks a
/// rule of its format is refused with the place and the rule.
public enum CheckpointReader {
  /// Reads a file.
  ///
  /// - Throws: `Fault` of kind missing, refused or inputOutput.
  public static func read(path: String) throws(Fault) -> StateDictionary {
    try screen(path)
    return try read(bytes: try RegularFile.read(path, to: attempt), named: path)
  }

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
  /// - Returns: Its named tensors.
  /// - Throws: `Fault` of kind refused.
  public static func read(bytes: [UInt8], named name: String) throws(Fault) -> StateDictionary {
    do throws(Refusal) {
      return try decode(bytes, name)
    } catch {
      throw error.fault(attempt, on: name)
    }
  }

  private static let attempt = "read the checkpoint"

  private static func decode(_ bytes: [UInt8], _ name: String) throws(Refusal) -> StateDictionary {
    let format = try format(of: bytes, name)
    let (tensors, wrapping) =
      switch format {
      case .pytorchZip: try PyTorchZip.read(bytes)
      case .pytorchLegacy: try PyTorchLegacy.read(bytes)
      case .safetensors: try Safetensors.read(bytes)
      }
    return try StateDictionary(
      source: name,
      format: format,
      wrapping: wrapping,
      tensors: tensors,
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
    if let foreign = ForeignFile.recognize(bytes) { throw foreign }
    if name.hasSuffix(".safetensors") { return .safetensors }
    throw Refusal(
      "neither a PyTorch checkpoint nor safetensors",
      advice: "Give a .pth or .safetensors file of weights"
    )
  }
}
