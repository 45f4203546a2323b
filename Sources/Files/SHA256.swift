import CCrypto

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
