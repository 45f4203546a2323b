public import Faults
import Files
public import Tensors

/// NumPy's `.npy` files of numbers, little-endian and in C order.
public enum NPY {
  /// Reads a file.
  ///
  /// - Throws: `Fault` of kind missing, refused or inputOutput. Arrays of Python objects, of other
  ///   byte or memory order and of other types are refused.
  public static func read(path: String) throws(Fault) -> NPYArray {
    let attempt = "read the NumPy array"
    let bytes = try RegularFile.read(path, to: attempt)
    do throws(Refusal) {
      return try NPYDecoder.decode(bytes[...])
    } catch {
      throw error.fault(attempt, on: path)
    }
  }

  /// Reads a file that is in memory already; messages call it by a name.
  public static func read(bytes: [UInt8], named name: String) throws(Fault) -> NPYArray {
    do throws(Refusal) {
      return try NPYDecoder.decode(bytes[...])
    } catch {
      throw error.fault("read the NumPy array", on: name)
    }
  }

  /// A tensor as a file of type '<f4' and shape (batch, channels, height, width).
  public static func encode(_ tensor: Tensor) -> [UInt8] {
    let shape = tensor.shape
    return encode(
      tensor.values,
      as: "<f4",
      dimensions: [shape.batch, shape.channels, shape.height, shape.width]
    )
  }

  /// A label map as a file of type '<i4' and shape (batch, channels, height, width).
  public static func encode(_ labels: LabelMap) -> [UInt8] {
    let shape = labels.shape
    return encode(
      labels.labels,
      as: "<i4",
      dimensions: [shape.batch, shape.channels, shape.height, shape.width]
    )
  }

  /// The beginning of a file of type '<f4', for values that follow piece by piece.
  public static func header(floats shape: Shape) -> [UInt8] {
    header("<f4", [shape.batch, shape.channels, shape.height, shape.width])
  }

  /// The beginning of a file of type '<i4', for values that follow piece by piece.
  public static func header(labels shape: Shape) -> [UInt8] {
    header("<i4", [shape.batch, shape.channels, shape.height, shape.width])
  }

  /// The bytes of values after a header.
  public static func body<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  /// Float32 values of any shape as a file of type '<f4'.
  public static func encode(_ values: [Float], dimensions: [Int]) -> [UInt8] {
    encode(values, as: "<f4", dimensions: dimensions)
  }

  /// Int32 values of any shape as a file of type '<i4'.
  public static func encode(_ values: [Int32], dimensions: [Int]) -> [UInt8] {
    encode(values, as: "<i4", dimensions: dimensions)
  }

  /// Bytes in a row as a file of type '|u1'.
  public static func encode(bytes: [UInt8]) -> [UInt8] {
    encode(bytes, as: "|u1", dimensions: [bytes.count])
  }

  /// Every machine this runs on is little-endian, as the file is.
  private static func encode<Value: BitwiseCopyable>(
    _ values: [Value],
    as type: String,
    dimensions: [Int]
  ) -> [UInt8] {
    precondition(dimensions.reduce(1, *) == values.count, "dimensions do not fit the values")
    var bytes = header(type, dimensions)
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The magic, version 1.0 or 2.0, and the header, padded so that the data begin at 64 bytes.
  private static func header(_ type: String, _ dimensions: [Int]) -> [UInt8] {
    let shape = dimensions.map { "\($0)," }.joined(separator: " ")
    let tuple = dimensions.count == 1 ? "(\(shape))" : "(\(shape.dropLast()))"
    var text = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    let isLong = text.count > 65_000
    let prefix = isLong ? 12 : 10
    let padding = 63 - (prefix + text.count) % 64
    text += [UInt8](repeating: 0x20, count: padding) + [0x0A]
    let lengthBytes = (0..<(isLong ? 4 : 2)).map {
      UInt8(truncatingIfNeeded: text.count >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [isLong ? 2 : 1, 0] + lengthBytes + text
  }
}
