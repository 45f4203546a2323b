public import Faults
import Files

/// Writes scripts and hands them to the scheduler.
public struct ClusterJobs {
  /// A script and the command that submits it; a person can do both by hand.
  public struct Handover: Hashable, Sendable {
    /// The script's path.
    public let path: String
    /// The script.
    public let text: String
    /// The command, with {job} for what it waits for; nil for a script that another one runs.
    public let command: String?
    let step: String
  }

  private let folder: ClusterFolder
  private let plan: ClusterPlan
  private let scheduler: Scheduler

  /// - Throws: `Fault` for a damaged template.
  public init(_ folder: ClusterFolder, _ plan: ClusterPlan) throws(Fault) {
    self.folder = folder
    self.plan = plan
    scheduler = try plan.scheduler
  }

  /// What is to be handed over, in order.
  ///
  /// - Parameter state: How far the work is; nil for its beginning.
  /// - Returns: Scripts of all steps that are not done, with the shards that are missing.
  public func handovers(after state: ClusterState? = nil) -> [Handover] {
    let undone = plan.steps.enumerated().filter { state?.steps[$0.offset].isDone != true }
    let scripts = undone.map { index, step in
      ClusterScript(
        plan: plan,
        folder: folder,
        scheduler: scheduler,
        step: step,
        shards: step.isMerge
          ? [1]
          : (1...plan.shardCount(of: step.phase)).filter {
            state?.steps[index].progress[$0 - 1] != .done
          }
      )
    }
    if !scheduler.queues { return sequence(scripts) }
    return scripts.enumerated().map { place, script in
      var values = script.values
      values["after"] = place == 0 ? "" : scheduler.after
      return Handover(
        path: folder.script(script.step.name),
        text: script.text,
        command: Scheduler.filled(scheduler.submit, values),
        step: script.step.name
      )
    }
  }

  /// The steps one after the other in one script, which ends at the first that fails.
  private func sequence(_ scripts: [ClusterScript]) -> [Handover] {
    let lines = scripts.map { script in
      let path = quoted(folder.script(script.step.name))
      return script.step.isMerge
        ? "bash \(path)" : Scheduler.filled(scheduler.run, script.values)
    }
    let path = folder.script("sequence")
    let text =
      "#!/usr/bin/env bash\n# All steps, made by ganscope cluster.\nset -e -o pipefail\n"
      + lines.joined(separator: "\n") + "\n"
    let parts = scripts.map {
      Handover(path: folder.script($0.step.name), text: $0.text, command: nil, step: $0.step.name)
    }
    let command = Scheduler.filled(scheduler.submit, ["script": quoted(path), "after": ""])
    return parts + [Handover(path: path, text: text, command: command, step: "sequence")]
  }

  /// Writes scripts and submits them.
  ///
  /// - Parameters:
  ///   - handovers: What `handovers` gave.
  ///   - announce: Called with each command before it is run.
  /// - Returns: The plan with what was handed over, which is saved after each.
  /// - Throws: `Fault` if the scheduler refuses one; those before it were handed over.
  public func submit(
    _ handovers: [Handover],
    announce: (String) throws(Fault) -> Void
  ) throws(Fault) -> ClusterPlan {
    try scheduler.checkPresence()
    try folder.prepare()
    var plan = plan
    for handover in handovers {
      try FinishedFile.write(
        Array(handover.text.utf8),
        to: handover.path,
        attempt: "write the script"
      )
    }
    var previous: String?
    for handover in handovers {
      guard let template = handover.command else { continue }
      let line = Scheduler.filled(template, previous.map { ["job": $0] } ?? [:])
      try announce(line)
      let answer = try ShellCommand.run(line, within: ShellCommand.orderPatience)
      guard answer.code == 0, let job = scheduler.jobName(in: answer.output) else {
        throw Fault(
          .inputOutput,
          "submit with",
          on: line,
          found: answer.code == 0
            ? "no job in '\(answer.output)'" : "\(answer.errors) (exit code \(answer.code))",
          advice: "What was submitted before it stays: 'ganscope cluster cancel' ends it"
        )
      }
      previous = job
      plan.submissions.append(ClusterPlan.Submission(step: handover.step, job: job))
      try folder.save(plan)
    }
    return plan
  }

  /// Ends what waits for what failed, and submits what is not done.
  ///
  /// - Parameters:
  ///   - state: How far the work is.
  ///   - announce: Called with each command before it is run.
  /// - Throws: `Fault` if the scheduler refuses.
  public func resubmit(
    after state: ClusterState,
    announce: (String) throws(Fault) -> Void
  ) throws(Fault) {
    _ = try cancel(announce: announce)
    _ = try submit(handovers(after: state), announce: announce)
  }

  /// Ends all jobs that wait or run.
  ///
  /// - Parameter announce: Called with each command before it is run.
  /// - Returns: How many jobs were ended.
  /// - Throws: `Fault` if the scheduler refuses.
  public func cancel(announce: (String) throws(Fault) -> Void) throws(Fault) -> Int {
    try scheduler.checkPresence()
    var count = 0
    for submission in plan.submissions.reversed() {
      let values = ["job": submission.job]
      let answer = try ShellCommand.run(Scheduler.filled(scheduler.query, values))
      guard !answer.output.allSatisfy(\.isWhitespace) else { continue }
      let line = Scheduler.filled(scheduler.cancel, values)
      try announce(line)
      let ended = try ShellCommand.run(line, within: ShellCommand.orderPatience)
      guard ended.code == 0 else {
        throw Fault(
          .inputOutput,
          "cancel with",
          on: line,
          found: "\(ended.errors) (exit code \(ended.code))"
        )
      }
      count += 1
    }
    return count
  }
}
