import Faults
import Glibc
import Laboratory

/// One line on standard error that says how far a job is; silent where that is no terminal.
struct ProgressLine {
  private let isVisible = isatty(STDERR_FILENO) == 1
  private var lastShown = ContinuousClock.now - .seconds(1)
  private var isDirty = false

  /// Shows the state of the job, at most ten times a second and always at the end.
  mutating func show(phase: String, done: Int, total: Int, secondsLeft: Double?) {
    let now = ContinuousClock.now
    guard isVisible, done >= total || now - lastShown > .milliseconds(100) else { return }
    lastShown = now
    isDirty = true
    writeError("\r\u{1B}[K\(Self.text(phase, done: done, total: total, secondsLeft: secondsLeft))")
  }

  /// Removes the line, so that what follows starts at the left edge.
  mutating func clear() {
    guard isDirty else { return }
    isDirty = false
    writeError("\r\u{1B}[K")
  }

  static func text(
    _ phase: String,
    done: Int,
    total: Int,
    secondsLeft: Double?
  ) -> SafeText {
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 0
    let filled = Int(share * 20)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
    let rest = secondsLeft.map { ", \(duration($0)) left" } ?? ""
    return "\(bar) \(displayable(phase, limit: 40)) \(done)/\(total)\(rest)"
  }
}

/// Lines on standard error that say how far a job is, for the log of a process that nobody watches:
/// one in so many seconds as GANSCOPE_PROGRESS says.
struct ProgressLog {
  private let interval = environment("GANSCOPE_PROGRESS").flatMap(Double.init) ?? 0
  private var last: ContinuousClock.Instant?

  mutating func note(_ progress: JobProgress) {
    guard interval > 0 else { return }
    let now = ContinuousClock.now
    if let last, now - last < .seconds(interval) { return }
    last = now
    let rest = progress.secondsLeft.map { ", \(duration($0)) left" } ?? ""
    writeError(
      "progress: \(displayable(progress.phase, limit: 40)) \(progress.done)/\(progress.total)\(rest)\n"
    )
  }
}
