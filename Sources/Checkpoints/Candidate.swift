import Files

/// Named tensors of a file that may be the network somebody wants.
struct Candidate: Sendable {
  /// A tensor as the file describes it.
  enum Content: Sendable {
    case stored(StoredTensor)
    case reference(TensorReference)

    var dimensions: [Int] {
      switch self {
      case .stored(let tensor): tensor.entry.dimensions
      case .reference(let reference): reference.dimensions
      }
    }
  }

  /// The keys that lead to it, outermost first, a prefix of names among them.
  var path: [String]
  /// What was taken off every name.
  var removedPrefix = ""
  var tensors: [(name: String, content: Content)]
  /// Tensors of the same dictionary that are not part of it.
  var strays: [(name: String, content: Content)] = []
  /// The dictionaries that lead to it; the last one holds its tensors.
  var dictionaries: [Int] = []

  init(path: [String], tensors: [(name: String, content: Content)], dictionaries: [Int] = []) {
    self.path = path
    self.tensors = tensors
    self.dictionaries = dictionaries
    removePrefixes()
  }

  var key: String { path.joined(separator: "/") }
  var meaning: KeyMeaning { KeyMeaning(path) }

  /// How many tensors have two dimensions or more, as the weights of layers do.
  var weightCount: Int { tensors.count { $0.content.dimensions.count >= 2 } }

  /// Names and shapes of all tensors but single values: equal for a network and its average.
  var signature: Set<String> {
    Set(
      tensors.filter { !$0.content.dimensions.isEmpty }.map {
        "\($0.name) \($0.content.dimensions)"
      }
    )
  }

  // MARK: Prefixes

  /// What PyTorch's own wrappers of modules put into names.
  private static let wrappers: Set<Substring> = [
    "module", "_orig_mod", "_fsdp_wrapped_module", "_forward_module", "_checkpoint_wrapped_module",
  ]
  /// What training scripts call the one network whose names begin so.
  private static let holders: Set<Substring> = [
    "model", "models", "modules", "net", "network", "self", "system", "trainer",
  ]

  /// Takes prefixes off that all names have and that say nothing of the network's layers.
  private mutating func removePrefixes() {
    while let head = commonHead(), Self.isPrefix(head) {
      let prefix = head + "."
      removedPrefix += prefix
      strays += tensors.filter { !$0.name.hasPrefix(prefix) }
      tensors = tensors.filter { $0.name.hasPrefix(prefix) }.map {
        (String($0.name.dropFirst(prefix.count)), $0.content)
      }
    }
    let marks = Self.wrappers.subtracting(["module"])
    for index in tensors.indices where tensors[index].name.contains("._") {
      // A layer that was compiled by itself.
      tensors[index].name = tensors[index].name.split(
        separator: ".",
        omittingEmptySubsequences: false
      ).filter { !marks.contains($0) }.joined(separator: ".")
    }
  }

  private static func isPrefix(_ head: String) -> Bool {
    if wrappers.contains(head[...]) || holders.contains(head[...]) { return true }
    let meaning = KeyMeaning([head])
    // "progan", "stylegan2": the whole of what was trained.
    if KeyMeaning.words(of: head).contains(where: { $0.hasSuffix("gan") }) { return true }
    return meaning.part == .generator || (meaning.part == nil && meaning.isAveraged)
  }

  /// The first part of all names but those of single values that stand alone, such as a counter.
  private func commonHead() -> String? {
    var common: Substring?
    for (name, content) in tensors {
      guard let dot = name.firstIndex(of: "."), name.index(after: dot) != name.endIndex else {
        if content.dimensions.isEmpty, !name.contains(".") { continue }
        return nil
      }
      if let common, common != name[..<dot] { return nil }
      common = name[..<dot]
    }
    return common.map(String.init)
  }
}

extension Candidate {
  /// The networks that share one flat dictionary, each with a prefix; itself where there is one.
  ///
  /// - Parameter depth: How many more prefixes may stand before those that tell networks.
  /// - Returns: At least one candidate.
  func divided(depth: Int = 2) -> [Candidate] {
    var heads: [String] = []
    var groups: [String: [(name: String, content: Content)]] = [:]
    for (name, content) in tensors {
      let head = String(name.prefix { $0 != "." })
      guard head.count < name.count else { continue }
      if groups[head] == nil { heads.append(head) }
      groups[head, default: []].append((name, content))
    }
    guard 2...64 ~= heads.count else { return [self] }
    let parts = heads.compactMap { head in groups[head].map { part(head, $0) } }
    guard parts.contains(where: { $0.isNetwork(beside: parts) }) else {
      return depth > 0 ? dividedDeeper(parts, depth - 1) : [self]
    }
    let signatures = parts.filter { $0.isNetwork(beside: parts) }.map(\.signature)
    return parts.filter { part in
      part.meaning.part != nil || part.meaning.isAveraged || signatures.contains(part.signature)
    }
  }

  /// The networks inside prefixes that tell nothing by themselves: "gan.G." beside "gan_ema.G.".
  private func dividedDeeper(_ parts: [Candidate], _ depth: Int) -> [Candidate] {
    let inner = parts.flatMap { $0.divided(depth: depth) }
    let hasGenerator = inner.contains { candidate in
      candidate.path.count > path.count + 1 && candidate.meaning.part == .generator
    }
    guard hasGenerator else { return [self] }
    return inner.filter { $0.meaning.part != nil || $0.meaning.isAveraged }
  }

  /// The tensors with one prefix as a network of their own.
  func part(_ head: String, _ own: [(name: String, content: Content)]? = nil) -> Candidate {
    let own = own ?? tensors.filter { $0.name.hasPrefix(head + ".") }
    let names = Set(own.map(\.name))
    var part = Candidate(
      path: path + [head],
      tensors: own.map { (String($0.name.dropFirst(head.count + 1)), $0.content) },
      dictionaries: dictionaries
    )
    part.removedPrefix = removedPrefix + head + "." + part.removedPrefix
    part.strays += strays + tensors.filter { !names.contains($0.name) }
    return part
  }

  /// Whether a prefix tells a network: a generator's, or an average's beside its equal.
  private func isNetwork(beside others: [Candidate]) -> Bool {
    guard let head = path.last, weightCount >= 3, !head.contains(where: \.isNumber) else {
      return false
    }
    let meaning = KeyMeaning([head])
    if meaning.part == .generator { return true }
    return meaning.part == nil && meaning.isAveraged
      && others.contains { $0.path != path && $0.signature == signature }
  }
}

extension [Candidate] {
  /// The one to use: that under the key asked for, else the likeliest, averaged where there is such.
  func chosen(_ key: String?) throws(Refusal) -> Candidate {
    guard let key else { return try likeliest() }
    let fitting = filter { candidate in
      candidate.key == key || candidate.path.contains(key)
        || candidate.removedPrefix == key || candidate.removedPrefix == key + "."
    }
    if !fitting.isEmpty { return try fitting.likeliest() }
    let parts = map { $0.part(key) }.filter { !$0.tensors.isEmpty }
    if parts.count == 1 { return parts[0] }
    throw Refusal(
      at: "weights '\(key)'",
      "the file has no network under this key",
      advice: isEmpty ? nil : "It has \(listed)"
    )
  }

  private func likeliest() throws(Refusal) -> Candidate {
    let averaged = filter { $0.meaning.part == nil && $0.meaning.isAveraged }
    // An average of what nobody knows does not stand for a generator that is there.
    let unlike = averaged.filter { candidate in
      let signature = candidate.signature
      return !contains { !$0.meaning.isAveraged && $0.signature == signature }
    }
    let others = filter { candidate in !unlike.contains { $0.path == candidate.path } }
    let hasGenerator = others.contains { $0.meaning.part == .generator }
    let pool = hasGenerator ? others : self
    let best = pool.map(\.meaning.rank).max() ?? 0
    let top = pool.filter { $0.meaning.rank == best }
    guard let first = top.first, top.count == 1 || first.meaning.isAveraged else {
      if let first = top.first, let average = top.average(of: first) { return average }
      throw ambiguity(top)
    }
    return average(of: first) ?? first
  }

  /// The average among networks that are equal in names and shapes to this one.
  private func average(of candidate: Candidate) -> Candidate? {
    guard !candidate.meaning.isAveraged else { return candidate }
    let signature = candidate.signature
    let equals = filter { $0.path != candidate.path && $0.signature == signature }
    return equals.first { $0.meaning.isAveraged && $0.meaning.part != .optimizer }
      ?? equals.first { KeyMeaning.soundsAveraged($0.path) }
  }

  private func ambiguity(_ candidates: [Candidate]) -> Refusal {
    guard !isEmpty else {
      return Refusal(
        at: "root",
        "no dictionary of named tensors in it",
        advice: "Save the state_dict of one model"
      )
    }
    let areGenerators = candidates.contains { $0.meaning.part == .generator }
    return Refusal(
      at: "root",
      areGenerators
        ? "several generators (\(candidates.listed)), and nothing tells which is meant"
        : "several dictionaries of tensors (\(listed)) and none under a known key",
      advice: "Name one with --weights KEY"
    )
  }

  private var listed: String {
    let shown = prefix(8).map { "'\($0.key)'" }.joined(separator: ", ")
    return count > 8 ? "\(shown) and \(count - 8) more" : shown
  }
}
