/// Writes pickles of protocol 2 for tests and fuzzing, instruction by instruction.
public struct PickleWriter: Sendable {
  /// What was written so far.
  public var bytes: [UInt8] = [0x80, 2]

  /// Begins a pickle.
  public init() {}

  /// Writes raw instructions.
  public mutating func raw(_ text: String) { bytes += Array(text.utf8) }

  /// Writes raw bytes.
  public mutating func raw(_ more: [UInt8]) { bytes += more }

  /// Writes a string.
  public mutating func string(_ text: String) {
    let utf8 = Array(text.utf8)
    bytes += [0x58] + ZipWriter.little(utf8.count, 4) + utf8
  }

  /// Writes a whole number in the shortest form that holds it.
  public mutating func integer(_ value: Int) {
    switch value {
    case 0..<256: bytes += [0x4B, UInt8(value)]
    case Int(Int32.min)...Int(Int32.max): bytes += [0x4A] + ZipWriter.little(value, 4)
    default: bytes += [0x8A, 8] + ZipWriter.little(value, 8)
    }
  }

  /// Writes a short string as protocols 4 and 5 do.
  public mutating func short(_ text: String) {
    let utf8 = Array(text.utf8.prefix(255))
    bytes += [0x8C, UInt8(utf8.count)] + utf8 + [0x94]
  }

  /// Writes the name of a class or function as protocols 4 and 5 do.
  public mutating func stackGlobal(_ module: String, _ name: String) {
    short(module)
    short(name)
    bytes += [0x93, 0x94]
  }

  /// Writes the name of a class or function.
  public mutating func global(_ module: String, _ name: String) { raw("c\(module)\n\(name)\n") }

  /// Writes a tuple of whole numbers.
  public mutating func tuple(_ values: [Int]) {
    raw("(")
    for value in values { integer(value) }
    raw("t")
  }

  /// Writes an empty ordered dictionary.
  public mutating func orderedDictionary() {
    global("collections", "OrderedDict")
    raw(")R")
  }

  /// Writes a tensor's call of `_rebuild_tensor_v2` with its storage's persistent id.
  public mutating func tensor(_ tensor: SampleTensor, isLegacy: Bool) {
    global("torch._utils", "_rebuild_tensor_v2")
    raw("((")
    string("storage")
    global("torch", tensor.storageClass)
    string(tensor.key)
    string("cpu")
    integer(tensor.storageCount)
    if isLegacy { view(tensor.view) }
    raw("tQ")
    integer(tensor.offset)
    tuple(tensor.dimensions)
    tuple(tensor.strides)
    raw([0x89])
    orderedDictionary()
    raw("tR")
  }

  private mutating func view(_ view: (key: String, offset: Int, count: Int)?) {
    guard let view else { return raw("N") }
    raw("(")
    string(view.key)
    integer(view.offset)
    integer(view.count)
    raw("t")
  }
}

/// A tensor to write into a sample checkpoint.
public struct SampleTensor: Sendable {
  /// Its name.
  public var name: String
  /// PyTorch's class of its storage.
  public var storageClass = "FloatStorage"
  /// The storage's key.
  public var key = "0"
  /// How many values the pickle says the storage has.
  public var storageCount: Int
  /// The first value in the storage.
  public var offset = 0
  /// The extents.
  public var dimensions: [Int]
  /// The steps along each dimension.
  public var strides: [Int]
  /// The part of the storage that a legacy checkpoint calls a view.
  public var view: (key: String, offset: Int, count: Int)?

  /// Makes a row-major matrix that fills its storage.
  public init(_ name: String, rows: Int, columns: Int, key: String = "0") {
    self.name = name
    self.key = key
    storageCount = rows * columns
    dimensions = [rows, columns]
    strides = [columns, 1]
  }
}
