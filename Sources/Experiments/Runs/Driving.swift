public import Faults
import Jobs
public import Laboratory
import OneDNN

/// Called with how far a blocking operation is; it may throw to stop the work at this point.
///
/// What was committed to the store by then stays and is continued another time.
public typealias ProgressHandler = (JobProgress) throws(Fault) -> Void

/// Lets work go on without a word.
public let ignoreProgress: @Sendable (JobProgress) throws(Fault) -> Void = { (_) throws(Fault) in }

extension Workbench {
  /// Takes a run step by step to its end on the calling thread; returns it with what it found.
  @discardableResult
  func drive<Run: JobSteps>(_ run: Run, progress: ProgressHandler) throws(Fault) -> Run {
    session.claimThread()
    let clock = SuspendingClock()
    var estimate = TimeEstimate()
    var progressed = JobProgress(phase: "", done: 0, total: 1, secondsLeft: nil)
    do throws(Fault) {
      while true {
        let start = clock.now
        switch try run.advance() {
        case .finished: return run
        case .handedOver(let work):
          try work()
          return run
        case .working(let report):
          estimate.record(report, seconds: (clock.now - start) / .seconds(1))
          progressed = JobProgress(report, secondsLeft: estimate.secondsLeft(of: report))
          try progress(progressed)
        }
      }
    } catch {
      guard error.kind == .interrupted else { throw error }
      run.leave()
      // Who asked for the end knows what to say of it.
      try progress(progressed)
      throw error
    }
  }

  /// Ends what the networks do, between two of their layers, once somebody asks for it.
  public func stop(whenever isAsked: @escaping () -> Bool) {
    session.pauses = Pauses(whenever: isAsked) { () throws(Fault) in
      throw Fault(.interrupted, "finish", found: "an interruption")
    }
  }
}

extension JobProgress {
  init(_ report: StepReport, secondsLeft: Double?) {
    self.init(
      phase: report.phase,
      done: report.done,
      total: report.total,
      secondsLeft: secondsLeft
    )
  }
}
