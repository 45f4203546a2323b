import Cluster
import Faults

/// Work of a cluster's jobs as the user sees it.
struct ClusterEntry: Hashable, Sendable {
  /// What became of the merged results.
  enum Collection: Hashable, Sendable { case none, going, done(String), failed(String) }

  /// The folder as the person named it.
  let folder: String
  /// How far it is; nil until it was looked at.
  var state: ClusterState?
  /// An order that is being carried out.
  var order: ClusterOrder?
  var collection = Collection.none
  /// Why the last look or order failed.
  var trouble: String?

  var title: String { "cluster \(displayable(folder, limit: 60))" }
  /// Whether something may still come of it.
  var isActive: Bool { collection == .going || state.map { !$0.isDone && !$0.isIdle } ?? true }
  /// The share done, 0...1.
  var fraction: Double {
    guard let state, state.total > 0 else { return 0 }
    return Double(state.doneCount) / Double(state.total)
  }

  /// The same for the status line, which has little room.
  var headline: String {
    guard let state, collection != .going else { return title }
    return "cluster \(state.current?.name ?? ""): \(state.doneCount)/\(state.total)"
  }

  /// How far it is, in a line.
  var line: String {
    if let order { return Self.words(for: order) }
    if let trouble { return trouble }
    guard let state else { return "being looked at" }
    switch collection {
    case .going: return "all is merged; its results are being taken over"
    case .done(let words): return words
    case .failed(let words): return words
    case .none: break
    }
    guard let step = state.current else { return "all is merged" }
    let left = state.isIdle ? "; no job is left" : ""
    return "\(step.name): \(step.summary)\(left)"
  }

  private static func words(for order: ClusterOrder) -> String {
    switch order {
    case .follow: "being looked at"
    case .resubmit: "what failed is being submitted again"
    case .cancel: "its jobs are being ended"
    case .collect: "its results are being taken over"
    }
  }
}

extension ClusterState.Step {
  /// "12 of 64 done, 8 running, 2 failed".
  var summary: String {
    if isDone { return progress.count == 1 ? "done" : "\(progress.count) done" }
    let counts = [
      (waitingCount, "waiting"), (runningCount, "running"), (failedCount, "failed"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return (["\(doneCount) of \(progress.count) done"] + words).joined(separator: ", ")
  }
}
