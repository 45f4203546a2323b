/// Makes events of what curses delivers: mouse reports, pasted text, control characters.
///
/// Answers to queries and sequences that nobody knows are swallowed whole, so that a late answer
/// of the terminal is never taken for keys. Everything it keeps is bounded.
package struct InputDecoder {
  private enum State {
    case ground
    /// After `ESC [`: parameters so far.
    case control([UInt8])
    /// After `ESC [ M`: the three characters of an old mouse report.
    case oldMouse([UInt8])
    /// Inside OSC, DCS, APC, PM or SOS: what began it, what it says so far, and whether the last
    /// character was ESC.
    case string(kind: Unicode.Scalar, text: [UInt8], count: Int, escaped: Bool)
    /// Inside `ESC [ 200 ~`: how far the end marker has been seen.
    case paste(marker: Int)
    /// Inside text that was pasted by a terminal that does not say so.
    case flood
  }

  private var state = State.ground
  private var queue: [RawKey] = []
  private var pasted: [Unicode.Scalar] = []
  /// How many characters have come one upon the other.
  private var unbroken = 0
  private var statusReports = 0
  private var answers: [TerminalAnswer] = []
  private var lastArrival = Duration.zero
  /// Whether there may be more than was read: a flood is taken in pieces, so that whoever asks can
  /// draw and hear signals in between.
  package private(set) var isInterrupted = false

  /// How many characters are read at most without an event.
  private static let pieceLength = 4096
  /// More characters without a gap than any hand types, or a key that is held repeats, in the time
  /// that a line may stall.
  private static let handLength = 256
  /// How much of a text that is pasted is taken.
  private static let pasteLength = 65_536

  /// Starts between sequences.
  package init() {}

  /// The next event; `nil` if there is none yet.
  ///
  /// - Parameters:
  ///   - now: A time that only grows; an unfinished sequence is given up after a while.
  ///   - read: Delivers what has arrived; `nil` if there is nothing.
  /// - Returns: The event; what is unknown or unfinished gives none.
  package mutating func next(at now: Duration, _ read: () -> RawKey?) -> KeyEvent? {
    if let event = expired(at: now) { return event }
    isInterrupted = false
    for _ in 0..<Self.pieceLength {
      guard let raw = queue.isEmpty ? read() : queue.removeFirst() else { return ebb() }
      lastArrival = now
      if let event = accept(raw, read) {
        isInterrupted = true
        return event
      }
    }
    isInterrupted = true
    return nil
  }

  /// Nothing more is there: what was pasted so far is delivered; its rest may follow at once.
  private mutating func ebb() -> KeyEvent? {
    guard case .flood = state else {
      unbroken = 0
      return nil
    }
    return pasted.isEmpty ? nil : takePasted()
  }

  /// How often the terminal has answered "ready" (DSR) since this was last asked.
  package mutating func takeStatusReports() -> Int {
    defer { statusReports = 0 }
    return statusReports
  }

  /// What the terminal has said of itself since this was last asked.
  package mutating func takeAnswers() -> [TerminalAnswer] {
    defer { answers = [] }
    return answers
  }

  private mutating func note(_ answer: TerminalAnswer) {
    if answers.count < 32 { answers.append(answer) }
  }

  /// Gives up a sequence whose rest does not come, and delivers what was pasted so far.
  private mutating func expired(at now: Duration) -> KeyEvent? {
    defer {
      if now - lastArrival > patience { state = .ground }
    }
    guard case .paste = state, now - lastArrival > patience else { return nil }
    return takePasted()
  }

  private var patience: Duration {
    if case .paste = state { .seconds(1) } else { .milliseconds(200) }
  }

  private mutating func accept(_ raw: RawKey, _ read: () -> RawKey?) -> KeyEvent? {
    guard case .scalar(let value) = raw else {
      if case .paste = state { return nil }
      (state, pasted) = (.ground, [])
      if case .key(let event) = raw { return event }
      return nil
    }
    switch state {
    case .ground: return value == 27 ? escape(read) : ground(value)
    case .flood:
      guard value != 27 else {
        state = .ground
        guard !pasted.isEmpty else { return escape(read) }
        queue.append(raw)
        return takePasted()
      }
      if pasted.count < Self.pasteLength { pasted.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
      return nil
    case .control(let bytes): return control(bytes, value)
    case .oldMouse(let bytes): return oldMouse(bytes, value)
    case .string(let kind, let text, let count, let escaped):
      let isOver = value == 7 || (escaped && value == 0x5C) || count > 4096
      if isOver {
        note(.string(kind, String(decoding: text, as: UTF8.self)))
        state = .ground
        return nil
      }
      // The beginning of an answer tells all.
      let more = value != 27 && text.count < 128 ? [UInt8(clamping: value)] : []
      state = .string(kind: kind, text: text + more, count: count + 1, escaped: value == 27)
      return nil
    case .paste(let marker): return paste(marker, value)
    }
  }

  /// A key, unless so many came at once that it must be pasted text: then whoever pasted it would
  /// wait for each letter to be obeyed.
  private mutating func ground(_ value: UInt32) -> KeyEvent? {
    unbroken += 1
    guard unbroken > Self.handLength, value >= 32 || value == 10 || value == 13 else {
      return InputDecoder.plain(value)
    }
    pasted = [Unicode.Scalar(value) ?? "\u{FFFD}"]
    state = .flood
    return nil
  }

  /// After ESC: alone it is the key; else the beginning of a sequence, or Alt and a key.
  private mutating func escape(_ read: () -> RawKey?) -> KeyEvent? {
    guard let follower = read() else { return .escape }
    guard case .scalar(let value) = follower, let letter = Unicode.Scalar(value) else {
      queue.append(follower)
      return .escape
    }
    switch letter {
    case "[":
      state = .control([])
      return nil
    case "]", "P", "_", "^", "X":
      // Alt and such a letter comes alone; a string brings its text along.
      guard let content = read() else { fallthrough }
      queue.append(content)
      state = .string(kind: letter, text: [], count: 0, escaped: false)
      return nil
    case "O":
      guard read() == nil else { return nil }
      fallthrough
    default:
      queue.append(follower)
      return .escape
    }
  }

  private mutating func control(_ bytes: [UInt8], _ value: UInt32) -> KeyEvent? {
    if value == 27 {
      queue.append(.scalar(27))
      state = .ground
      return nil
    }
    if (0x20...0x3F).contains(value) {
      state = bytes.count < 64 ? .control(bytes + [UInt8(value)]) : .ground
      return nil
    }
    state = .ground
    let letter = Unicode.Scalar(value) ?? "\0"
    if letter == "M", bytes.isEmpty {
      state = .oldMouse([])
      return nil
    }
    let parameters = String(decoding: bytes, as: UTF8.self)
    if letter == "n", parameters == "0" { statusReports += 1 }
    if ["c", "t", "S"].contains(letter), !parameters.isEmpty { note(.control(letter, parameters)) }
    if letter == "~", parameters == "200" { state = .paste(marker: 0) }
    guard letter == "M" || letter == "m", parameters.first == "<" else {
      return InputDecoder.modifiedKey(letter, parameters)
    }
    let numbers = parameters.dropFirst().split(separator: ";").compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    return InputDecoder.mouse(
      numbers[0],
      column: numbers[1],
      row: numbers[2],
      isRelease: letter == "m"
    )
  }

  private mutating func oldMouse(_ bytes: [UInt8], _ value: UInt32) -> KeyEvent? {
    let bytes = bytes + [UInt8(clamping: value)]
    state = bytes.count < 3 ? .oldMouse(bytes) : .ground
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
    let code = Int(bytes[0]) - 32
    return InputDecoder.mouse(
      code,
      column: Int(bytes[1]) - 32,
      row: Int(bytes[2]) - 32,
      isRelease: code & 67 == 3
    )
  }

  private mutating func paste(_ marker: Int, _ value: UInt32) -> KeyEvent? {
    let end = InputDecoder.pasteEnd
    guard value != end[marker].value else {
      guard marker + 1 == end.count else {
        state = .paste(marker: marker + 1)
        return nil
      }
      state = .ground
      return takePasted()
    }
    // What looked like the marker was text; another escape begins it anew.
    var missed = Array(end.prefix(marker))
    if value != 27 { missed.append(Unicode.Scalar(value) ?? "\u{FFFD}") }
    if pasted.count + missed.count <= Self.pasteLength { pasted += missed }
    state = .paste(marker: value == 27 ? 1 : 0)
    return nil
  }

  private mutating func takePasted() -> KeyEvent {
    defer { pasted = [] }
    return .paste(String(String.UnicodeScalarView(pasted)))
  }

  private static let pasteEnd = Array("\u{1B}[201~".unicodeScalars)
}

/// What curses delivers: a character, or a key that the terminal type describes.
package enum RawKey: Hashable {
  case scalar(UInt32)
  case key(KeyEvent)
}

/// What a terminal answers to a question.
package enum TerminalAnswer: Hashable, Sendable {
  /// `ESC [ parameters letter`.
  case control(Unicode.Scalar, String)
  /// A string that `ESC` and a letter begin.
  case string(Unicode.Scalar, String)
}
