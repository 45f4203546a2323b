public import Faults
import Files
import Foundation

/// How far the jobs of a folder are, told by its files and the scheduler.
public struct ClusterState: Hashable, Sendable {
  /// How far one shard or merge is.
  public enum Progress: Hashable, Sendable {
    /// Not begun.
    case waiting
    /// Begun, and not known to have ended; with what its log told last.
    case running(String)
    /// Done.
    case done
    /// Ended without being done: its exit code, and what it complained of last.
    case failed(Int, String)
  }

  /// A phase or a merge.
  public struct Step: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// How far its shards are, from the first; one entry for a merge.
    public let progress: [Progress]
    /// Whether the scheduler knows a job of it that waits or runs.
    public let isQueued: Bool

    /// Whether all is done.
    public var isDone: Bool { progress.allSatisfy { $0 == .done } }
    /// How many are done.
    public var doneCount: Int { progress.count { $0 == .done } }
    /// How many run; what no job does any more has failed.
    public var runningCount: Int {
      isQueued ? progress.count { if case .running = $0 { true } else { false } } : 0
    }
    /// How many have not begun.
    public var waitingCount: Int { progress.count { $0 == .waiting } }
    /// How many ended without being done, or were left.
    public var failedCount: Int { progress.count - doneCount - runningCount - waitingCount }
    /// Those that ended without being done, and why; the first number is 1.
    public var failures: [(shard: Int, reason: String)] {
      progress.enumerated().compactMap { index, progress in
        switch progress {
        case .failed(let code, let complaint):
          (index + 1, complaint.isEmpty ? "ended with \(code)" : complaint)
        case .running(let words) where !isQueued: (index + 1, "left at: \(words)")
        default: nil
        }
      }
    }
    /// What those that run told last.
    public var news: [(shard: Int, words: String)] {
      progress.enumerated().compactMap { index, progress in
        if case .running(let words) = progress, isQueued { (index + 1, words) } else { nil }
      }
    }

    /// Makes a step.
    public init(name: String, progress: [Progress], isQueued: Bool) {
      (self.name, self.progress, self.isQueued) = (name, progress, isQueued)
    }

    /// The numbers of those that ended without being done, or that no job will do any more.
    public var lost: [Int] {
      progress.indices.filter { index in
        switch progress[index] {
        case .done: false
        case .failed: true
        case .waiting, .running: !isQueued
        }
      }.map { $0 + 1 }
    }
  }

  /// The steps in order.
  public let steps: [Step]
  /// Why the scheduler could not be asked; any job may then still wait or run.
  public let trouble: Fault?

  /// How many shards and merges there are, and how many are done.
  public var total: Int { steps.reduce(0) { $0 + $1.progress.count } }
  /// How many of them are done.
  public var doneCount: Int { steps.reduce(0) { $0 + $1.doneCount } }
  /// Whether all is merged.
  public var isDone: Bool { steps.allSatisfy(\.isDone) }
  /// Whether nothing will happen by itself any more.
  public var isIdle: Bool { steps.allSatisfy { !$0.isQueued } }
  /// The first step that is not done.
  public var current: Step? { steps.first { !$0.isDone } }

  /// Makes a state.
  ///
  /// - Parameters:
  ///   - steps: The steps in order.
  ///   - trouble: Why the scheduler could not be asked; nil where it was.
  public init(steps: [Step], trouble: Fault? = nil) {
    (self.steps, self.trouble) = (steps, trouble)
  }

  /// Looks at a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - plan: Its plan.
  /// - Throws: `Fault` for a damaged template.
  public init(_ folder: ClusterFolder, _ plan: ClusterPlan) throws(Fault) {
    let scheduler = try plan.scheduler
    var queued: Set<String> = []
    var trouble: Fault?
    do throws(Fault) { queued = try Self.queued(plan, scheduler) } catch { trouble = error }
    let isUnknown = trouble != nil
    self.trouble = trouble
    steps = plan.steps.map { step in
      let names =
        step.isMerge
        ? [(step.name, folder.mark(ofMerged: step.phase))]
        : (1...plan.shardCount(of: step.phase)).map {
          ("\(step.phase)-\($0)", folder.finishedShard(step.phase, $0))
        }
      return Step(
        name: step.name,
        progress: names.map { Self.progress(finished: $0.1, log: folder.log($0.0)) },
        isQueued: isUnknown || queued.contains(step.name) || queued.contains("sequence")
      )
    }
  }

  /// The steps of which the scheduler knows a job that waits or runs.
  private static func queued(
    _ plan: ClusterPlan,
    _ scheduler: Scheduler
  ) throws(Fault) -> Set<String> {
    guard !plan.submissions.isEmpty else { return [] }
    try scheduler.checkPresence()
    var queued: Set<String> = []
    for submission in plan.submissions.suffix(plan.steps.count * 2)
    where !queued.contains(submission.step) {
      let query = Scheduler.filled(scheduler.query, ["job": submission.job])
      let answer = try ShellCommand.run(query)
      if !answer.output.allSatisfy(\.isWhitespace) { queued.insert(submission.step) }
    }
    return queued
  }

  /// What can be submitted again.
  ///
  /// - Returns: The first step that is not done; nil where all is.
  /// - Throws: `Fault` of kind usage while a job of it waits or runs, or why that is not known.
  public func resubmittable() throws(Fault) -> Step? {
    if let trouble { throw trouble }
    guard let current, current.isQueued else { return current }
    throw Fault(
      .usage,
      "submit again",
      on: current.name,
      found: "a job of it that waits or runs",
      advice: "Wait until it ends, or end it with 'ganscope cluster cancel'"
    )
  }

  private static func progress(finished: String, log: String) -> Progress {
    if FileManager.default.fileExists(atPath: finished) { return .done }
    guard let tail = tail(of: log) else { return .waiting }
    return progress(inLog: tail)
  }

  /// What the end of a log tells.
  static func progress(inLog text: String) -> Progress {
    var progress = Progress.waiting
    var complaint = ""
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("== ended with "), let code = Int(line.dropFirst(14)) {
        progress = .failed(code, complaint)
      } else if line.hasPrefix("== began") {
        complaint = ""
        progress = .running("begun")
      } else if line.hasPrefix("progress: ") {
        progress = .running(String(line.dropFirst(10)))
      } else if !line.hasPrefix("== ") {
        complaint = String(line)
      }
    }
    return progress
  }

  private static func tail(of path: String) -> String? {
    let ends = try? RegularFile.ends(of: path, to: "read the log")
    return ends.map { String(decoding: $0.tail, as: UTF8.self) }
  }
}
