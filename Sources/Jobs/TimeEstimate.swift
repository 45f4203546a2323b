/// Guesses the time left from the pace of the newest steps.
///
/// The median pace is robust: one step that was stopped for an hour, or that made a primitive,
/// does not spoil it. Only the time inside the job's own steps counts.
public struct TimeEstimate: Sendable {
  private var phase = ""
  private var done = 0
  private var pending = 0.0
  private var paces: [Double] = []
  private static let window = 15

  /// Starts without a pace.
  public init() {}

  /// Takes note of a step that lasted some seconds and led to a report.
  public mutating func record(_ report: StepReport, seconds: Double) {
    guard report.phase == phase else {
      self = TimeEstimate()
      (phase, done) = (report.phase, report.done)
      return
    }
    pending += seconds
    guard report.done > done else { return }
    paces.append(pending / Double(report.done - done))
    if paces.count > Self.window { paces.removeFirst() }
    (done, pending) = (report.done, 0)
  }

  /// The seconds that the rest of the phase will probably take; nil until a pace is known.
  public func secondsLeft(of report: StepReport) -> Double? {
    guard !paces.isEmpty, report.phase == phase else { return nil }
    let median = paces.sorted()[paces.count / 2]
    return median * Double(max(0, report.total - report.done))
  }
}
