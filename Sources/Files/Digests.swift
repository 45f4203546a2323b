import CCrypto
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

/// SHA-256 (FIPS 180-4), by OpenSSL.
public enum SHA256 {
  /// The digest in lower-case hexadecimal.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    bytes.withUnsafeBufferPointer { input in
      _ = CCrypto.SHA256(input.baseAddress, input.count, &digest)
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self
    )
  }
}
