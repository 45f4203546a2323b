/// Converts stored values, little-endian and at any alignment, to float32.
enum ElementDecoder {
  /// Decodes as many values as the bytes hold.
  static func decode(
    _ bytes: UnsafeRawBufferPointer,
    as type: ElementType,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .float32:
      UnsafeMutableRawBufferPointer(output).copyMemory(from: bytes)
    case .float64:
      convert(bytes, of: UInt64.self, to: output) { Float(Double(bitPattern: $0)) }
    case .float16:
      convert(bytes, of: UInt16.self, to: output) { Float(Float16(bitPattern: $0)) }
    case .bfloat16:
      convert(bytes, of: UInt16.self, to: output) { Float(bitPattern: UInt32($0) << 16) }
    case .int64: convert(bytes, of: Int64.self, to: output) { Float($0) }
    case .int32: convert(bytes, of: Int32.self, to: output) { Float($0) }
    case .int16: convert(bytes, of: Int16.self, to: output) { Float($0) }
    case .int8: convert(bytes, of: Int8.self, to: output) { Float($0) }
    case .uint8: convert(bytes, of: UInt8.self, to: output) { Float($0) }
    case .bool: convert(bytes, of: UInt8.self, to: output) { $0 == 0 ? 0 : 1 }
    }
  }

  @inline(__always)
  private static func convert<Stored: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer,
    of _: Stored.Type,
    to output: UnsafeMutableBufferPointer<Float>,
    _ float: (Stored) -> Float
  ) {
    let width = MemoryLayout<Stored>.size
    for index in 0..<bytes.count / width {
      // The files are little-endian; so is every machine this runs on, but say it.
      let stored = bytes.loadUnaligned(fromByteOffset: index * width, as: Stored.self)
      output[index] = float(Stored(littleEndian: stored))
    }
  }
}
