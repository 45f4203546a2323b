import ArgumentParser
import Cluster
import Experiments
import Faults
import Files
import Foundation
import Glibc
import Store

extension ClusterCommand.Start {
  func run() throws {
    let place = ClusterFolder(folder)
    guard !place.hasPlan else {
      throw Fault(
        .usage,
        "start in",
        on: place.path,
        expected: "a folder without a plan",
        found: "one",
        advice: "'ganscope cluster resubmit' goes on with it; name another folder for other work"
      )
    }
    let work = try ClusterWork(command)
    let workbench = try work.open()
    try work.check(shards: shards, workbench)
    let phases = work.phases(workbench)
    let levelLayers = try work.levelLayers(shards: shards, workbench)
    if !levelLayers.isEmpty {
      complain("levels are divided by layers: shards of the scenes would be too large")
    }
    let plan = ClusterPlan(
      program: try programPath(),
      arguments: command,
      directory: FileManager.default.currentDirectoryPath,
      phases: phases,
      shards: shards,
      levelLayers: levelLayers,
      threads: threads,
      memory: memory,
      minutes: try limits(work, workbench: workbench, phases: phases, levelLayers: levelLayers),
      options: options,
      scratch: scratch,
      template: try schedulerTemplate(scheduler)
    )
    let jobs = try ClusterJobs(place, plan)
    let handovers = jobs.handovers()
    if dryRun { return try show(handovers) }
    try place.prepare()
    try place.save(plan)
    _ = try jobs.submit(handovers) { (line) throws(Fault) in try say("\(displayable(line))") }
    try say(
      "\(shards) shards submitted; 'ganscope cluster status --follow \(displayable(folder))' "
        + "tells how far they are"
    )
  }

  private func programPath() throws(Fault) -> String {
    if let program { return program }
    guard let path = realpath("/proc/self/exe", nil) else {
      throw Fault(
        .inputOutput,
        "find the program's own file",
        found: String(cString: strerror(errno)),
        advice: "Name it with --program"
      )
    }
    defer { free(path) }
    return String(cString: path)
  }

  /// Minutes for each phase: what was asked for, or four times what a shard would take here.
  private func limits(
    _ work: ClusterWork,
    workbench: Workbench,
    phases: [String],
    levelLayers: [String]
  ) throws(Fault) -> [String: Int] {
    if let minutes { return Dictionary(uniqueKeysWithValues: phases.map { ($0, minutes) }) }
    let seconds = try work.seconds(workbench)
    var limits: [String: Int] = [:]
    for phase in phases {
      guard let whole = seconds[phase] else {
        throw Fault(
          .usage,
          "find a time limit for",
          on: command.first,
          found: "nothing that measures what it costs",
          advice: "Give one with --minutes"
        )
      }
      let isWhole = phase == "levels" && !levelLayers.isEmpty
      let share = isWhole ? whole : whole / Double(shards)
      limits[phase] = 10 + Int((4 * share / 60).rounded(.up))
      complain(
        "\(displayable(phase)): \(duration(share)) a shard measured here, "
          + "at most \(limits[phase] ?? 0) min asked for"
      )
    }
    return limits
  }
}

/// Prints scripts and commands.
private func show(_ handovers: [ClusterJobs.Handover]) throws(Fault) {
  for handover in handovers {
    try say("# \(displayable(handover.path))")
    try say(SafeText(paragraphs: handover.text))
    if let command = handover.command {
      try say("# submit, {job} being what the command before it printed:")
      try say("\(displayable(command))")
      try say()
    }
  }
}

/// A template by name or from a file.
private func schedulerTemplate(_ name: String) throws(Fault) -> String {
  if let text = Scheduler.templates[name] { return text }
  guard FileManager.default.fileExists(atPath: name) else {
    let names = Scheduler.templates.keys.sorted()
    let near = alternatives(nearest(to: name, among: names))
    throw Fault(
      .usage,
      "use the scheduler",
      on: name,
      expected: alternatives(names) + ", or a file",
      found: "neither",
      advice: near.isEmpty ? nil : "Did you mean \(near)?"
    )
  }
  let bytes = try RegularFile.read(name, to: "read the scheduler's template", limit: 1 << 20)
  let text = String(decoding: bytes, as: UTF8.self)
  _ = try Scheduler(template: text, named: name)
  return text
}

extension ClusterCommand.Resubmit {
  func run() throws {
    let place = options.place
    let plan = try place.plan()
    let state = try ClusterState(place, plan)
    guard try state.resubmittable() != nil else {
      return try say("all is merged: nothing to submit")
    }
    let jobs = try ClusterJobs(place, plan)
    if dryRun { return try show(jobs.handovers(after: state)) }
    try resubmit(jobs, state)
  }
}

/// Submits again, and prints the commands.
private func resubmit(_ jobs: ClusterJobs, _ state: ClusterState) throws(Fault) {
  try jobs.resubmit(after: state) { (line) throws(Fault) in try say("\(displayable(line))") }
}

extension ClusterCommand.Cancel {
  func run() throws {
    let place = options.place
    let count = try ClusterJobs(place, place.plan()).cancel { (line) throws(Fault) in
      try say("\(displayable(line))")
    }
    try say("\(counted(count, "job")) ended")
  }
}

extension ClusterCommand.Collect {
  func run() throws {
    let place = options.place
    let state = try ClusterState(place, place.plan())
    if let current = state.current {
      throw Fault(
        .missing,
        "collect results of",
        on: place.path,
        expected: "all phases merged",
        found: "\(current.name) is not done",
        advice: "'ganscope cluster status' tells how far it is"
      )
    }
    try say(lines: [place.collect(into: Store(path: try target.path(), waiting: 2))])
  }
}

extension ClusterCommand.Template {
  func run() throws {
    try say(SafeText(paragraphs: schedulerTemplate(name)))
  }
}

extension ClusterCommand.Status {
  func run() throws {
    Interruption.listen()
    let place = options.place
    var retries = retries
    var line = ProgressLine()
    while true {
      let plan = try place.plan()
      let state = try ClusterState(place, plan)
      guard follow, !state.isDone else {
        line.clear()
        return try show(state, place)
      }
      if state.isIdle {
        line.clear()
        guard retries > 0 else {
          try show(state, place)
          throw stopped(state, place)
        }
        retries -= 1
        complain("\(displayable(state.current?.name ?? "")): what failed is submitted again")
        try resubmit(try ClusterJobs(place, plan), state)
      }
      if Interruption.isRequested {
        line.clear()
        return try say("the jobs go on; 'ganscope cluster cancel' ends them")
      }
      line.show(
        phase: state.current.map(Self.words) ?? "",
        done: state.doneCount,
        total: state.total,
        secondsLeft: nil
      )
      sleep(2)
    }
  }

  private static func words(_ step: ClusterState.Step) -> String {
    let failed = step.lost.count
    return step.name + (failed > 0 ? ", \(failed) failed" : "")
  }

  private func stopped(_ state: ClusterState, _ place: ClusterFolder) -> Fault {
    let step = state.current
    let lost = step?.lost.prefix(10).map(String.init).joined(separator: ", ") ?? ""
    return Fault(
      .missing,
      "finish the work of",
      on: place.path,
      found: "\(step?.name ?? "") ended without \(lost), and no job is left",
      advice: "Its logs in \(place.path)/logs tell why; 'ganscope cluster resubmit' goes on"
    )
  }

  /// The first shards that failed and why one did, else what one that runs told last.
  private static func lastHeard(of step: ClusterState.Step) -> String {
    let failures = step.failures
    guard let first = failures.first else { return step.news.last?.words ?? "" }
    let numbers = failures.prefix(8).map { "\($0.shard)" }.joined(separator: ", ")
    return "failed: \(numbers); \(first.reason)"
  }

  private func show(_ state: ClusterState, _ place: ClusterFolder) throws(Fault) {
    var table = Table([
      ("step", .left), ("shards", .right), ("done", .right), ("running", .right),
      ("waiting", .right), ("failed", .right), ("last heard", .left),
    ])
    table.rows = state.steps.map { step in
      [
        step.name, "\(step.progress.count)", "\(step.doneCount)", "\(step.runningCount)",
        "\(step.waitingCount)", "\(step.failedCount)", step.isDone ? "" : Self.lastHeard(of: step),
      ]
    }
    try say("\(displayable(place.path))")
    try say(lines: table.lines)
    if let trouble = state.trouble { complain(trouble) }
    if state.isDone {
      try say("all is merged; 'ganscope cluster collect' takes it over into your store")
    } else if state.isIdle {
      try say("no job is left; 'ganscope cluster resubmit' goes on with what is not done")
    }
  }
}
