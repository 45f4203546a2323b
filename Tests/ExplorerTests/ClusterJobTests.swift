import Cluster
import Faults
import Terminal
import Testing

@testable import Explorer

/// A cluster's work among the jobs.
@Suite struct ClusterJobTests {
  private let driver = Driver().settle()

  private func tell(_ news: ClusterNews) { driver.loop.take(.cluster(news, folder: "run")) }

  private func state(
    _ progress: [ClusterState.Progress],
    isQueued: Bool = true,
    isMerged: Bool = false
  ) -> ClusterState {
    ClusterState(steps: [
      .init(name: "counts", progress: progress, isQueued: isQueued),
      .init(name: "merge-counts", progress: [isMerged ? .done : .waiting], isQueued: isQueued),
    ])
  }

  /// What a key leads to.
  private func effects(of key: KeyEvent) -> [Effect] {
    var state = driver.state
    return state.update(with: .key(key))
  }

  @Test func `a folder is followed by a word`() {
    driver.type(":cluster a run")
    #expect(effects(of: .enter).contains(.cluster(.follow, folder: "a run")))
    driver.press(.enter)
    #expect(driver.text.contains("cluster a run"))
    #expect(driver.text.contains("cannot follow the jobs of"))
  }

  @Test func `a folder of the command line is followed, and nothing is dissected beside it`() {
    let driver = Driver { $0.cluster = "run" }.settle()
    #expect(driver.state.jobs.entries.isEmpty)
    #expect(driver.state.talk.messages.contains { $0.text.contains("cannot follow the jobs of") })
  }

  @Test func `shards that wait, run, are done and failed are shown with the reason`() {
    tell(.state(state([.done, .running("scenes 3/8"), .waiting, .failed(74, "disk full")])))
    #expect(driver.text.contains("cluster counts: 1/5"))
    driver.type("t")
    #expect(driver.text.contains("cluster run"))
    #expect(driver.text.contains("counts: 1 of 4 done, 1 waiting, 1 running, 1 failed"))
    driver.press(.enter)
    #expect(driver.text.contains("counts 4: disk full"))
    #expect(driver.text.contains("counts 2: scenes 3/8"))
    driver.press(.enter, .escape)
    #expect(driver.state.talk.dialogs.isEmpty)
  }

  @Test func `what failed is submitted again and jobs are ended by a key`() {
    tell(.state(state([.done, .failed(74, "disk full")])))
    driver.type("t")
    // While its jobs wait or run they can be ended, and not submitted again.
    #expect(!effects(of: .character("r")).contains(.cluster(.resubmit, folder: "run")))
    #expect(effects(of: .character("x")).contains(.cluster(.cancel, folder: "run")))
    tell(.state(state([.done, .failed(74, "disk full")], isQueued: false)))
    #expect(driver.text.contains("no job is left"))
    #expect(driver.state.talk.notice?.text.contains("has stopped") == true)
    #expect(!effects(of: .character("x")).contains(.cluster(.cancel, folder: "run")))
    #expect(effects(of: .character("r")).contains(.cluster(.resubmit, folder: "run")))
    // What was not done leaves the way free for another try.
    driver.loop.take(.key(.character("r")))
    #expect(driver.state.jobs.cluster("run")?.order == nil)
    #expect(driver.state.jobs.cluster("run")?.trouble != nil)
  }

  @Test func `orders are not given twice`() {
    var state = driver.state
    _ = state.update(
      with: .cluster(.state(self.state([.waiting], isQueued: false)), folder: "run")
    )
    _ = state.update(with: .key(.character("t")))
    let first = state.update(with: .key(.character("r")))
    #expect(first.contains(.cluster(.resubmit, folder: "run")))
    let second = state.update(with: .key(.character("r")))
    #expect(!second.contains(.cluster(.resubmit, folder: "run")))
    _ = state.update(with: .cluster(.obeyed(.resubmit, "submitted again"), folder: "run"))
    #expect(state.jobs.cluster("run")?.order == nil)
  }

  @Test func `merged results are taken over, and again where that failed`() {
    tell(.state(state([.done], isMerged: true)))
    driver.type("t")
    #expect(driver.text.contains("its results are being taken over"))
    let fault = Fault(.inputOutput, "write to the store", on: "x.sqlite", found: "disk full")
    tell(.failed(.collect, fault))
    #expect(driver.text.contains("disk full"))
    #expect(effects(of: .character("m")).contains(.cluster(.collect, folder: "run")))
    tell(.obeyed(.collect, "4 results in x.sqlite"))
    #expect(driver.text.contains("4 results in x.sqlite"))
    #expect(driver.state.jobs.cluster("run")?.isActive == false)
  }

  @Test func `a scheduler that cannot be asked is told in words`() {
    let trouble = Fault(.missing, "ask the scheduler with", on: "squeue", found: "no such command")
    let step = ClusterState.Step(name: "counts", progress: [.waiting], isQueued: true)
    tell(.state(ClusterState(steps: [step], trouble: trouble)))
    driver.type("t")
    #expect(driver.text.contains("squeue"))
    #expect(effects(of: .character("r")).isEmpty)
  }
}
