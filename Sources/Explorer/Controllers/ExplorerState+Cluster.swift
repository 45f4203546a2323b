import Cluster
import Faults

extension ExplorerState {
  /// Follows the work of a folder, and shows it.
  mutating func follow(cluster folder: String) -> [Effect] {
    talk.dialogs.append(.cluster(folder, first: 0))
    return order(.follow, of: folder)
  }

  /// Follows from the start what the command line names.
  func followGivenCluster() -> [Effect] {
    options.cluster.map { [.cluster(.follow, folder: $0)] } ?? []
  }

  /// Takes in what was told of a folder's work.
  mutating func take(_ news: ClusterNews, of folder: String) {
    let before = jobs.cluster(folder)
    switch news {
    case .state(let state):
      jobs.change(cluster: folder) { entry in
        (entry.state, entry.trouble) = (state, state.trouble?.description)
        if entry.order == .follow { entry.order = nil }
        if state.isDone { entry.collection = .going }
      }
      tell(state, after: before?.state, of: folder)
    case .obeyed(let order, let words):
      jobs.change(cluster: folder) { entry in
        (entry.order, entry.trouble) = (nil, nil)
        if order == .collect { entry.collection = .done(words) }
      }
      talk.notice = Notice(kind: .success, text: "cluster \(displayable(folder)): \(words)")
    case .failed(let order, let fault):
      jobs.change(cluster: folder) { entry in
        entry.order = nil
        if order == .collect {
          entry.collection = .failed(fault.description)
        } else {
          entry.trouble = fault.description
        }
      }
      talk.notice = Notice(kind: .failure, text: fault.description)
    }
  }

  /// Tells when nothing goes on any more though something is left to do.
  private mutating func tell(_ state: ClusterState, after last: ClusterState?, of folder: String) {
    guard !state.isDone, state.isIdle, last.map({ !$0.isIdle }) ?? true, let step = state.current
    else { return }
    let (what, text) = ("\(step.name) of \(displayable(folder))", step.summary)
    talk.notice = Notice(
      kind: .failure,
      text: "\(what) has stopped: \(text); \(key(.open(.jobs))) shows why and submits it again"
    )
  }

  /// Answers in the list of jobs where the cursor is on a cluster's work, and in its own box.
  mutating func answer(_ action: Action, of entry: ClusterEntry) -> [Effect]? {
    switch action {
    case .answer(.resubmit):
      guard entry.order == nil, let state = entry.state else { return complain(of: entry) }
      do throws(Fault) {
        guard try state.resubmittable() != nil else {
          notify("all is merged: nothing to submit again")
          return []
        }
      } catch {
        talk.notice = Notice(kind: .failure, text: error.description)
        return []
      }
      return order(.resubmit, of: entry.folder)
    case .answer(.cancelJob):
      guard entry.order == nil, let state = entry.state else { return complain(of: entry) }
      guard !state.isDone, !state.isIdle else {
        notify("none of its jobs waits or runs")
        return []
      }
      return order(.cancel, of: entry.folder)
    case .answer(.collect):
      guard entry.order == nil, let state = entry.state else { return complain(of: entry) }
      guard state.isDone else {
        notify("not all is merged yet; its results are taken over when it is")
        return []
      }
      return order(.collect, of: entry.folder)
    default: return nil
    }
  }

  private mutating func complain(of entry: ClusterEntry) -> [Effect] {
    notify("wait a moment: \(entry.line)")
    return []
  }

  private mutating func order(_ order: ClusterOrder, of folder: String) -> [Effect] {
    jobs.change(cluster: folder) { $0.order = order }
    return [.cluster(order, folder: folder)]
  }

  /// Scrolls the box of a cluster's work, or does what a key means there.
  mutating func answer(_ action: Action, inCluster folder: String, first: Int) -> [Effect] {
    guard let entry = jobs.cluster(folder) else {
      talk.dialogs.removeLast()
      return []
    }
    if let effects = answer(action, of: entry) { return effects }
    let lines = ClusterView.lines(of: entry, on: size)
    scroll(action, from: first, count: lines.count, page: ClusterView.page(lines.count, on: size)) {
      .cluster(folder, first: $0)
    }
    return []
  }
}
