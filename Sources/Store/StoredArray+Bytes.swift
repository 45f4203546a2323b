/// How arrays lie in the file: numbers as the processor holds them, little-endian.
extension StoredArray {
  var typeName: String {
    switch self {
    case .floats: "float32"
    case .doubles: "float64"
    case .integers: "int64"
    case .bytes: "bytes"
    }
  }

  var encoded: [UInt8] {
    switch self {
    case .floats(let values): values.withUnsafeBytes { Array($0) }
    case .doubles(let values): values.withUnsafeBytes { Array($0) }
    case .integers(let values): values.withUnsafeBytes { Array($0) }
    case .bytes(let values): values
    }
  }

  /// Reads an array; nil for an unknown type or a broken length.
  init?(typeName: String, encoded: [UInt8]) {
    switch typeName {
    case "float32":
      guard let values = Self.values(encoded, like: Float(0)) else { return nil }
      self = .floats(values)
    case "float64":
      guard let values = Self.values(encoded, like: Double(0)) else { return nil }
      self = .doubles(values)
    case "int64":
      guard let values = Self.values(encoded, like: Int64(0)) else { return nil }
      self = .integers(values)
    case "bytes": self = .bytes(encoded)
    default: return nil
    }
  }

  private static func values<Number>(_ bytes: [UInt8], like zero: Number) -> [Number]? {
    let stride = MemoryLayout<Number>.stride
    guard bytes.count.isMultiple(of: stride) else { return nil }
    let count = bytes.count / stride
    return [Number](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      initializedCount = count
    }
  }
}
