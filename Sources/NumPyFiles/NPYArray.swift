/// An array of a NumPy file: extents of any number and its values in row-major (C) order.
public struct NPYArray: Hashable, Sendable {
  /// The values as they are stored.
  public enum Values: Hashable, Sendable {
    case float32([Float])
    case float64([Double])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])
    case bool([Bool])

    /// How many there are.
    public var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int16(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .uint8(let values): values.count
      case .bool(let values): values.count
      }
    }
  }

  /// The extents; none for a single value.
  public let dimensions: [Int]
  /// The values, the last dimension running fastest.
  public let values: Values

  /// Wraps values whose count must be the product of the dimensions.
  public init(dimensions: [Int], values: Values) {
    precondition(dimensions.reduce(1, *) == values.count, "dimensions do not fit the values")
    self.dimensions = dimensions
    self.values = values
  }

  /// The values converted to float32.
  public var floats: [Float] {
    switch values {
    case .float32(let values): values
    case .float64(let values): values.map { Float($0) }
    case .int16(let values): values.map { Float($0) }
    case .int32(let values): values.map { Float($0) }
    case .int64(let values): values.map { Float($0) }
    case .uint8(let values): values.map { Float($0) }
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }

  /// The values converted to whole numbers, or nil if they are stored as floating point.
  public var integers: [Int]? {
    switch values {
    case .float32, .float64: nil
    case .int16(let values): values.map { Int($0) }
    case .int32(let values): values.map { Int($0) }
    case .int64(let values): values.map { Int($0) }
    case .uint8(let values): values.map { Int($0) }
    case .bool(let values): values.map { $0 ? 1 : 0 }
    }
  }
}
