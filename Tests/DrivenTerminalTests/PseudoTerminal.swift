import Glibc
import Testing

/// A program on a pseudo-terminal whose bytes are counted.
final class PseudoTerminal {
  private let master: Int32
  private let process: pid_t

  /// Starts a program on a terminal of that size.
  init(_ arguments: [String], width: UInt16, height: UInt16, environment: [String]) throws {
    // Glibc's module lacks posix_openpt and its kin; these are TIOCSPTLCK and TIOCGPTN of Linux.
    let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, number) = (Int32(0), Int32(0))
    try #require(ioctl(master, unlock, &locked) == 0 && ioctl(master, getNumber, &number) == 0)
    self.master = master
    var size = [height, width, 0, 0]
    try #require(ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
    let slave = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, slave, O_RDWR, 0)
    }
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process = pid_t()
    try #require(posix_spawn(&process, arguments[0], &actions, nil, &words, &variables) == 0)
    self.process = process
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  /// Types bytes.
  func type(_ text: String) { _ = write(master, text, text.utf8.count) }

  /// What arrives until nothing came for a while; waits for the first byte up to `patience`.
  func read(patience: Int32 = 5000, quiet: Int32 = 250) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&source, 1, bytes.isEmpty ? patience : quiet) == 1 else { return bytes }
      let count = Glibc.read(master, &buffer, buffer.count)
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
    }
  }

  /// Waits for the end of the program; its exit status.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status >> 8 & 0xFF
  }

  deinit { close(master) }
}

/// What a frame costs on the wire.
struct ByteBudgetTests {
  private func start(_ words: String...) throws -> PseudoTerminal {
    try PseudoTerminal(
      [TmuxTerminal.stage] + words,
      width: 100,
      height: 50,
      environment: ["TERM=xterm-256color", "COLORTERM=truecolor", "PATH=/usr/bin:/bin"]
    )
  }

  @Test func `a frame of noise takes at most forty bytes a cell`() throws {
    let terminal = try start("random", "truecolor", "1")
    let bytes = terminal.read()
    #expect(bytes.filter { $0 == 0x96 }.count >= 5000)
    #expect(bytes.count <= 40 * 5000, "\(bytes.count) bytes")
    terminal.type("x")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `a key that changes a line sends little, and rest sends nothing`() throws {
    let terminal = try start("keys")
    #expect(!terminal.read().isEmpty)
    // The answer to "have you drawn it?".
    terminal.type("\u{1B}[0nj")
    let change = terminal.read()
    #expect(!change.isEmpty && change.count <= 200, "\(change.count) bytes")
    #expect(String(decoding: change, as: UTF8.self).hasPrefix("\u{1B}[?2026h"))
    #expect(String(decoding: change, as: UTF8.self).hasSuffix("\u{1B}[?2026l"))
    #expect(terminal.read(patience: 300).isEmpty)
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `until the terminal has drawn a large frame, only the newest waits`() throws {
    let terminal = try start("noise")
    func frames() -> Int {
      String(decoding: terminal.read(), as: UTF8.self)
        .split(separator: "\u{1B}[?2026h", omittingEmptySubsequences: false).count - 1
    }
    #expect(frames() == 1)
    for _ in 0..<5 { terminal.type("x") }
    #expect(terminal.read(patience: 500).isEmpty)
    terminal.type("\u{1B}[0n")
    #expect(frames() == 1)
    terminal.type("\u{1B}[0n")
    #expect(terminal.read(patience: 300).isEmpty)
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }

  @Test func `an unknown terminal type over SSH still has exact colours if it says so`() throws {
    let terminal = try PseudoTerminal(
      [TmuxTerminal.stage, "keys"],
      width: 80,
      height: 24,
      environment: ["TERM=xterm-ghostty", "PATH=/usr/bin:/bin", "LANG=en_US.UTF-8"]
    )
    let text = String(decoding: terminal.read(), as: UTF8.self)
    #expect(text.contains("╭─ stage 80x24"))
    terminal.type("q")
    _ = terminal.read()
    #expect(terminal.wait() == 0)
  }
}
