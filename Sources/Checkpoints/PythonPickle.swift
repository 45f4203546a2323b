import Files

/// Reads pickles that stand by themselves: NVIDIA's networks of both libraries, and dictionaries of
/// tensors or NumPy arrays.
///
/// NVIDIA's objects carry the text of the program that would make them; it is passed over as any
/// other text is.
struct PythonPickle {
  private let machine: PickleMachine

  static func isLikely(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == 0x80 && 2...5 ~= bytes[1]
  }

  static func read(_ bytes: [UInt8], weights: String?) throws(Refusal) -> StateExtraction.Result {
    var machine = PickleMachine(bytes, in: 0..<bytes.count, .alone)
    let root = try machine.run()
    guard machine.cursor.remaining == 0 else {
      throw Refusal(atByte: machine.cursor.offset, "bytes after the end of the pickle")
    }
    try machine.checkStructure(from: root)
    return try PythonPickle(machine: machine).read(root, weights)
  }

  private func read(_ root: Int, _ weights: String?) throws(Refusal) -> StateExtraction.Result {
    let networks = try networks(in: root)
    guard !networks.isEmpty else {
      do throws(Refusal) {
        let extraction = try StateExtraction(machine, root: root, weights: weights)
        return try extraction.result(storages: machine.embeddedStorages)
      } catch {
        guard error.place == "root", weights == nil else { throw error }
        throw Refusal(
          "a plain Python pickle without PyTorch's magic number and without networks, not a "
            + "checkpoint; nothing was run",
          advice: "Save the model's state_dict with torch.save"
        )
      }
    }
    // The others are not looked into: a discriminator may hold what nobody here knows.
    let candidates = networks.map { Candidate(path: [$0.key], tensors: []) }
    let chosen = try candidates.chosen(weights)
    guard let network = networks.first(where: { [$0.key] == chosen.path }) else {
      throw Refusal("no network '\(chosen.key)'")
    }
    var reader = NetworkReader(machine)
    do throws(Refusal) {
      try reader.read(network.object)
    } catch {
      throw error.inside("network '\(network.key)'")
    }
    var wrapping = Wrapping()
    wrapping.note(chosen, among: candidates)
    wrapping.equals = candidates.filter {
      $0.path != chosen.path && $0.meaning.part == chosen.meaning.part
    }.map(\.key)
    wrapping.metadata = reader.facts
    wrapping.settings = reader.settings
    return StateExtraction.Result(
      tensors: try TensorAssembly.tensors(reader.tensors, storages: machine.embeddedStorages),
      wrapping: wrapping
    )
  }

  /// The objects that are networks: of a dictionary by key, or of (G, D, Gs).
  private func networks(in root: Int) throws(Refusal) -> [(key: String, object: Int)] {
    let items: [(key: String, value: Int)]
    switch machine.values[root] {
    case .dictionary(let dictionary): items = try machine.namedItems(of: dictionary)
    case .tuple(let sequence), .list(let sequence):
      let values = machine.sequences[sequence]
      guard values.count <= 3 else { return [] }
      items = Array(zip(["G", "D", "Gs"], values)).map { (key: $0, value: $1) }
    case .object: items = [("G", root)]
    default: return []
    }
    return items.compactMap { key, value in
      guard case .object(let object) = machine.values[value],
        NetworkReader.isNetwork(machine.objects[object])
      else { return nil }
      return (key, object)
    }
  }
}

/// Takes the tensors out of one of NVIDIA's network objects.
struct NetworkReader {
  private let machine: PickleMachine
  private(set) var tensors: [(name: String, content: Candidate.Content)] = []
  /// What the network says of itself.
  private(set) var facts: [Wrapping.Metadatum] = []
  /// What its parts say of themselves, by their path.
  private(set) var settings: [Wrapping.Metadatum] = []

  private static let persistent = "torch_utils.persistence._reconstruct_persistent_obj"
  private static let depth = 32
  private static let limit = 100_000

  init(_ machine: PickleMachine) { self.machine = machine }

  static func isNetwork(_ object: PickleObject) -> Bool {
    object.name == persistent || isGraph(object)
  }

  /// `tfutil.Network`, as the library was called, and its later names.
  private static func isGraph(_ object: PickleObject) -> Bool {
    ["tfutil.Network", "dnnlib.tflib.network.Network"].contains(object.name)
  }

  mutating func read(_ object: Int) throws(Refusal) {
    if Self.isGraph(machine.objects[object]) {
      try readGraph(object)
    } else {
      try readModules(object)
    }
  }

  // MARK: TensorFlow

  /// A list of names and arrays, beside the text of the program.
  private mutating func readGraph(_ object: Int) throws(Refusal) {
    guard let attributes = machine.objects[object].attributes else {
      throw Refusal("a network without its state")
    }
    for (key, value) in try machine.namedItems(of: attributes) {
      switch (key, machine.values[value]) {
      case ("variables", .list(let sequence)), ("variables", .tuple(let sequence)):
        for item in machine.sequences[sequence] { try readVariable(item) }
      case ("static_kwargs", .dictionary(let dictionary)):
        for (name, value) in try machine.namedItems(of: dictionary) {
          note("static_kwargs." + name, value, in: &settings)
        }
      case ("build_module_src", _): break
      default: note(key, value, in: &facts)
      }
    }
  }

  private mutating func readVariable(_ item: Int) throws(Refusal) {
    let parts = try machine.items(item)
    guard parts.count == 2, case .string(let name) = machine.values[parts[0]],
      case .array(let array) = machine.values[parts[1]], !name.isEmpty, name.utf8.count <= 1024
    else { throw Refusal("a variable that is not a name and an array") }
    tensors.append((name, .stored(try StoredTensor(array, named: name))))
  }

  // MARK: PyTorch

  /// Walks a tree of modules; names are joined as a state_dict joins them.
  private mutating func readModules(_ root: Int) throws(Refusal) {
    var pending: [(prefix: String, object: Int, depth: Int)] = [("", root, 0)]
    var steps = 0
    while let (prefix, object, depth) = pending.popLast() {
      steps += 1
      guard depth <= Self.depth, steps <= Self.limit else {
        throw Refusal("modules that nest too deeply or are too many")
      }
      let state = try state(of: object, at: prefix)
      for (key, value) in try machine.namedItems(of: state) {
        switch key {
        case "_parameters", "_buffers":
          for (name, value) in try entries(value, key: key, prefix: prefix) {
            try add(prefix + name, value)
          }
        case "_modules":
          let inner = try entries(value, key: key, prefix: prefix).map {
            name,
            value throws(Refusal) in
            ("\(prefix)\(name).", try module(value, at: prefix + name), depth + 1)
          }
          pending += inner.reversed().compactMap { name, object, depth in
            object.map { (name, $0, depth) }
          }
        default: try noteSetting(prefix: prefix, key: key, value: value)
        }
      }
    }
  }

  /// The attributes of a persistent object, which are in the one dictionary that it is made of.
  private mutating func state(of object: Int, at prefix: String) throws(Refusal) -> Int {
    let object = machine.objects[object]
    guard object.name == Self.persistent, let first = object.arguments.first,
      case .dictionary(let meta) = machine.values[first]
    else {
      throw Refusal(at: "module '\(prefix)'", "it asks for '\(object.name)'; nothing was run")
    }
    var state: Int?
    for (key, value) in try machine.namedItems(of: meta) {
      if key == "state", case .dictionary(let dictionary) = machine.values[value] {
        state = dictionary
      }
      if key == "class_name" { noteClass(prefix, value) }
    }
    guard let state else { throw Refusal(at: "module '\(prefix)'", "it has no state") }
    return state
  }

  private mutating func noteClass(_ prefix: String, _ value: Int) {
    if prefix.isEmpty {
      note("class", value, in: &facts)
    } else {
      note(prefix + "class", value, in: &settings)
    }
  }

  private func entries(
    _ value: Int,
    key: String,
    prefix: String
  ) throws(Refusal) -> [(key: String, value: Int)] {
    switch machine.values[value] {
    case .dictionary(let dictionary): return try machine.namedItems(of: dictionary)
    case .none: return []
    case let other: throw Refusal(at: "module '\(prefix)'", "its \(key) are \(other.kind)")
    }
  }

  private func module(_ value: Int, at path: String) throws(Refusal) -> Int? {
    switch machine.values[value] {
    case .object(let object): return object
    case .none: return nil
    case let other: throw Refusal(at: "module '\(path)'", "it is \(other.kind)")
    }
  }

  private mutating func add(_ name: String, _ value: Int) throws(Refusal) {
    switch machine.values[value] {
    case .none: return
    case .tensor(let tensor): tensors.append((name, .reference(tensor)))
    case .object(let object):
      throw Refusal(at: "tensor '\(name)'", "it asks for '\(machine.objects[object].name)'")
    case let other: throw Refusal(at: "tensor '\(name)'", "it is \(other.kind)")
    }
    guard tensors.count <= Self.limit, name.utf8.count <= 1024 else {
      throw Refusal(at: "tensor '\(name.prefix(40))'", "too many tensors or too long a name")
    }
  }

  private mutating func noteSetting(prefix: String, key: String, value: Int) throws(Refusal) {
    if case .object(let object) = machine.values[value],
      !machine.objects[object].name.hasPrefix("numpy.")
    {
      throw Refusal(
        at: "module '\(prefix)'",
        "its '\(key)' asks for '\(machine.objects[object].name)'; nothing was run"
      )
    }
    guard !key.hasPrefix("_"), key != "training" else { return }
    if prefix.isEmpty {
      note(key, value, in: &facts)
    } else {
      note(prefix + key, value, in: &settings)
    }
  }

  private func note(_ key: String, _ value: Int, in list: inout [Wrapping.Metadatum]) {
    guard let text = machine.text(of: value), list.count < 10_000 else { return }
    list.append(.init(key: key, value: text))
  }
}
