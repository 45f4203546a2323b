import Glibc

/// Something that can be measured again and again.
struct Subject {
  /// What it is called on the command line and in tables.
  let name: String
  /// Floating-point operations of the published arithmetic; 0 where that says nothing.
  let operations: Double
  /// Builds what is measured; the closure that it returns is one repetition.
  let prepare: () throws -> () throws -> Void
}

/// The times of one subject's repetitions.
struct Timing {
  /// In milliseconds, in order of size.
  let times: [Double]

  /// Runs a subject.
  ///
  /// With `onProcessor`, what counts is the time that this process had a processor, which other
  /// work on the machine hardly changes; it means something with one thread only.
  init(repetitions: Int, onProcessor: Bool, of body: () throws -> Void) rethrows {
    let clock = onProcessor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC
    times = try (0..<repetitions).map { _ in
      let begin = milliseconds(clock)
      try body()
      return milliseconds(clock) - begin
    }.sorted()
  }

  var median: Double { times[times.count / 2] }
  var least: Double { times[0] }
}

private func milliseconds(_ clock: clockid_t) -> Double {
  var now = timespec()
  clock_gettime(clock, &now)
  return Double(now.tv_sec) * 1e3 + Double(now.tv_nsec) * 1e-6
}
