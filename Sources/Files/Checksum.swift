import CZlib

/// The checksum of zip archives and PNG chunks.
public enum Checksum {
  /// CRC-32 of bytes.
  public static func crc32(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
      UInt32(truncatingIfNeeded: crc32_z(0, buffer.baseAddress, buffer.count))
    }
  }
}
