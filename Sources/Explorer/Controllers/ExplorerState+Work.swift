import Faults
import Laboratory
import Tensors

extension ExplorerState {
  /// The jobs that a session leaves behind; what a demo world does unasked it does again unasked.
  var unfinishedWork: [SavedWork] {
    jobs.active.filter { job in
      if case .dissect = job.request { !options.dissectsUnasked } else { true }
    }.map(SavedWork.init)
  }

  /// Tells what the last session's end has stopped, and asks whether to go on with it.
  mutating func offer(_ work: [SavedWork]) {
    let names = Set(models.editableLayers.map(\.name))
    let fitting = work.filter { $0.scenes >= 0 && names.isSuperset(of: $0.layers) }
    guard !fitting.isEmpty else { return }
    talk.dialogs.append(.resume(fitting))
  }

  mutating func answer(_ action: Action, about work: [SavedWork]) -> [Effect] {
    talk.dialogs.removeLast()
    guard action == .answer(.accept) else {
      notify("left as it is: what was measured is kept, and the same job goes on from there")
      return []
    }
    let requests = work.compactMap(\.request).filter { request in
      if case .measure(let edit, let baseline, _) = request {
        return (try? models.check(edit)) != nil && (try? models.check(baseline)) != nil
      }
      return true
    }
    models.offersDissection = false
    notify(
      requests.isEmpty
        ? "nothing could be started by itself"
        : "going on with \(counted(requests.count, "job")); \(key(.open(.jobs))) "
          + "shows and cancels them"
    )
    return requests.map { .submit($0) }
  }

  /// Reads again what another program has stored of layers, unless they are at work here.
  func follow(_ layers: [LayerName]) -> [Effect] {
    let names = Set(models.layers.map(\.name))
    return layers.filter { names.contains($0) && dissectionJob(of: $0) == nil }
      .map { .submit(.recall(layer: $0)) }
  }
}
