import Dissection
import Faults
import Interventions
import Jobs
import Laboratory

/// Tells what each of several edits changes alone in a scene, an edit a step.
final class AloneRun: JobSteps {
  private let edits: [Edit]
  private let run: (Edit) throws(Fault) -> SceneResult?
  private let onUpdate: (Edit, [ConceptEffect]) -> Void
  private var done = 0

  /// - Parameters:
  ///   - edits: The edits.
  ///   - run: Draws and segments the scene under one of them.
  ///   - onUpdate: Takes what it changes.
  init(
    _ edits: [Edit],
    run: @escaping (Edit) throws(Fault) -> SceneResult?,
    onUpdate: @escaping (Edit, [ConceptEffect]) -> Void
  ) {
    (self.edits, self.run, self.onUpdate) = (edits, run, onUpdate)
  }

  func advance() throws(Fault) -> StepOutcome {
    guard edits.indices.contains(done) else { return .finished }
    if let result = try run(edits[done]) { onUpdate(edits[done], result.effects) }
    done += 1
    return done == edits.count
      ? .finished : .working(StepReport(phase: "units alone", done: done, total: edits.count))
  }
}
