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
    /// Ended without being done.
    case failed(Int)
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

  /// Whether all is merged.
  public var isDone: Bool { steps.allSatisfy(\.isDone) }
  /// Whether nothing will happen by itself any more.
  public var isIdle: Bool { steps.allSatisfy { !$0.isQueued } }
  /// The first step that is not done.
  public var current: Step? { steps.first { !$0.isDone } }

  /// Looks at a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - plan: Its plan.
  /// - Throws: `Fault` for a damaged template.
  public init(_ folder: ClusterFolder, _ plan: ClusterPlan) throws(Fault) {
    let scheduler = try plan.scheduler
    var queued: Set<String> = []
    for submission in plan.submissions.suffix(plan.steps.count * 2)
    where !queued.contains(submission.step) {
      let query = Scheduler.filled(scheduler.query, ["job": submission.job])
      let answer = try ShellCommand.run(query)
      if !answer.output.allSatisfy(\.isWhitespace) { queued.insert(submission.step) }
    }
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
        isQueued: queued.contains(step.name) || queued.contains("sequence")
      )
    }
  }

  private static func progress(finished: String, log: String) -> Progress {
    if FileManager.default.fileExists(atPath: finished) { return .done }
    guard let tail = tail(of: log) else { return .waiting }
    return progress(inLog: tail)
  }

  /// What the end of a log tells.
  static func progress(inLog text: String) -> Progress {
    var progress = Progress.waiting
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("== ended with "), let code = Int(line.dropFirst(14)) {
        progress = .failed(code)
      } else if line.hasPrefix("== began") {
        progress = .running("begun")
      } else if line.hasPrefix("progress: ") {
        progress = .running(String(line.dropFirst(10)))
      }
    }
    return progress
  }

  private static func tail(of path: String) -> String? {
    let ends = try? RegularFile.ends(of: path, to: "read the log")
    return ends.map { String(decoding: $0.tail, as: UTF8.self) }
  }
}
