/// A value that a pickle builds.
///
/// Containers hold indices into the machine's values, never values:
/// sharing costs nothing, a cycle is no leak, and nothing recurses when values are released.
enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  /// A whole number of more than 64 bits, which nothing here needs.
  case longInteger
  case number(Double)
  case string(String)
  case bytes(PickleBytes)
  /// An index into the machine's sequences.
  case tuple(Int)
  case list(Int)
  /// A set, whose members nothing here needs.
  case set
  /// An index into the machine's dictionaries; ordered and default dictionaries too.
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(StorageReference)
  case tensor(TensorReference)
  case array(ArrayReference)
  case arrayType(ArrayType)
  /// An index into the machine's objects.
  case object(Int)

  /// What it is, for a message.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .integer, .longInteger: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .set: "a set"
    case .dictionary: "a dictionary"
    case .global(let global): "the name \(global.name)"
    case .storage: "a storage"
    case .tensor: "a tensor"
    case .array: "a NumPy array"
    case .arrayType: "a NumPy type"
    case .object: "an object"
    }
  }
}

/// An object of a class that is not known here: nothing of it is made, what it is given is kept.
struct PickleObject: Sendable {
  /// Its class or the function that would make it: "argparse.Namespace".
  var name: String
  /// What it would be made of, as indices into the machine's values.
  var arguments: [Int]
  /// The dictionary of its attributes, if it has one.
  var attributes: Int?
  /// What was put into it as into a list or a dictionary.
  var items: [Int] = []
}

/// Bytes inside a pickle, as a part of the buffer that holds them.
struct PickleBytes: Sendable {
  var buffer: [UInt8]
  var range: Range<Int>

  var slice: ArraySlice<UInt8> { buffer[range] }
}

/// The type of a NumPy array's values.
struct ArrayType: Hashable, Sendable {
  /// NumPy's code: "f4".
  var code: String
  /// "<", ">", "|" or "=".
  var order: String

  /// The type, if it is read.
  var elementType: ElementType? {
    guard order != ">" else { return nil }
    return switch code {
    case "f8": .float64
    case "f4": .float32
    case "f2": .float16
    case "i8": .int64
    case "i4": .int32
    case "i2": .int16
    case "i1": .int8
    case "u1": .uint8
    case "b1": .bool
    default: nil
    }
  }
}

/// A NumPy array: its bytes lie in the pickle.
struct ArrayReference: Sendable {
  var elementType: ElementType
  var dimensions: [Int]
  /// Whether the first index runs fastest.
  var isColumnMajor: Bool
  var bytes: PickleBytes
}

/// The persistent id of a storage: which raw values a tensor views.
struct StorageReference: Hashable, Sendable {
  /// The part of a storage that a legacy checkpoint names as a storage of its own.
  struct View: Hashable, Sendable {
    var key: String
    var offset: Int
    var count: Int
  }

  var key: String
  var elementType: ElementType
  /// How many elements the whole storage has.
  var count: Int
  var view: View?
}

/// A tensor as the pickle describes it, not yet held against its storage.
struct TensorReference: Sendable {
  var storage: StorageReference
  var offset: Int
  var dimensions: [Int]
  var strides: [Int]
}
