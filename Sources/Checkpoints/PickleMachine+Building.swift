import Files

// Instructions that change or make containers, storages and tensors.
extension PickleMachine {
  mutating func append(_ items: [Int]) throws(Refusal) {
    guard case .list(let list) = try top() else {
      throw Refusal("items are appended to \(try top().kind), not to a list")
    }
    sequences[list] += items
  }

  mutating func setItems(_ items: [Int]) throws(Refusal) {
    guard case .dictionary(let dictionary) = try top() else {
      throw Refusal("items are set in \(try top().kind), not in a dictionary")
    }
    guard items.count.isMultiple(of: 2) else { throw Refusal("a key without a value") }
    for index in stride(from: 0, to: items.count, by: 2) {
      try add(key: items[index], value: items[index + 1], to: dictionary)
    }
  }

  private mutating func add(key: Int, value: Int, to dictionary: Int) throws(Refusal) {
    switch values[key] {
    case .string, .integer, .bool, .number, .none: break
    case let other: throw Refusal("\(other.kind) as the key of a dictionary")
    }
    // A list given to OrderedDict again and again would multiply without this.
    dictionaryItemCount += 1
    guard dictionaryItemCount <= Limits.dictionaryItems else {
      throw Refusal("dictionaries with more than \(Limits.dictionaryItems) items in all")
    }
    dictionaries[dictionary].append((key, value))
  }

  /// Calls of the few known names; the values they would make are described, not made.
  mutating func reduce() throws(Refusal) {
    guard case .tuple(let sequence) = try pop() else {
      throw Refusal("the arguments of a call are not a tuple")
    }
    guard case .global(let global) = try pop() else {
      throw Refusal("a call of something that is not a name")
    }
    let arguments = sequences[sequence]
    switch global {
    case .orderedDictionary: try pushOrderedDictionary(arguments)
    case .rebuildTensor: push(.tensor(try tensor(arguments, count: 4...4)))
    case .rebuildTensor2: push(.tensor(try tensor(arguments, count: 6...7)))
    case .rebuildParameter: try pushParameter(arguments)
    case .size:
      guard arguments.count == 1 else { throw Refusal("torch.Size takes one argument") }
      _ = try integers(arguments[0])
      pushTuple(try items(arguments[0]))
    case .storageType:
      throw Refusal("a call of \(global.name), which would allocate; nothing was run")
    }
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
    guard arguments.count == 3, case .tensor(let data) = values[arguments[0]] else {
      throw Refusal("a parameter is made of a tensor and two flags")
    }
    push(.tensor(data))
  }

  /// `_metadata` is what PyTorch itself adds to a state dictionary; its contents mean nothing here.
  mutating func build() throws(Refusal) {
    let state = try pop()
    guard case .dictionary = try top() else {
      throw Refusal("attributes are set on \(try top().kind)")
    }
    guard case .dictionary(let attributes) = state else {
      throw Refusal("attributes are given as \(state.kind)")
    }
    let items = dictionaries[attributes]
    guard items.count == 1, case .string("_metadata") = values[items[0].key] else {
      throw Refusal("an attribute other than _metadata is set on a dictionary")
    }
  }

  /// The persistent id of a storage: ('storage', type, key, device, count[, view]).
  mutating func storageReference(_ value: PickleValue) throws(Refusal) -> StorageReference {
    guard case .tuple(let sequence) = value else {
      throw Refusal("a persistent id that is \(value.kind), not the tuple of a storage")
    }
    let parts = sequences[sequence]
    guard parts.count == (hasStorageViews ? 6 : 5), case .string("storage") = values[parts[0]]
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
    if hasStorageViews { reference.view = try storageView(parts[5]) }
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

  private func integers(_ index: Int) throws(Refusal) -> [Int] {
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
