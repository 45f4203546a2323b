import Files

/// A tensor as it lies in a file: a view of a storage, checked to stay inside it.
struct StoredTensor: Sendable {
  let entry: StateDictionary.Entry
  /// Steps between neighbours along each dimension, in elements.
  private let strides: [Int]
  /// The first element, counted from the start of the storage.
  private let offset: Int
  private let storage: ArraySlice<UInt8>
  /// Whether the elements lie one after another in row-major order.
  private let isContiguous: Bool

  static let rankLimit = 8

  /// Checks that every element of the view lies in the storage.
  init(
    name: String,
    elementType: ElementType,
    dimensions: [Int],
    strides: [Int],
    offset: Int,
    storage: ArraySlice<UInt8>
  ) throws(Refusal) {
    entry = StateDictionary.Entry(name: name, elementType: elementType, dimensions: dimensions)
    // The stride of a dimension that is never stepped along may be any number; forget it.
    self.strides = zip(dimensions, strides).map { $0 > 1 ? $1 : 0 }
    self.offset = offset
    self.storage = storage
    isContiguous = try Self.check(
      dimensions,
      strides: strides,
      offset: offset,
      elements: storage.count / elementType.byteCount
    )
  }

  private init(_ other: StoredTensor, named name: String) {
    entry = StateDictionary.Entry(
      name: name,
      elementType: other.entry.elementType,
      dimensions: other.entry.dimensions
    )
    strides = other.strides
    offset = other.offset
    storage = other.storage
    isContiguous = other.isContiguous
  }

  func named(_ name: String) -> StoredTensor { StoredTensor(self, named: name) }

  /// The number of elements of these extents, or a refusal if it cannot be counted.
  static func count(_ dimensions: [Int]) throws(Refusal) -> Int {
    guard dimensions.count <= rankLimit else {
      throw Refusal("\(dimensions.count) dimensions; at most \(rankLimit) are read")
    }
    guard dimensions.allSatisfy({ $0 >= 0 }) else {
      throw Refusal("a negative size in its shape \(describe(dimensions))")
    }
    var count = 1
    // Zeros last: an overflow must not hide behind one.
    for size in dimensions where size > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else {
        throw Refusal("its shape \(describe(dimensions)) has more elements than can be counted")
      }
      count = product
    }
    return dimensions.contains(0) ? 0 : count
  }

  /// Checks the view and tells whether it is contiguous.
  private static func check(
    _ dimensions: [Int],
    strides: [Int],
    offset: Int,
    elements: Int
  ) throws(Refusal) -> Bool {
    let count = try count(dimensions)
    guard strides.count == dimensions.count, strides.allSatisfy({ $0 >= 0 }), offset >= 0 else {
      throw Refusal("strides \(describe(strides)) or offset \(offset) do not fit its shape")
    }
    guard count > 0 else {
      guard offset <= elements else { throw Refusal("it begins past the end of its storage") }
      return true
    }
    var last = offset
    for (size, stride) in zip(dimensions, strides) {
      let (reach, overflow) = (size - 1).multipliedReportingOverflow(by: stride)
      let (sum, beyond) = last.addingReportingOverflow(reach)
      guard !overflow, !beyond else {
        throw Refusal("strides \(describe(strides)) reach beyond what can be counted")
      }
      last = sum
    }
    guard last < elements else {
      throw Refusal("it reaches to element \(last) of a storage that has \(elements)")
    }
    return zip(zip(dimensions, strides), rowMajorStrides(dimensions)).allSatisfy {
      $0.0 == 1 || $0.1 == $1
    }
  }

  static func rowMajorStrides(_ dimensions: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* max(1, dimensions[axis + 1])
    }
    return strides
  }
}

extension StoredTensor {
  /// The values in row-major order as float32.
  func floats() -> [Float] {
    let count = entry.count
    guard count > 0 else { return [] }
    return storage.withUnsafeBytes { bytes in
      [Float](unsafeUninitializedCapacity: count) { output, initialized in
        initialized = count
        guard isContiguous else {
          gather(from: bytes, into: output)
          return
        }
        let width = entry.elementType.byteCount
        let part = UnsafeRawBufferPointer(
          rebasing: bytes[offset * width..<(offset + count) * width]
        )
        ElementDecoder.decode(part, as: entry.elementType, into: output)
      }
    }
  }

  /// How many values are infinite or not a number.
  func nonFiniteCount() -> Int {
    guard entry.elementType.isFloatingPoint else { return 0 }
    return floats().reduce(0) { $1.isFinite ? $0 : $0 + 1 }
  }

  /// Walks the elements of a strided view in row-major order.
  private func gather(
    from bytes: UnsafeRawBufferPointer,
    into output: UnsafeMutableBufferPointer<Float>
  ) {
    let dimensions = entry.dimensions
    let width = entry.elementType.byteCount
    var index = [Int](repeating: 0, count: dimensions.count)
    var element = offset
    for position in output.indices.prefix(entry.count) {
      let part = UnsafeRawBufferPointer(rebasing: bytes[element * width..<(element + 1) * width])
      let slot = UnsafeMutableBufferPointer(rebasing: output[position..<position + 1])
      ElementDecoder.decode(part, as: entry.elementType, into: slot)
      for axis in dimensions.indices.reversed() {
        index[axis] += 1
        element += strides[axis]
        if index[axis] < dimensions[axis] { break }
        element -= strides[axis] * dimensions[axis]
        index[axis] = 0
      }
    }
  }
}
