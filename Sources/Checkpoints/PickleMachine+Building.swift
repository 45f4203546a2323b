import Files

// Instructions that change or make containers, storages and tensors.
extension PickleMachine {
  mutating func append(_ items: [Int]) throws(Refusal) {
    switch try top() {
    case .list(let list): sequences[list] += items
    case .object(let object): objects[object].items += items  // a kind of list
    case let other: throw Refusal("items are appended to \(other.kind), not to a list")
    }
  }

  mutating func setItems(_ items: [Int]) throws(Refusal) {
    guard items.count.isMultiple(of: 2) else { throw Refusal("a key without a value") }
    let dictionary: Int
    switch try top() {
    case .dictionary(let index): dictionary = index
    case .object(let object):  // a kind of dictionary
      objects[object].items += items.indices.filter { $0 % 2 == 1 }.map { items[$0] }
      return
    case let other: throw Refusal("items are set in \(other.kind), not in a dictionary")
    }
    for index in stride(from: 0, to: items.count, by: 2) {
      try add(key: items[index], value: items[index + 1], to: dictionary)
    }
  }

  private mutating func add(key: Int, value: Int, to dictionary: Int) throws(Refusal) {
    switch values[key] {
    case .list, .dictionary, .storage, .tensor, .array:
      throw Refusal("\(values[key].kind) as the key of a dictionary")
    default: break
    }
    // A list given to OrderedDict again and again would multiply without this.
    dictionaryItemCount += 1
    guard dictionaryItemCount <= Limits.dictionaryItems else {
      throw Refusal("dictionaries with more than \(Limits.dictionaryItems) items in all")
    }
    dictionaries[dictionary].append((key, value))
  }

  mutating func addItems(_ items: [Int]) throws(Refusal) {
    switch try top() {
    case .set, .object: break
    case let other: throw Refusal("members are added to \(other.kind), not to a set")
    }
  }

  /// Calls of names; the values they would make are described, not made.
  mutating func reduce() throws(Refusal) {
    let sequence = try pop()
    guard case .tuple(let sequence) = sequence else {
      throw Refusal("the arguments of a call are not a tuple")
    }
    guard case .global(let global) = try pop() else {
      throw Refusal("a call of something that is not a name")
    }
    try call(global, sequences[sequence])
  }

  /// `cls.__new__(cls, *arguments)`, as protocol 2 makes most objects.
  mutating func makeObject(_ operands: [Int]) throws(Refusal) {
    guard case .global(let global) = values[operands[0]],
      case .tuple(let sequence) = values[operands[1]]
    else { throw Refusal("an object whose class is not a name or whose arguments are no tuple") }
    try call(global, sequences[sequence])
  }

  private mutating func call(_ global: PickleGlobal, _ arguments: [Int]) throws(Refusal) {
    switch global {
    case .orderedDictionary: try pushOrderedDictionary(arguments)
    case .defaultDictionary: try pushDictionary(Array(arguments.dropFirst()))
    case .plainDictionary: try pushDictionary(arguments)
    case .set: push(.set)
    case .rebuildTensor: push(.tensor(try tensor(arguments, count: 4...4)))
    case .rebuildTensor2: push(.tensor(try tensor(arguments, count: 6...7)))
    case .rebuildParameter: try pushParameter(arguments)
    case .size:
      guard arguments.count == 1 else { throw Refusal("torch.Size takes one argument") }
      _ = try integers(arguments[0])
      pushTuple(try items(arguments[0]))
    case .storageType:
      throw Refusal("a call of \(global.name), which would allocate; nothing was run")
    case .storageFromBytes: try pushStorage(arguments)
    case .encodedText: try pushEncodedText(arguments)
    case .arrayType: try pushArrayType(arguments)
    case .arrayScalar: try pushArrayScalar(arguments)
    case .arrayFromBuffer: try pushArray(fromBuffer: arguments)
    case .arrayClass, .arrayReconstruction: pushObject("numpy.ndarray", arguments)
    case .other(let name): pushObject(name, arguments)
    }
  }

  /// A dictionary made of nothing or of another one.
  private mutating func pushDictionary(_ arguments: [Int]) throws(Refusal) {
    let dictionary = newDictionary()
    switch arguments.first.map({ values[$0] }) {
    case nil: break
    case .dictionary(let other):
      for (key, value) in dictionaries[other] { try add(key: key, value: value, to: dictionary) }
    default: throw Refusal("a dictionary that is made of something else than a dictionary")
    }
    push(.dictionary(dictionary))
  }

  private mutating func pushOrderedDictionary(_ arguments: [Int]) throws(Refusal) {
    guard arguments.count <= 1 else { throw Refusal("OrderedDict takes at most one argument") }
    let dictionary = newDictionary()
    for pair in try arguments.first.map(items) ?? [] {
      let parts = try items(pair)
      guard parts.count == 2 else { throw Refusal("OrderedDict takes a list of pairs") }
      try add(key: parts[0], value: parts[1], to: dictionary)
    }
    push(.dictionary(dictionary))
  }

  private mutating func pushParameter(_ arguments: [Int]) throws(Refusal) {
    guard 3...4 ~= arguments.count, case .tensor(let data) = values[arguments[0]] else {
      throw Refusal("a parameter is made of a tensor and two flags")
    }
    push(.tensor(data))
  }

  /// The persistent id of a storage: ('storage', type, key, device, count[, view]).
  mutating func storageReference(_ value: PickleValue) throws(Refusal) -> StorageReference {
    guard setting != .alone else {
      throw Refusal("a persistent id in a pickle that stands by itself")
    }
    guard case .tuple(let sequence) = value else {
      throw Refusal("a persistent id that is \(value.kind), not the tuple of a storage")
    }
    let parts = sequences[sequence]
    guard parts.count == (setting == .legacy ? 6 : 5), case .string("storage") = values[parts[0]]
    else {
      throw Refusal("a persistent id that does not describe a storage")
    }
    guard case .global(.storageType(let type)) = values[parts[1]] else {
      throw Refusal("a storage whose type is \(values[parts[1]].kind)")
    }
    guard case .string(let key) = values[parts[2]], !key.isEmpty,
      case .string(let device) = values[parts[3]], isDevice(device),
      case .integer(let count) = values[parts[4]], count >= 0
    else { throw Refusal("a storage whose key, device or size is not one") }
    let whole = StorageReference(key: key, elementType: type, count: count, view: nil)
    guard storages.updateValue(whole, forKey: key) ?? whole == whole else {
      throw Refusal("storage '\(key)' is described twice with unlike types or sizes")
    }
    var reference = whole
    if setting == .legacy { reference.view = try storageView(parts[5]) }
    return reference
  }

  /// "cpu", "cuda:0" and the like; where the values were is of no importance.
  private func isDevice(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 32
      && text.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x3A ~= $0 || $0 == 0x5F }
  }

  private func storageView(_ index: Int) throws(Refusal) -> StorageReference.View? {
    if case .none = values[index] { return nil }
    let parts = try items(index)
    guard parts.count == 3, case .string(let key) = values[parts[0]],
      case .integer(let offset) = values[parts[1]], case .integer(let count) = values[parts[2]]
    else { throw Refusal("a view of a storage that is not (key, offset, size)") }
    return StorageReference.View(key: key, offset: offset, count: count)
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks[, metadata])`.
  private func tensor(
    _ arguments: [Int],
    count: ClosedRange<Int>
  ) throws(Refusal) -> TensorReference {
    guard count.contains(arguments.count) else {
      throw Refusal("a tensor is made of \(arguments.count) arguments")
    }
    guard case .storage(let storage) = values[arguments[0]] else {
      throw Refusal("a tensor is made of \(values[arguments[0]].kind) instead of a storage")
    }
    guard case .integer(let offset) = values[arguments[1]] else {
      throw Refusal("a tensor's offset is \(values[arguments[1]].kind)")
    }
    if arguments.count == 7, try !isEmptyMetadata(arguments[6]) {
      throw Refusal("a tensor with conjugation, negation or other metadata")
    }
    return TensorReference(
      storage: storage,
      offset: offset,
      dimensions: try integers(arguments[2]),
      strides: try integers(arguments[3])
    )
  }

  private func isEmptyMetadata(_ index: Int) throws(Refusal) -> Bool {
    switch values[index] {
    case .none: true
    case .dictionary(let dictionary): dictionaries[dictionary].isEmpty
    default: false
    }
  }

  func integers(_ index: Int) throws(Refusal) -> [Int] {
    let items = try items(index)
    guard items.count <= StoredTensor.rankLimit else {
      throw Refusal("\(items.count) dimensions; at most \(StoredTensor.rankLimit) are read")
    }
    var integers: [Int] = []
    for item in items {
      guard case .integer(let value) = values[item] else {
        throw Refusal("a size or stride that is \(values[item].kind)")
      }
      integers.append(value)
    }
    return integers
  }

  /// The items of a tuple or list.
  func items(_ index: Int) throws(Refusal) -> [Int] {
    switch values[index] {
    case .tuple(let sequence), .list(let sequence): return sequences[sequence]
    case let other: throw Refusal("\(other.kind) where a tuple is expected")
    }
  }
}
