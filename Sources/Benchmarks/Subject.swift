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
struct Measurement {
  /// In milliseconds, in order of size.
  let times: [Double]

  init(repetitions: Int, of body: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    times = try (0..<repetitions).map { _ in
      let duration = try clock.measure { try body() }.components
      return Double(duration.seconds) * 1e3 + Double(duration.attoseconds) * 1e-15
    }.sorted()
  }

  var median: Double { times[times.count / 2] }
  var least: Double { times[0] }
}
