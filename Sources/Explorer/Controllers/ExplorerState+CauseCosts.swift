import Concepts
import Laboratory

// How long the answers to questions about what units cause take.
extension ExplorerState {
  /// Opens the questions about what units cause.
  mutating func openCauses() -> [Effect] {
    talk.dialogs.append(.causes(CauseMenu()))
    return estimate(CauseMenu())
  }

  /// Finds out how long the answer to the question under the cursor takes here; what is still being
  /// found out about another one is given up.
  func estimate(_ menu: CauseMenu) -> [Effect] {
    let stopped = pendingJobs.compactMap { number, request in
      if case .estimate(let job, _) = request, job.isCause { Effect.cancel(number) } else { nil }
    }
    guard let (job, size) = estimatedJob(menu), models.estimates[job] == nil,
      disabledReason(of: .open(.causes)) == nil
    else { return [] }
    return stopped + [.submit(.estimate(job, sampleSize: size))]
  }

  /// What answers the question under the cursor, unless that is under way or known.
  private func estimatedJob(_ menu: CauseMenu) -> (EstimatedJob, Int)? {
    let concepts = causeConcepts
    guard concepts.indices.contains(menu.concept),
      let request = try? causeRequest(menu.question, concept: concepts[menu.concept].number).get(),
      job(of: request)?.isActive != true
    else { return nil }
    let size = menu.question.usualScenes
    if models.findings[request]?.isComplete(for: size) == true { return nil }
    return (request.estimated, size)
  }
}
