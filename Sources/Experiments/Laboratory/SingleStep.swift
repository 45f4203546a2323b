import Faults
import Jobs

/// A job of one step.
final class SingleStep: JobSteps {
  private let work: () throws(Fault) -> StepOutcome

  init(_ work: @escaping () throws(Fault) -> StepOutcome) { self.work = work }

  func advance() throws(Fault) -> StepOutcome { try work() }
}
