import Files

/// Finds the dictionaries of named tensors among the values of a pickle.
struct CandidateSearch {
  private let machine: PickleMachine
  private var visited: Set<Int> = []
  private(set) var candidates: [Candidate] = []

  /// How many dictionaries may lie around a network's.
  private static let depth = 6

  init(_ machine: PickleMachine, root: Int) throws(Refusal) {
    self.machine = machine
    try visit(root, path: [], chain: [])
  }

  private mutating func visit(
    _ dictionary: Int,
    path: [String],
    chain: [Int]
  ) throws(Refusal) {
    guard chain.count < Self.depth, visited.insert(dictionary).inserted else { return }
    let items = try machine.namedItems(of: dictionary)
    let chain = chain + [dictionary]
    let start = candidates.count
    for (key, value) in items {
      guard case .dictionary(let inner) = machine.values[value] else { continue }
      try visit(inner, path: path + [key], chain: chain)
    }
    let tensors = items.compactMap { key, value in
      machine.content(of: value).map { (name: key, content: $0) }
    }
    guard !tensors.isEmpty else { return }
    let own = Candidate(path: path, tensors: tensors, dictionaries: chain)
    let inner = candidates[start...].filter { $0.meaning.part != .optimizer }
    // A loose tensor beside dictionaries is not the network.
    guard inner.isEmpty || own.weightCount > inner.map(\.weightCount).max() ?? 0 else { return }
    candidates.replaceSubrange(start..., with: own.divided())
  }
}

extension PickleMachine {
  /// The items with names; of two with one name, readers could take either.
  func namedItems(of dictionary: Int) throws(Refusal) -> [(key: String, value: Int)] {
    var keys: Set<String> = []
    var items: [(key: String, value: Int)] = []
    for (key, value) in dictionaries[dictionary] {
      guard case .string(let key) = values[key] else { continue }
      guard keys.insert(key).inserted else {
        throw Refusal(at: "key '\(key)'", "there are two of this name")
      }
      items.append((key, value))
    }
    return items
  }

  /// A value as a tensor, if it is one; arrays are where the pickle holds all values itself.
  func content(of value: Int) -> Candidate.Content? {
    switch values[value] {
    case .tensor(let tensor): return .reference(tensor)
    case .array(let array) where setting == .alone:
      return (try? StoredTensor(array)).map { .stored($0) }
    default: return nil
    }
  }

  /// Refuses values that contain themselves or nest too deeply, without recursion.
  ///
  /// What objects of unknown classes are given is not looked at: it may well lead back to them.
  func checkStructure(from root: Int) throws(Refusal) {
    // Height of each value once it is known; 0 while it is being visited.
    var heights = [Int?](repeating: nil, count: values.count)
    var pending: [(value: Int, isLeaving: Bool)] = [(root, false)]
    while let (value, isLeaving) = pending.popLast() {
      if isLeaving {
        let height = 1 + (children(of: value).map { heights[$0] ?? 0 }.max() ?? 0)
        guard height <= Limits.depth else {
          throw Refusal(at: "root", "values nest more than \(Limits.depth) levels deep")
        }
        heights[value] = height
      } else if let height = heights[value] {
        guard height > 0 else { throw Refusal(at: "root", "a container that contains itself") }
      } else {
        heights[value] = 0
        pending.append((value, true))
        // One that is known already is left out, one that is being visited is a cycle.
        pending += children(of: value).filter { (heights[$0] ?? 0) == 0 }.map { ($0, false) }
      }
    }
  }

  func children(of value: Int) -> [Int] {
    switch values[value] {
    case .tuple(let sequence), .list(let sequence): sequences[sequence]
    case .dictionary(let dictionary): dictionaries[dictionary].map(\.value)
    default: []
    }
  }
}

extension StoredTensor {
  /// A NumPy array; its bytes were held against its shape when it was read.
  init(_ array: ArrayReference, named name: String = "") throws(Refusal) {
    var strides = StoredTensor.rowMajorStrides(array.dimensions)
    if array.isColumnMajor {
      strides = StoredTensor.rowMajorStrides(array.dimensions.reversed()).reversed()
    }
    try self.init(
      name: name,
      elementType: array.elementType,
      dimensions: array.dimensions,
      strides: strides,
      offset: 0,
      storage: array.bytes.slice
    )
  }
}
