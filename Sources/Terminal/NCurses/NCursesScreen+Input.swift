internal import CNCurses
internal import CTerminalGuard
internal import Glibc

extension NCursesScreen {
  /// Waits until there is a key, the wake descriptor can be read, the session ended or the time is
  /// over; an empty answer means the time is over.
  public func waitForInput(wakeDescriptor: Int32?, timeout: Duration?) -> InputReadiness {
    guard isOpen, ending == nil else { return .ended }
    if resized { return .keys }
    let end = timeout.map { now + $0 }
    while true {
      let left = end.map { max(.zero, $0 - now) }
      guard let step = timeUntilStep, step < left ?? .seconds(3600) else {
        return wait(wakeDescriptor, left)
      }
      let readiness = wait(wakeDescriptor, step)
      guard readiness.isEmpty else { return readiness }
      proceed()
    }
  }

  private func wait(_ wakeDescriptor: Int32?, _ timeout: Duration?) -> InputReadiness {
    var sources = [STDIN_FILENO, CTerminalGuard_descriptor(), wakeDescriptor ?? -1].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    // What curses and the decoder have taken from the terminal wakes nobody.
    let waiting = decoder.isInterrupted
    let status = poll(
      &sources,
      nfds_t(sources.count),
      waiting ? 0 : milliseconds(timeout)
    )
    takeSignals()
    if ending != nil { return .ended }
    var readiness: InputReadiness = resized || waiting ? .keys : []
    guard status > 0 else { return readiness }
    if sources[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      ending = .hungUp
      return .ended
    }
    if sources[0].revents & Int16(POLLIN) != 0 { readiness.insert(.keys) }
    if sources[2].revents != 0 { readiness.insert(.wake) }
    return noteEmptyReads(readiness)
  }

  /// The next key without waiting; `nil` if there is none.
  public func nextKey() -> KeyEvent? {
    guard isOpen, ending == nil else { return nil }
    takeSignals()
    if resized {
      resized = false
      return .resize(size)
    }
    while let event = decoder.next(at: now, readKey) {
      lastKey = now
      goOnAfterAnswer()
      // Who presses Ctrl-\ means to end the program at once.
      if event == .control("\\") { kill(getpid(), SIGQUIT) }
      guard event == .control("z") else { return event }
      suspend()
      resized = false
      return .resize(size)
    }
    goOnAfterAnswer()
    return nil
  }

  private func goOnAfterAnswer() {
    noteAnswers(decoder.takeAnswers())
    let answers = decoder.takeStatusReports()
    guard answers > 0 else { return }
    pacing.answered(answers, at: now)
    proceed()
  }

  /// A terminal that can be read but never delivers anything is gone.
  private func noteEmptyReads(_ readiness: InputReadiness) -> InputReadiness {
    emptyReads = readiness.contains(.keys) && !resized ? emptyReads + 1 : 0
    guard emptyReads > 50 else { return readiness }
    ending = .hungUp
    return .ended
  }

  private func milliseconds(_ timeout: Duration?) -> Int32 {
    guard let timeout else { return -1 }
    let parts = timeout.components
    let milliseconds = Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15
    return Int32(min(max(milliseconds.rounded(.up), 0), 86_400_000))
  }

  func readKey() -> RawKey? {
    while true {
      var isCode = false
      let value = CNCurses_key(&isCode)
      guard value >= 0 else { return nil }
      emptyReads = 0
      if !isCode { return .scalar(UInt32(value)) }
      if let event = NCursesScreen.event(ofCode: Int32(value)) { return .key(event) }
    }
  }

  private static func event(ofCode code: Int32) -> KeyEvent? {
    if code >= KEY_F0, code <= KEY_F0 + 63 { return .function(Int(code - KEY_F0)) }
    return events[code] ?? modified(code)
  }

  /// Keys with Shift, Alt or Control, which curses knows by names such as kUP5; they count as plain.
  private static func modified(_ code: Int32) -> KeyEvent? {
    guard let name = keyname(code).map({ String(cString: $0) }) else { return nil }
    return names.first { name.hasPrefix($0.key) }?.value
  }

  private static let names: [String: KeyEvent] = [
    "kUP": .up, "kDN": .down, "kLFT": .left, "kRIT": .right, "kHOM": .home, "kEND": .end,
    "kPRV": .pageUp, "kNXT": .pageDown, "kDC": .delete, "kIC": .insert,
  ]

  private static let events: [Int32: KeyEvent] = [
    KEY_UP: .up, KEY_DOWN: .down, KEY_LEFT: .left, KEY_RIGHT: .right, KEY_PPAGE: .pageUp,
    KEY_NPAGE: .pageDown, KEY_HOME: .home, KEY_END: .end, KEY_ENTER: .enter, KEY_BTAB: .backTab,
    KEY_BACKSPACE: .backspace, KEY_DC: .delete, KEY_IC: .insert, KEY_SR: .up, KEY_SF: .down,
    KEY_SLEFT: .left, KEY_SRIGHT: .right, KEY_SHOME: .home, KEY_SEND: .end, KEY_SDC: .delete,
    KEY_SPREVIOUS: .pageUp, KEY_SNEXT: .pageDown, KEY_FIND: .home, KEY_SELECT: .end,
  ]
}
