import Files

/// Decodes the bytes of a `.npy` file.
enum NPYDecoder {
  private static let headerLimit = 1 << 16

  static func decode(_ bytes: ArraySlice<UInt8>) throws(Refusal) -> NPYArray {
    let all = Array(bytes)
    guard all.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw Refusal(atByte: 0, "NumPy's magic number is missing")
    }
    var cursor = ByteCursor(all, in: 6..<all.count)
    let version = try cursor.byte()
    guard 1...3 ~= version, try cursor.byte() == 0 else {
      throw Refusal(atByte: 6, "format version \(version); 1 to 3 are read")
    }
    let length = try cursor.count(version == 1 ? 2 : 4)
    guard length <= headerLimit else {
      throw Refusal(atByte: 8, "a header of \(length) bytes; at most \(headerLimit) are read")
    }
    let text = try cursor.take(length)
    var header = NPYHeader(ByteCursor(all, in: text))
    let (type, dimensions) = try header.parse()
    return try array(type, dimensions: dimensions, data: all[cursor.offset...])
  }

  private static func array(
    _ type: String,
    dimensions: [Int],
    data: ArraySlice<UInt8>
  ) throws(Refusal) -> NPYArray {
    let widths = ["<f4": 4, "<f8": 8, "<i2": 2, "<i4": 4, "<i8": 8, "|u1": 1, "|b1": 1]
    guard let width = widths[type] else {
      throw Refusal(
        at: "header",
        "values of type '\(type)'; '<f4', '<f8', '<i2', '<i4', '<i8', '|u1' and '|b1' are read"
      )
    }
    var size = width
    for extent in dimensions where extent > 0 {
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Refusal(at: "header", "a shape too large to count") }
      size = product
    }
    if dimensions.contains(0) { size = 0 }
    guard size == data.count else {
      throw Refusal(
        atByte: data.startIndex,
        "\(data.count) bytes of data where the shape needs \(size)"
      )
    }
    return NPYArray(dimensions: dimensions, values: values(type, data))
  }

  private static func values(_ type: String, _ data: ArraySlice<UInt8>) -> NPYArray.Values {
    switch type {
    case "<f4": .float32(copy(data))
    case "<f8": .float64(copy(data))
    case "<i2": .int16(copy(data))
    case "<i4": .int32(copy(data))
    case "<i8": .int64(copy(data))
    case "|u1": .uint8(Array(data))
    default: .bool(data.map { $0 != 0 })
    }
  }

  private static func copy<Value: BitwiseCopyable>(_ data: ArraySlice<UInt8>) -> [Value] {
    let count = data.count / MemoryLayout<Value>.size
    return [Value](unsafeUninitializedCapacity: count) { output, initialized in
      data.withUnsafeBytes { UnsafeMutableRawBufferPointer(output).copyMemory(from: $0) }
      initialized = count
    }
  }
}
