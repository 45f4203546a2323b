public import Dispatch
public import Faults
import Synchronization

/// What can be done with a cluster's work that is followed.
public enum ClusterOrder: Hashable, Sendable {
  /// Tell how far it is from now on, and take its results over when all is merged.
  case follow
  /// Submit again what failed or was lost.
  case resubmit
  /// End all its jobs.
  case cancel
  /// Take its merged results over.
  case collect
}

/// What is told of a cluster's work.
public enum ClusterNews: Sendable {
  /// How far it is; told when it has changed.
  case state(ClusterState)
  /// An order was carried out, in words.
  case obeyed(ClusterOrder, String)
  /// An order could not be carried out; without one the work cannot be followed.
  case failed(ClusterOrder, Fault)
}

/// Follows the work of clusters beside everything else: all files and the scheduler are asked on a
/// queue of its own, and whoever calls never waits.
public final class ClusterFollower: Sendable {
  /// Takes the merged store of a folder over, and says what came of it.
  public typealias Collect = @Sendable (ClusterFolder) throws(Fault) -> String

  private let queue = DispatchQueue(label: "ganscope.cluster", qos: .utility)
  private let collect: Collect
  private let interval: DispatchTimeInterval
  /// Which of the folders are followed: the newest order to follow one counts.
  private let rounds = Mutex<[String: Int]>([:])

  /// - Parameters:
  ///   - interval: How long to wait between two looks.
  ///   - collect: Takes merged results over; called on the queue.
  public init(every interval: DispatchTimeInterval = .seconds(3), collect: @escaping Collect) {
    (self.interval, self.collect) = (interval, collect)
  }

  /// Carries an order out; returns at once.
  ///
  /// - Parameters:
  ///   - order: What is to be done.
  ///   - path: The folder that 'ganscope cluster start' was given.
  ///   - tell: Hears what came of it, on another thread.
  public func perform(
    _ order: ClusterOrder,
    in path: String,
    tell: @escaping @Sendable (ClusterNews) -> Void
  ) {
    if order == .follow {
      let round = rounds.withLock { rounds in
        rounds[path, default: 0] += 1
        return rounds[path]
      }
      return look(at: path, round ?? 0, after: nil, tell)
    }
    queue.async { [self] in
      do throws(Fault) {
        tell(.obeyed(order, try obey(order, ClusterFolder(path))))
      } catch {
        tell(.failed(order, error))
      }
    }
  }

  /// Follows nothing any more; the jobs go on.
  public func stop() { rounds.withLock { $0 = $0.mapValues { $0 + 1 } } }

  private func obey(_ order: ClusterOrder, _ folder: ClusterFolder) throws(Fault) -> String {
    let plan = try folder.plan()
    switch order {
    case .follow: return ""
    case .resubmit:
      let state = try ClusterState(folder, plan)
      guard let step = try state.resubmittable() else {
        return "all is merged: nothing to submit"
      }
      try ClusterJobs(folder, plan).resubmit(after: state) { _ in }
      return "submitted again: \(step.name), and what follows it"
    case .cancel:
      let count = try ClusterJobs(folder, plan).cancel { _ in }
      return count == 0 ? "no job was left" : "\(counted(count, "job")) ended; what is done is kept"
    case .collect: return try collect(folder)
    }
  }

  /// Looks, tells what has changed, and looks again after a while, until all is merged.
  ///
  /// What cannot be read at first is no work to follow; later it may come back.
  private func look(
    at path: String,
    _ round: Int,
    after last: Result<ClusterState, Fault>?,
    _ tell: @escaping @Sendable (ClusterNews) -> Void
  ) {
    queue.asyncAfter(deadline: last == nil ? .now() : .now() + interval) { [weak self] in
      guard let self, rounds.withLock({ $0[path] }) == round else { return }
      let folder = ClusterFolder(path)
      let found = Result { () throws(Fault) in try ClusterState(folder, folder.plan()) }
      switch found {
      case .success(let state):
        if found != last { tell(.state(state)) }
        if state.isDone { return perform(.collect, in: path, tell: tell) }
      case .failure(let fault):
        if found != last { tell(.failed(.follow, fault)) }
        if last == nil { return }
      }
      look(at: path, round, after: found, tell)
    }
  }
}
