internal import CNCurses
internal import CTerminalGuard
internal import Glibc

extension NCursesScreen {
  /// Widest and highest screen that is drawn on, whatever a terminal claims.
  private static let largest = GridSize(width: 1000, height: 400)

  static func measuredSize() -> GridSize {
    guard let size = TerminalReport.size() else { return GridSize(width: 80, height: 24) }
    return GridSize(width: min(size.width, largest.width), height: min(size.height, largest.height))
  }

  /// Takes the terminal: modes on, and the means ready to put it back after a crash.
  func enter() {
    // A crash cannot tell whether images are shown; who knows no such command passes it over.
    let images = isAsked || pictures.method == .kitty ? KittyImage.deletionOfAll : ""
    let leaving = images + NCursesScreen.modesOff + String(cString: CNCurses_exitMode())
    CTerminalGuard_arm(leaving + (leaving.contains("\u{1B}[?1049l") ? "" : "\u{1B}[?1049l"))
    isOpen = true
    resizeterm(Int32(size.height), Int32(size.width))
    mustRepaint = true
    pacing.forget()
    sendModes()
    askForPictures()
  }

  /// Whether the terminal may still say what it shows; answers come in the order of questions.
  private var isOwedAnswers: Bool { isAsked && !answers.isComplete && !pacing.hasAnswered }

  /// Swallows an answer that is still on its way, so that the shell does not get it as input.
  private func awaitAnswer() {
    // Who has answered will do so again, however slow the line; who is told to end has no time.
    let isPatient = pacing.hasAnswered && ending == nil
    let deadline = now + .milliseconds(isPatient ? 2000 : 300)
    while pacing.owed > 0 || isOwedAnswers, ending != .hungUp, now < deadline {
      var source = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard poll(&source, 1, 50) >= 0 || errno == EINTR else { return }
      guard source.revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0 else { return }
      while decoder.next(at: now, readKey) != nil {}
      pacing.answered(decoder.takeStatusReports(), at: now)
      decoder.takeAnswers().forEach { answers.take($0) }
    }
  }

  /// Gives the terminal back.
  func leave() {
    awaitAnswer()
    send(stage.forget())
    send(NCursesScreen.modesOff)
    endwin()
    CTerminalGuard_disarm()
    CTerminalGuard_restoreSettings()
    isOpen = false
  }

  /// Mouse reports (clicks, drags, coordinates without limit) and bracketed paste.
  func sendModes() {
    send("\u{1B}[?2004h" + (isMouseEnabled ? "\u{1B}[?1000h\u{1B}[?1002h\u{1B}[?1006h" : mouseOff))
  }

  private var mouseOff: String { "\u{1B}[?1006l\u{1B}[?1002l\u{1B}[?1000l" }

  /// Synchronized update, paste, mouse and application keys off, cursor on, colours back, and the
  /// alternate screen cleared: one that has grown leaves a part of itself behind in tmux.
  private static let modesOff =
    "\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1003l\u{1B}[?1002l\u{1B}[?1000l"
    + "\u{1B}[?1l\u{1B}>\u{1B}[?25h\u{1B}[m\u{1B}[2J"

  /// Writes what curses does not know of; its own buffer is empty between calls.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR, CTerminalGuard_endingSignal() == 0 { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// Stops the program as Ctrl-Z does, the terminal given back, and draws everything afterwards.
  public func suspend() { stop(group: true) }

  private func stop(group: Bool) {
    guard isOpen else { return }
    leave()
    CTerminalGuard_stop(group ? 1 : 0)
    // What came meanwhile is covered: the extent is measured anew, an end is remembered.
    _ = CTerminalGuard_take()
    // Who is ended while stopped has no terminal to draw on.
    guard !noteEnding() else { return }
    resume()
  }

  /// Takes the terminal again after a stop: a shell has changed its settings and its contents.
  private func resume() {
    size = NCursesScreen.measuredSize()
    enter()
    CNCurses_flush(false)
    CNCurses_setModes()
    resized = true
  }

  /// Acts on the signals that came since the last call.
  func takeSignals() {
    let bits = Int(CTerminalGuard_take())
    guard !noteEnding() else { return }
    if bits & CTerminalGuard_stopAsked != 0 {
      stop(group: false)
    } else if bits & CTerminalGuard_continued != 0 {
      if CTerminalGuard_isForeground() == 0 {
        CTerminalGuard_stop(0)
        _ = CTerminalGuard_take()
        guard !noteEnding() else { return }
      }
      resume()
    } else if bits & CTerminalGuard_resized != 0 {
      adoptSize()
    }
  }

  /// Whether a signal asks to end; the terminal may then be left from the background too.
  private func noteEnding() -> Bool {
    let signal = CTerminalGuard_endingSignal()
    guard signal != 0 else { return false }
    CTerminalGuard_leaveFromBackground()
    ending = ending ?? .signal(signal)
    return true
  }

  private func adoptSize() {
    let measured = NCursesScreen.measuredSize()
    guard measured != size else { return }
    size = measured
    resizeterm(Int32(size.height), Int32(size.width))
    mustRepaint = true
    pacing.forget()
    resized = true
  }
}
