/// A value that a pickle builds.
///
/// Containers hold indices into the machine's values, never values:
/// sharing costs nothing, a cycle is no leak, and nothing recurses when values are released.
enum PickleValue: Sendable {
  case none
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  /// An index into the machine's sequences.
  case tuple(Int)
  case list(Int)
  /// An index into the machine's dictionaries; ordered dictionaries too.
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(StorageReference)
  case tensor(TensorReference)

  /// What it is, for a message.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    case .global(let global): "the name \(global.name)"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// The names a pickle may mention; any other name is refused, and none is ever looked up or run.
enum PickleGlobal: Hashable, Sendable {
  case orderedDictionary
  case rebuildTensor
  case rebuildTensor2
  case rebuildParameter
  case size
  case storageType(ElementType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor2
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "Size"): self = .size
    case ("torch", let name):
      guard let type = ElementType(storageClass: name) else { return nil }
      self = .storageType(type)
    default: return nil
    }
  }

  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor"
    case .rebuildTensor2: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .size: "torch.Size"
    case .storageType(let type): "torch's storage of \(type.rawValue)"
    }
  }
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
