import Faults
import Jobs
import Laboratory

/// Finds out what an experiment on what units cause will cost, by doing the first of its steps.
///
/// What they find is kept, so that the experiment begins where this ends.
final class CauseEstimateRun: JobSteps {
  private let steps: any JobSteps
  private let onUpdate: (JobCost) -> Void
  private var seconds = 0.0
  /// How far it was at the beginning, and how often it came further since.
  private var first: Int?
  private var last: StepReport?
  private var gains = 0

  /// As long as other programs disturb a single time.
  private static let enough = 0.2
  /// Of steps that take long, one that comes further is enough.
  private static let most = 1.5

  /// - Parameters:
  ///   - steps: The experiment.
  ///   - onUpdate: Called once with its cost.
  init(_ steps: any JobSteps, onUpdate: @escaping (JobCost) -> Void) {
    (self.steps, self.onUpdate) = (steps, onUpdate)
  }

  func advance() throws(Fault) -> StepOutcome {
    let start = SuspendingClock.now
    let outcome = try steps.advance()
    seconds += (SuspendingClock.now - start) / .seconds(1)
    guard case .working(let report) = outcome else {
      onUpdate(JobCost(whole: 0, left: 0))
      return .finished
    }
    if let last, report.done > last.done { gains += 1 }
    // The first step makes what later ones only use.
    if first == nil { (first, seconds) = (report.done, 0) }
    last = report
    guard gains > 0, seconds > (gains > 1 ? Self.enough : Self.most) else { return outcome }
    steps.leave()
    onUpdate(cost(report))
    return .finished
  }

  func leave() { steps.leave() }

  private func cost(_ report: StepReport) -> JobCost {
    let pace = seconds / Double(max(1, report.done - (first ?? 0)))
    return JobCost(
      whole: pace * Double(report.total),
      left: pace * Double(max(0, report.total - report.done))
    )
  }
}
