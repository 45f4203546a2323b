import Faults
import Foundation
import Testing

@testable import Cluster

@Suite struct ClusterTests {
  private let folder = ClusterFolder(
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "ganscope cluster \(UUID().uuidString)"
    ).path
  )

  private func plan(
    _ scheduler: String,
    phases: [String] = ["levels", "counts"],
    shards: Int = 3,
    levelLayers: [String] = []
  ) throws -> ClusterPlan {
    ClusterPlan(
      program: "/opt/gan scope",
      arguments: ["dissect", "--generator", "it's.pth"],
      directory: "/home/x",
      phases: phases,
      shards: shards,
      levelLayers: levelLayers,
      threads: 2,
      memory: 4000,
      minutes: ["levels": 90, "counts": 5],
      options: ["#SBATCH --partition=long"],
      scratch: nil,
      template: try #require(Scheduler.templates[scheduler])
    )
  }

  @Test(arguments: ["slurm", "pbs", "sge", "lsf", "shell"])
  func `each template makes scripts that a shell reads`(_ name: String) throws {
    let jobs = try ClusterJobs(folder, plan(name))
    let handovers = jobs.handovers()
    #expect(handovers.count == (name == "shell" ? 5 : 4))
    for handover in handovers {
      #expect(handover.text.hasPrefix("#!/usr/bin/env bash\n"))
      let left = handover.text.matches(of: /\{[a-z]+\}/).map { String($0.output) }
      #expect(left.isEmpty, "\(left)")
      let path = NSTemporaryDirectory() + "/\(UUID().uuidString).sh"
      try handover.text.write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      let checked = try ShellCommand.run("bash -n \(path)")
      #expect(checked.code == 0, "\(checked.errors)")
    }
    #expect(handovers[0].text.contains("'/opt/gan scope' dissect --generator 'it'\\''s.pth'"))
    #expect(!handovers[0].text.contains("--base") && handovers[2].text.contains("--base"))
  }

  @Test func `Slurm is asked for arrays that wait for each other`() throws {
    let handovers = try ClusterJobs(folder, plan("slurm")).handovers()
    let lines = handovers[0].text.split(separator: "\n").map(String.init)
    for line in [
      "#SBATCH --array=1-3", "#SBATCH --cpus-per-task=2", "#SBATCH --time=90", "#SBATCH --requeue",
      "#SBATCH --partition=long",
    ] { #expect(lines.contains(line)) }
    #expect(handovers[0].command?.contains("dependency") == false)
    #expect(handovers[1].command?.contains("--dependency=afterok:{job}") == true)
    let scheduler = try plan("slurm").scheduler
    #expect(scheduler.jobName(in: "1234;cluster\n") == "1234")
    #expect(scheduler.jobName(in: "error") == nil)
    #expect(try plan("lsf").scheduler.jobName(in: "Job <77> is submitted to queue.") == "77")
    #expect(try plan("pbs").scheduler.jobName(in: "12[].server\n") == "12[].server")
  }

  @Test func `levels may be divided by layers, all scenes each`() throws {
    let plan = try plan("slurm", levelLayers: ["layer2", "layer 5"])
    let handovers = try ClusterJobs(folder, plan).handovers()
    #expect(handovers[0].text.contains("#SBATCH --array=1-2\n"))
    #expect(handovers[0].text.contains("layers=(layer2 'layer 5')\n"))
    #expect(handovers[0].text.contains("--layers \"${layers[$((shard - 1))]}\" --threads"))
    #expect(!handovers[0].text.contains("--shard \""))
    #expect(handovers[1].text.contains("levels-{1..2}.sqlite"))
    #expect(handovers[2].text.contains("--shard \"$shard/3\""))
    let state = try ClusterState(folder, plan)
    #expect(state.steps.map(\.progress.count) == [2, 1, 3, 1])
  }

  @Test func `a template that is none is refused by what is wrong with it`() throws {
    let good = try #require(Scheduler.templates["slurm"])
    for (bad, word) in [
      ("submit = ", "TOML"), ("submit = 'x'\n", "array"),
      (good.replacing("submit", with: "submitt"), "submit"),
      (good.replacing("^([0-9]+)", with: "(["), "regular expression"),
    ] {
      let fault = #expect(throws: Fault.self) { try Scheduler(template: bad, named: "x") }
      #expect(fault.map { "\($0)".contains(word) } == true, "\(String(describing: fault))")
    }
  }

  @Test func `logs tell how far a shard is`() {
    #expect(ClusterState.progress(inLog: "") == .waiting)
    let begun = "== began at 2026-01-01 10:00:00 on n1\nprogress: joint counts 8/16, 3 s left\n"
    #expect(ClusterState.progress(inLog: begun) == .running("joint counts 8/16, 3 s left"))
    #expect(ClusterState.progress(inLog: begun + "== ended with 74\n") == .failed(74, ""))
    let told = begun + "ganscope: cannot write: disk full\nprogress: x 9/9\n== ended with 74\n"
    #expect(ClusterState.progress(inLog: told) == .failed(74, "ganscope: cannot write: disk full"))
    #expect(
      ClusterState.progress(inLog: told + begun) == .running("joint counts 8/16, 3 s left")
    )
  }

  @Test func `work goes on with the shards that are not done`() async throws {
    var plan = try plan("shell", phases: ["all"])
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.prepare()
    try folder.save(plan)
    #expect(try folder.plan() == plan)
    for number in [1, 3] {
      try Data().write(to: URL(fileURLWithPath: folder.finishedShard("all", number)))
    }
    let state = try ClusterState(folder, plan)
    #expect(state.isIdle && !state.isDone && state.current?.lost == [2])
    let handovers = try ClusterJobs(folder, plan).handovers(after: state)
    #expect(handovers[0].text.contains("shards=(2)"))
    #expect(handovers[2].text.contains("seq 1 | xargs"))
    try Data().write(to: URL(fileURLWithPath: folder.finishedShard("all", 2)))
    let merging = try ClusterState(folder, plan)
    #expect(merging.current?.name == "merge-all")
    #expect(try ClusterJobs(folder, plan).handovers(after: merging).count == 2)
    plan.submissions.append(.init(step: "sequence", job: "\(getsid(0))"))
    #expect(try !ClusterState(folder, plan).isIdle)
  }
}
