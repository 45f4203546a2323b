public import Faults

/// A job cut into short steps, so that more urgent work can go between them.
///
/// Steps run one at a time in the compute lane. A step that throws ends the job; whatever earlier
/// steps committed stays.
public protocol JobSteps: AnyObject {
  /// Does the next step: one batch, some tens of milliseconds on a small network.
  func advance() throws(Fault) -> StepOutcome
  /// Called when no further step will follow though the job is not done: the time to save. The last
  /// step may have been ended by a pause.
  func leave()
}

extension JobSteps {
  /// Most jobs save with every step.
  public func leave() {}
}

/// The middle of a step, on the lane's thread: urgent jobs may go first there.
///
/// A job less urgent than `interactive` gives way to those that are not; a cancelled one ends there.
public struct StepPause {
  /// Whether there is anything to do.
  public let isWanted: () -> Bool
  /// Does it; throws where the job was cancelled, after which it is left.
  public let take: () throws(Fault) -> Void
}

/// A job of one step.
package final class SingleStep: JobSteps {
  private let work: () throws(Fault) -> StepOutcome

  package init(_ work: @escaping () throws(Fault) -> StepOutcome) { self.work = work }

  package func advance() throws(Fault) -> StepOutcome { try work() }
}

/// Steps after each of which something else is done.
package final class WatchedSteps: JobSteps {
  private let steps: any JobSteps
  private let afterStep: (StepOutcome?) -> Void

  /// - Parameters:
  ///   - steps: The steps.
  ///   - afterStep: Called with what a step led to; with nil after one that failed, and at the end
  ///     of a job that was left.
  package init(_ steps: any JobSteps, afterStep: @escaping (StepOutcome?) -> Void) {
    self.steps = steps
    self.afterStep = afterStep
  }

  package func advance() throws(Fault) -> StepOutcome {
    var outcome: StepOutcome?
    defer { afterStep(outcome) }
    let reached = try steps.advance()
    outcome = reached
    return reached
  }

  package func leave() {
    steps.leave()
    afterStep(nil)
  }
}

/// What a step led to.
public enum StepOutcome: Sendable {
  /// There is more to do.
  case working(StepReport)
  /// The job is done.
  case finished
  /// The networks are done with the job; the rest, such as writing a file, needs none of them.
  case handedOver(@Sendable () throws(Fault) -> Void)
}

/// How far a job is after a step.
public struct StepReport: Hashable, Sendable {
  /// What is going on: "levels of layer4", "scenes segmented".
  public let phase: String
  /// How much of the phase is done.
  public let done: Int
  /// How much the phase holds in all.
  public let total: Int

  /// Makes a report.
  public init(phase: String, done: Int, total: Int) {
    self.phase = phase
    self.done = done
    self.total = total
  }
}

/// How urgent a job is.
///
/// A more urgent one goes first at every step edge; equals go in order.
public enum JobPriority: Int, Hashable, Sendable, Comparable {
  /// Long work that nobody waits for.
  case background
  /// Long work that somebody asked for.
  case requested
  /// Something that completes the screen.
  case interactive
  /// The answer to a key.
  case immediate

  /// Less urgent priorities come first.
  public static func < (first: JobPriority, second: JobPriority) -> Bool {
    first.rawValue < second.rawValue
  }
}

/// What becomes of a job.
///
/// Events of one job come in order; the last is one of the final three.
public enum JobEvent: Sendable {
  /// How far it is, at most some ten times a second, and the seconds that are probably left.
  case progress(StepReport, secondsLeft: Double?)
  /// It is done.
  case finished
  /// It was cancelled or superseded.
  case cancelled
  /// It failed.
  case failed(Fault)
}
