import Files

/// Names what people have by mistake where a checkpoint should be.
enum ForeignFile {
  static func recognize(_ bytes: [UInt8]) -> Refusal? {
    let signature = FileSignature(head: bytes)
    switch signature {
    case .empty: return Refusal("the file is empty", advice: signature.advice)
    case .json, .checkpoint, .unknown: return pickle(bytes)
    case .text: return pickle(bytes) ?? Refusal("a text file, not a checkpoint")
    case .pointer: return signature.name.map { Refusal($0, advice: signature.advice) }
    case .png, .webPage, .other:
      return signature.name.map { Refusal("\($0), not a checkpoint", advice: signature.advice) }
    }
  }

  private static func pickle(_ bytes: [UInt8]) -> Refusal? {
    guard bytes.last == 0x2E, [0x28, 0x5D, 0x63, 0x7D].contains(bytes[0]) else { return nil }
    return Refusal(
      "a plain Python pickle of protocol 0 or 1, not a checkpoint; nothing was run",
      advice: "Save the model's state_dict with torch.save"
    )
  }
}
