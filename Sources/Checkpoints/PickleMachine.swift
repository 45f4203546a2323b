import Files

/// Reads a pickle without running anything: values are built for a closed list of instructions
/// and names, every other is refused.
struct PickleMachine {
  /// What a pickle may ask for.
  enum Limits {
    static let byteCount = 16 << 20
    static let instructions = 1_000_000
    static let stack = 10_000
    static let memo = 100_000
    static let dictionaryItems = 1_000_000
    static let depth = 64
  }

  /// Where a pickle stands, which decides what it may hold.
  enum Setting: Sendable {
    /// In a zip archive.
    case archive
    /// In PyTorch's old format, whose storages have views.
    case legacy
    /// By itself, with all values inside it.
    case alone
  }

  var values: [PickleValue] = []
  var sequences: [[Int]] = []
  var dictionaries: [[(key: Int, value: Int)]] = []
  var objects: [PickleObject] = []

  var cursor: ByteCursor
  private var stack: [Int] = []
  private var marks: [Int] = []
  private var memo: [Int?] = []
  private var memoCount = 0
  let setting: Setting
  private let isCut: Bool
  var dictionaryItemCount = 0
  /// How many bytes text may still be turned into: the same text can be named again and again.
  var encodingBudget: Int
  /// Every storage that is named, by key; a key stands for one type and size.
  var storages: [String: StorageReference] = [:]
  /// The values of storages that lie in the pickle itself.
  var embeddedStorages: [String: ArraySlice<UInt8>] = [:]

  /// Makes a machine that reads one pickle from the start of a range of bytes.
  init(_ bytes: [UInt8], in range: Range<Int>, _ setting: Setting) {
    let limit = setting == .alone ? range.count : Limits.byteCount
    let end = min(range.upperBound, range.lowerBound + limit)
    isCut = end < range.upperBound
    cursor = ByteCursor(bytes, in: range.lowerBound..<end)
    self.setting = setting
    encodingBudget = range.count
  }

  /// Reads to the STOP instruction and returns the index of the value left on the stack.
  mutating func run() throws(Refusal) -> Int {
    for _ in 0..<Limits.instructions {
      let place = cursor.offset
      guard !isCut || cursor.remaining > 0 else {
        throw Refusal(atByte: place, "a pickle of more than \(Limits.byteCount >> 20) MiB")
      }
      let byte = try cursor.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw Refusal(
          atByte: place,
          "the pickle instruction \(PickleOpcode.name(of: byte)), which no file of weights needs; "
            + "nothing was run"
        )
      }
      if opcode == .stop { return try result(at: place) }
      do throws(Refusal) {
        try perform(opcode)
      } catch {
        guard error.place == nil else { throw error }
        throw Refusal(at: "byte \(place)", error.reason, advice: error.advice)
      }
      guard stack.count <= Limits.stack, marks.count <= Limits.stack else {
        throw Refusal(atByte: place, "a pickle that nests or stacks too deeply")
      }
    }
    throw Refusal(
      atByte: cursor.offset,
      "a pickle of more than \(Limits.instructions) instructions"
    )
  }

  private func result(at place: Int) throws(Refusal) -> Int {
    guard stack.count == 1, marks.isEmpty, let result = stack.first else {
      throw Refusal(atByte: place, "the pickle ends with \(stack.count) values instead of one")
    }
    return result
  }

  private mutating func perform(_ opcode: PickleOpcode) throws(Refusal) {
    switch opcode {
    case .stop: break  // run() ends there
    case .none: push(.none)
    case .protocol: try readProtocol()
    case .mark: marks.append(stack.count)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .binaryInteger:
      push(.integer(Int(Int32(truncatingIfNeeded: try cursor.unsigned(4)))))
    case .binaryInteger1: push(.integer(try cursor.count(1)))
    case .binaryInteger2: push(.integer(try cursor.count(2)))
    case .long1: push(try readLong(lengthWidth: 1))
    case .long4: push(try readLong(lengthWidth: 4))
    case .binaryFloat: push(.number(try readDouble()))
    case .binaryUnicode, .binaryString: push(.string(try readString(lengthWidth: 4)))
    case .shortBinaryString, .shortBinaryUnicode: push(.string(try readString(lengthWidth: 1)))
    case .binaryUnicode8: push(.string(try readString(lengthWidth: 8)))
    case .shortBinaryBytes: push(try readBytes(lengthWidth: 1))
    case .binaryBytes: push(try readBytes(lengthWidth: 4))
    case .binaryBytes8, .byteArray8: push(try readBytes(lengthWidth: 8))
    case .emptyTuple: pushTuple([])
    case .tuple: pushTuple(try popToMark())
    case .tuple1: pushTuple(try pop(1))
    case .tuple2: pushTuple(try pop(2))
    case .tuple3: pushTuple(try pop(3))
    case .emptyList: push(.list(newSequence([])))
    case .emptyDictionary: push(.dictionary(newDictionary()))
    case .append: try append(try pop(1))
    case .appends: try append(try popToMark())
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .binaryGet: try get(try cursor.count(1))
    case .longBinaryGet: try get(try cursor.count(4))
    case .binaryPut: try put(try cursor.count(1))
    case .longBinaryPut: try put(try cursor.count(4))
    case .memoize: try put(memoCount)
    case .frame: try readFrame()
    case .popValue: _ = try pop(1)
    case .popMark: _ = try popToMark()
    case .emptySet: push(.set)
    case .frozenSet:
      _ = try popToMark()
      push(.set)
    case .addItems: try addItems(try popToMark())
    case .global: push(.global(try readGlobal()))
    case .stackGlobal: push(.global(try stackGlobal()))
    case .newObject: try makeObject(try pop(2))
    case .newObjectExtended: try makeObject(Array(try pop(3).prefix(2)))
    case .binaryPersistentID: push(.storage(try storageReference(try pop())))
    case .reduce: try reduce()
    case .build: try build()
    }
  }
}

// MARK: Stack and memo

extension PickleMachine {
  mutating func push(_ value: PickleValue) {
    stack.append(values.count)
    values.append(value)
  }

  mutating func pushTuple(_ items: [Int]) { push(.tuple(newSequence(items))) }

  mutating func newSequence(_ items: [Int]) -> Int {
    sequences.append(items)
    return sequences.count - 1
  }

  mutating func newDictionary() -> Int {
    dictionaries.append([])
    return dictionaries.count - 1
  }

  /// The lowest stack position that may be taken: what lies below the last mark may not.
  private var floor: Int { marks.last ?? 0 }

  mutating func pop(_ count: Int) throws(Refusal) -> [Int] {
    guard stack.count - count >= floor else {
      throw Refusal("an instruction takes more values than there are")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  mutating func pop() throws(Refusal) -> PickleValue {
    values[try pop(1)[0]]
  }

  func top() throws(Refusal) -> PickleValue { values[try topIndex()] }

  func topIndex() throws(Refusal) -> Int {
    guard stack.count > floor, let top = stack.last else {
      throw Refusal("an instruction needs a value and there is none")
    }
    return top
  }

  mutating func popToMark() throws(Refusal) -> [Int] {
    guard let mark = marks.popLast() else { throw Refusal("an instruction lacks its MARK") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func get(_ slot: Int) throws(Refusal) {
    guard slot < memo.count, let value = memo[slot] else {
      throw Refusal("memo slot \(slot) is read before it is written")
    }
    stack.append(value)
  }

  private mutating func put(_ slot: Int) throws(Refusal) {
    guard slot < Limits.memo else {
      throw Refusal("memo slot \(slot); at most \(Limits.memo) slots are kept")
    }
    guard stack.count > floor, let top = stack.last else {
      throw Refusal("an instruction needs a value and there is none")
    }
    while memo.count <= slot { memo.append(nil) }
    if memo[slot] == nil { memoCount += 1 }
    memo[slot] = top
  }
}
