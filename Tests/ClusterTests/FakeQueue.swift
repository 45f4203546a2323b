import Foundation

@testable import Cluster

/// A scheduler that queues and runs nothing: a file for each job, so that a test says what happens.
struct FakeQueue {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ganscope queue \(UUID().uuidString.prefix(8))").path
  let run: ClusterFolder

  init() throws {
    run = ClusterFolder(folder + "/run")
    try FileManager.default.createDirectory(
      atPath: folder + "/jobs",
      withIntermediateDirectories: true
    )
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  /// The template of its commands.
  ///
  /// - Parameter query: What asks for a job instead of its own command.
  /// - Returns: TOML.
  func template(query: String? = nil) -> String {
    let jobs = quoted(folder + "/jobs")
    return """
      array = "#!/usr/bin/env bash\\n"
      single = "#!/usr/bin/env bash\\n"
      task = "${1:-1}"
      submit = '''cd \(jobs) && n=$(($(ls -A .. | wc -l) + $(ls | wc -l))) && echo {script} > $n && echo job $n'''
      after = "-w {job}"
      job = "job ([0-9]+)"
      query = '''\(query ?? "cat \(jobs)/{job} 2>/dev/null")'''
      cancel = '''rm \(jobs)/{job}'''
      """
  }

  /// Work of two shards and their merge.
  func plan(query: String? = nil) -> ClusterPlan {
    ClusterPlan(
      program: "ganscope",
      arguments: ["measure"],
      directory: folder,
      phases: ["all"],
      shards: 2,
      threads: 1,
      memory: 100,
      minutes: [:],
      options: [],
      scratch: nil,
      template: template(query: query)
    )
  }

  /// The jobs that wait or run.
  var jobs: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/jobs")) ?? []).sorted()
  }

  func endJobs() throws {
    for job in jobs { try FileManager.default.removeItem(atPath: "\(folder)/jobs/\(job)") }
  }

  func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
