internal import Glibc

/// Asks the terminal whether it keeps a 24-bit background, for what COLORTERM says at home is lost
/// over SSH.
///
/// It sets a background, asks what is set (DECRQSS) and who it is (XTVERSION), and then for its
/// attributes (DA1), which every terminal answers: the answer that ends the wait. Whatever comes
/// later is swallowed by the decoder of keys.
package struct TerminalProbe {
  var input: Int32 = STDIN_FILENO
  var output: Int32 = STDOUT_FILENO
  var patience = Duration.milliseconds(250)

  /// Why 24-bit colour works; `nil` if the terminal does not say so in time.
  func run() -> String? {
    ask("\u{1B}[48;2;1;2;3m\u{1B}P$qm\u{1B}\\\u{1B}[m\u{1B}[>q\r\u{1B}[K\u{1B}[c")
      .flatMap(TerminalProbe.verdict)
  }

  /// What the terminal shows beside characters, where it says so in time.
  func answers() -> TerminalAnswers {
    TerminalAnswers(in: ask(PictureRules.question) ?? [])
  }

  /// What comes in time as an answer to questions of which the last is DA1.
  private func ask(_ query: String) -> [UInt8]? {
    var saved = termios()
    guard tcgetattr(input, &saved) == 0, tcgetpgrp(output) == getpgrp() else { return nil }
    var quiet = saved
    cfmakeraw(&quiet)
    guard tcsetattr(input, TCSANOW, &quiet) == 0 else { return nil }
    defer { tcsetattr(input, TCSANOW, &saved) }
    let sent = query.utf8.withContiguousStorageIfAvailable {
      write(output, $0.baseAddress, $0.count)
    }
    guard sent == query.utf8.count else { return nil }
    return answer()
  }

  private func answer() -> [UInt8] {
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    var bytes: [UInt8] = []
    while !TerminalProbe.isComplete(bytes), bytes.count < 4096 {
      let left = max(.zero, deadline - clock.now)
      var source = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      let milliseconds = left.components.attoseconds / 1_000_000_000_000_000
      guard poll(&source, 1, Int32(milliseconds)) > 0 else { break }
      var buffer = [UInt8](repeating: 0, count: 512)
      let count = read(input, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }

  /// Whether the answer to DA1, `ESC [ ? … c`, has come.
  package static func isComplete(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let last = text.components("\u{1B}[?").dropFirst().last else { return false }
    return last.contains("c")
  }

  package static func verdict(on bytes: [UInt8]) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let forms = ["48:2:1:2:3", "48:2::1:2:3", "48;2;1;2;3"]
    if forms.contains(where: text.contains) {
      return "the terminal kept a 24-bit colour when it was asked"
    }
    let names = ["kitty", "WezTerm", "foot", "ghostty", "iTerm2", "Konsole", "contour", "VTE("]
    guard let answer = text.components("\u{1B}P>|").dropFirst().first,
      let name = names.first(where: { answer.lowercased().hasPrefix($0.lowercased()) })
    else { return nil }
    return "the terminal says that it is \(name.filter(\.isLetter))"
  }
}

extension String {
  /// The parts between occurrences of a separator.
  fileprivate func components(_ separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
