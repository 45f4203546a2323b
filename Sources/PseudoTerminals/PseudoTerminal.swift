public import Faults
public import Glibc

/// A program on a terminal of its own, to be driven and timed.
public final class PseudoTerminal {
  /// Bytes that the program wrote.
  public struct Arrival: Sendable {
    /// In milliseconds since something was typed last, or since the start.
    public let time: Double
    /// What came, in one read.
    public let bytes: [UInt8]
  }

  /// The running program.
  public let process: pid_t
  /// Whether the question for the terminal's status (DSR 5) is answered, as real terminals do.
  public var answersStatusRequests = false
  private let master: Int32
  private var typedAt = now()

  /// Starts a program on a terminal of that many cells.
  ///
  /// - Parameters:
  ///   - arguments: The program's path and its arguments.
  ///   - width: The terminal's columns.
  ///   - height: The terminal's rows.
  ///   - environment: All its variables, as "NAME=value".
  /// - Throws: `Fault` if there is no terminal to be had, or no such program.
  public init(
    _ arguments: [String],
    width: UInt16,
    height: UInt16,
    environment: [String]
  ) throws(Fault) {
    // Glibc's module lacks posix_openpt and its kin; these are TIOCSPTLCK and TIOCGPTN of Linux.
    let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, number) = (Int32(0), Int32(0))
    var size = [height, width, 0, 0]
    guard ioctl(master, unlock, &locked) == 0, ioctl(master, getNumber, &number) == 0,
      ioctl(master, UInt(TIOCSWINSZ), &size) == 0
    else { throw PseudoTerminal.fault(on: "/dev/ptmx", errno) }
    let (process, error) = spawn(arguments, environment, terminal: "/dev/pts/\(number)")
    guard error == 0 else { throw PseudoTerminal.fault(on: arguments[0], error) }
    self.process = process
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit { close(master) }

  /// Types bytes.
  public func type(_ text: String) {
    typedAt = now()
    send(text)
  }

  /// What arrives until nothing came for `quiet` milliseconds or `longest` are over; waits for the
  /// first byte up to `patience`.
  public func arrivals(
    patience: Int32 = 5000,
    quiet: Int32 = 250,
    longest: Double = .infinity
  ) -> [Arrival] {
    let start = now()
    var arrivals: [Arrival] = []
    while now() - start < longest, waits(arrivals.isEmpty ? patience : quiet),
      let bytes = piece()
    {
      arrivals.append(Arrival(time: now() - typedAt, bytes: bytes))
    }
    return arrivals
  }

  /// The same as bytes.
  public func read(patience: Int32 = 5000, quiet: Int32 = 250) -> [UInt8] {
    arrivals(patience: patience, quiet: quiet).flatMap(\.bytes)
  }

  /// Reads until the program has ended; its exit status.
  public func wait() -> Int32 {
    while waits(-1), piece() != nil {}
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status >> 8 & 0xFF
  }

  private func waits(_ milliseconds: Int32) -> Bool {
    var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    return poll(&source, 1, milliseconds) == 1
  }

  /// What can be read now; nil once the program has left the terminal.
  private func piece() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let bytes = Array(buffer.prefix(count))
    // The question is the last thing of a frame, so no piece ends inside it for long.
    if answersStatusRequests, bytes.suffix(4) == [0x1B, 0x5B, 0x35, 0x6E] { send("\u{1B}[0n") }
    return bytes
  }

  private func send(_ text: String) { _ = write(master, text, text.utf8.count) }

  private static func fault(on subject: String, _ error: Int32) -> Fault {
    Fault(
      .inputOutput,
      "start a program on a pseudo-terminal",
      on: subject,
      found: String(cString: strerror(error)),
      advice: "Check that the program is built and that /dev/pts is mounted"
    )
  }
}

private func spawn(
  _ arguments: [String],
  _ environment: [String],
  terminal: String
) -> (process: pid_t, error: Int32) {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for descriptor: Int32 in 0...2 {
    posix_spawn_file_actions_addopen(&actions, descriptor, terminal, O_RDWR, 0)
  }
  var words = arguments.map { strdup($0) } + [nil]
  var variables = environment.map { strdup($0) } + [nil]
  defer { (words + variables).forEach { free($0) } }
  var process = pid_t()
  let error = posix_spawn(&process, arguments[0], &actions, nil, &words, &variables)
  return (process, error)
}

/// Milliseconds of a clock that only goes forward.
private func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
}
