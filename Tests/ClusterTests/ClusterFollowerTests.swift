import Dispatch
import Faults
import Foundation
import Synchronization
import Testing

@testable import Cluster

@Suite struct ClusterFollowerTests {
  private let queue: FakeQueue

  init() throws { queue = try FakeQueue() }

  /// What was told, which can be waited for.
  private final class Told: Sendable {
    private let news = Mutex<[ClusterNews]>([])

    private var all: [ClusterNews] { news.withLock { $0 } }

    func take(_ new: ClusterNews) { news.withLock { $0.append(new) } }

    /// Waits for news that fit.
    func wait<Found>(for found: (ClusterNews) -> Found?) throws -> Found {
      // A scheduler's command is a process, and the machine may be busy.
      for _ in 0..<6000 {
        if let first = all.lazy.compactMap(found).first { return first }
        usleep(10_000)
      }
      throw Fault(.missing, "hear", found: "\(all)")
    }

    func state(_ fits: (ClusterState) -> Bool) throws -> ClusterState {
      try wait { if case .state(let state) = $0, fits(state) { state } else { nil } }
    }

    func obeyed(_ order: ClusterOrder) throws -> String {
      try wait { if case .obeyed(order, let words) = $0 { words } else { nil } }
    }

    func fault(_ order: ClusterOrder) throws -> Fault {
      try wait { if case .failed(order, let fault) = $0 { fault } else { nil } }
    }
  }

  private func follower() -> ClusterFollower {
    ClusterFollower(every: .milliseconds(20)) { folder in "took over \(folder.store)" }
  }

  private func start() throws {
    let plan = queue.plan()
    try queue.run.prepare()
    try queue.run.save(plan)
    let jobs = try ClusterJobs(queue.run, plan)
    _ = try jobs.submit(jobs.handovers()) { _ in }
  }

  @Test func `work is followed until its results are taken over`() throws {
    defer { queue.remove() }
    try start()
    let (follower, told) = (follower(), Told())
    follower.perform(.follow, in: queue.run.path, tell: told.take)
    let first = try told.state { _ in true }
    #expect(first.current?.waitingCount == 2 && !first.isIdle && first.total == 3)

    try queue.write("== began\nprogress: scenes 1/8\n", to: queue.run.log("all-1"))
    let running = try told.state { $0.current?.runningCount == 1 }
    #expect(running.current?.news.first?.words == "scenes 1/8")

    try queue.write("", to: queue.run.finishedShard("all", 1))
    let complaint = "== began\nganscope: cannot write: disk full\n== ended with 74\n"
    try queue.write(complaint, to: queue.run.log("all-2"))
    let failed = try told.state { $0.current?.failedCount == 1 }
    #expect(failed.current?.doneCount == 1 && failed.current?.failures.first?.shard == 2)
    #expect(failed.current?.failures.first?.reason == "ganscope: cannot write: disk full")
    #expect(failed.doneCount == 1)

    // While its jobs wait nothing is submitted again.
    follower.perform(.resubmit, in: queue.run.path, tell: told.take)
    #expect(try told.fault(.resubmit).kind == .usage)
    try queue.endJobs()
    _ = try told.state { $0.isIdle }
    follower.perform(.resubmit, in: queue.run.path, tell: told.take)
    #expect(try told.obeyed(.resubmit).contains("all"))
    #expect(queue.jobs.count == 2)
    let script = try String(contentsOfFile: queue.run.path + "/scripts/all.sh", encoding: .utf8)
    #expect(script.contains("shards=(2)"))

    try queue.write("", to: queue.run.finishedShard("all", 2))
    try queue.write("", to: queue.run.mark(ofMerged: "all"))
    #expect(try told.obeyed(.collect) == "took over \(queue.run.store)")
  }

  @Test func `its jobs are ended`() throws {
    defer { queue.remove() }
    try start()
    let (follower, told) = (follower(), Told())
    #expect(queue.jobs.count == 2)
    follower.perform(.cancel, in: queue.run.path, tell: told.take)
    #expect(try told.obeyed(.cancel).hasPrefix("2 jobs ended"))
    #expect(queue.jobs.isEmpty)
  }

  @Test func `a scheduler that is not there is told and nothing counts as lost`() throws {
    defer { queue.remove() }
    try start()
    var plan = queue.plan(query: "no-such-squeue {job}")
    plan.submissions = try queue.run.plan().submissions
    try queue.run.save(plan)
    let (follower, told) = (follower(), Told())
    follower.perform(.follow, in: queue.run.path, tell: told.take)
    let state = try told.state { _ in true }
    #expect(state.trouble?.description.contains("no-such-squeue") == true)
    #expect(!state.isIdle && state.current?.lost == [])
    for order in [ClusterOrder.resubmit, .cancel] {
      follower.perform(order, in: queue.run.path, tell: told.take)
      #expect(try told.fault(order).kind == .missing)
    }
    #expect(queue.jobs.count == 2)
  }

  @Test func `a folder without a plan is told once`() throws {
    defer { queue.remove() }
    let (follower, told) = (follower(), Told())
    follower.perform(.follow, in: queue.run.path, tell: told.take)
    #expect(try told.fault(.follow).description.contains("no plan.json"))
  }

  @Test func `a command that does not end is ended, with what it has started`() {
    let fault = #expect(throws: Fault.self) {
      try ShellCommand.run("sleep 1000 & sleep 1000", within: 1)
    }
    #expect(fault?.found.contains("no end within 1 s") == true)
  }
}
