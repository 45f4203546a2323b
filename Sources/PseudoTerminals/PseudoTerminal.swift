public import Faults
public import Glibc

/// A program on a terminal of its own, to be driven and timed.
public final class PseudoTerminal {
  /// Bytes that the program wrote.
  public struct Arrival: Sendable {
    /// In milliseconds since something was typed last, or since the start, there and back.
    public let time: Double
    /// What came, in one read.
    public let bytes: [UInt8]
  }

  /// The running program.
  public let process: pid_t
  /// Whether the question for the terminal's status (DSR 5) is answered, as real terminals do.
  public var answersStatusRequests = false
  /// The line to it; nil for one that takes no time.
  public var line: SlowLine?
  /// When the last byte has come over the line, and when answers are back at the program.
  private var delivered = 0.0
  private var answers: [Double] = []
  /// How much of the question the bytes before ended with.
  private var asked = 0
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
      arrivals += timed(bytes)
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

  /// Whether something comes in that time, counted from when all before it has come over the line.
  private func waits(_ milliseconds: Int32) -> Bool {
    let end = milliseconds < 0 ? .infinity : max(now(), delivered) + Double(milliseconds)
    while true {
      while let answer = answers.first, answer <= now() {
        answers.removeFirst()
        send("\u{1B}[0n")
      }
      let next = min(end, answers.first ?? .infinity)
      var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      let left = next.isFinite ? Int32(max(0, (next - now()).rounded(.up))) : -1
      if poll(&source, 1, left) == 1 { return true }
      if now() >= end { return false }
    }
  }

  /// What can be read now; nil once the program has left the terminal.
  private func piece() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(master, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let bytes = Array(buffer.prefix(count))
    let start = max(now(), delivered)
    delivered = start + (line?.time(for: count) ?? 0)
    if answersStatusRequests { noteQuestions(in: bytes, from: start) }
    return bytes
  }

  /// A piece with its time; over a slow line its parts with theirs.
  private func timed(_ bytes: [UInt8]) -> [Arrival] {
    guard let line else { return [Arrival(time: now() - typedAt, bytes: bytes)] }
    let start = delivered - line.time(for: bytes.count) + line.latency - typedAt
    return stride(from: 0, to: bytes.count, by: 256).map { first in
      let end = min(first + 256, bytes.count)
      return Arrival(time: start + line.time(for: end), bytes: Array(bytes[first..<end]))
    }
  }

  private func noteQuestions(in bytes: [UInt8], from start: Double) {
    let question: [UInt8] = [0x1B, 0x5B, 0x35, 0x6E]
    for (index, byte) in bytes.enumerated() {
      asked = byte == question[asked] ? asked + 1 : byte == question[0] ? 1 : 0
      guard asked == question.count else { continue }
      asked = 0
      answers.append(start + (line?.time(for: index + 1) ?? 0) + (line?.latency ?? 0))
    }
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

/// A line that takes time, with room for whatever is on its way.
public struct SlowLine: Sendable {
  /// What it carries.
  public let bitsPerSecond: Double
  /// There and back, in milliseconds.
  public let latency: Double

  /// Makes a line.
  public init(bitsPerSecond: Double, latency: Double) {
    (self.bitsPerSecond, self.latency) = (bitsPerSecond, latency)
  }

  /// The milliseconds that bytes take beside the latency.
  func time(for bytes: Int) -> Double { Double(bytes) * 8000 / bitsPerSecond }
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
