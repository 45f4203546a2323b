import Files
import Synchronization

/// The SHA-256 of a file's bytes, computed when it is first asked for.
final class ContentHash: Sendable {
  private let bytes: [UInt8]
  private let computed = Mutex<String?>(nil)

  let isOfSeveral: Bool

  init(of bytes: [UInt8]) {
    self.bytes = bytes
    isOfSeveral = false
  }

  /// The hash of files one after another.
  init(ofAll files: [[UInt8]]) {
    bytes = Array(files.joined())
    isOfSeveral = true
  }

  var byteCount: Int { bytes.count }

  var value: String {
    computed.withLock { known in
      if let known { return known }
      let hash = SHA256.hexadecimal(of: bytes)
      known = hash
      return hash
    }
  }
}
