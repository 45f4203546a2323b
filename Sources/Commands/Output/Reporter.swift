import Experiments
import Faults
import Laboratory

/// Shows progress of one command and stops it when the person asks.
final class Reporter {
  private var line = ProgressLine()
  private var log = ProgressLog()
  private let advice: String

  /// - Parameter isStored: Whether the work is kept in the store as it goes.
  init(isStored: Bool) {
    advice =
      isStored
      ? "The same command goes on from what the store holds"
      : "The same command starts over"
    Interruption.listen()
  }

  /// For the operations of a workbench.
  ///
  /// - Throws: `Fault` of kind interrupted after Ctrl-C.
  func report(_ progress: JobProgress) throws(Fault) {
    if Interruption.isRequested {
      line.clear()
      throw Fault(
        .interrupted,
        "finish",
        found: "an interruption",
        advice: advice
      )
    }
    log.note(progress)
    line.show(
      phase: progress.phase,
      done: progress.done,
      total: progress.total,
      secondsLeft: progress.secondsLeft
    )
    if progress.done >= progress.total { line.clear() }
  }

  deinit { line.clear() }
}
