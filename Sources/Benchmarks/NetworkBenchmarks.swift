import ArgumentParser
import Faults
import OneDNN

/// Measures named subjects; 'Sources/Benchmarks/compare.sh' sets them beside PyTorch.
struct NetworkBenchmarks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "networks",
    abstract: "Measure networks at the published sizes: time, GFLOP/s and peak memory.",
    discussion: "The weights are those that 'pytorch_counterpart.py write DIR' makes."
  )

  @Option(help: "The folder of weights and inputs.")
  var weights = ".build/benchmark-weights"

  @Option(help: "How often each subject runs.")
  var repetitions = 20

  @Flag(help: "Measure processor time instead of time on the wall; for OMP_NUM_THREADS=1.")
  var processorTime = false

  @Flag(help: "List the subjects.")
  var list = false

  @Flag(help: "Answer lines 'SUBJECT REPETITIONS' with times in ms, for a peer that alternates.")
  var serve = false

  @Flag(help: "Write what the networks compute into the folder, for a peer that compares.")
  var check = false

  @Argument(help: "What to measure; everything by default.")
  var subjects: [String] = []

  func run() throws {
    let shelf = try NetworkShelf(folder: weights)
    if list {
      for subject in shelf.subjects { print(subject.name) }
    } else if serve {
      answerRequests(shelf.subjects)
    } else if check {
      try shelf.writeOutputs()
    } else {
      try measure(try chosen(from: shelf.subjects))
    }
  }

  private func chosen(from all: [Subject]) throws -> [Subject] {
    guard !subjects.isEmpty else { return all }
    return try subjects.map { name in
      guard let subject = all.first(where: { $0.name == name }) else {
        throw ValidationError("No subject '\(name)'; --list names them.")
      }
      return subject
    }
  }

  private func measure(_ subjects: [Subject]) throws {
    print(
      "oneDNN \(Processor.libraryVersion), \(Processor.instructionSet), "
        + "\(repetitions) repetitions; times in ms"
    )
    print(row("subject", "median", "least", "GFLOP/s", "peak MB"))
    for subject in subjects {
      let body = try subject.prepare()
      try body()
      let timing = try Timing(
        repetitions: repetitions,
        onProcessor: processorTime,
        of: body
      )
      let rate = subject.operations / timing.median / 1e6
      print(
        row(
          subject.name,
          rounded(timing.median),
          rounded(timing.least),
          rate > 0 ? rounded(rate) : "-",
          rounded(peakMegabytes())
        )
      )
    }
  }

  /// Reads requests until the peer closes its end.
  private func answerRequests(_ subjects: [Subject]) {
    var prepared: [String: () throws -> Void] = [:]
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard let name = words.first.map(String.init), let count = words.last.flatMap({ Int($0) }),
        let subject = subjects.first(where: { $0.name == name })
      else {
        writeLine("error: no subject '\(line)'")
        continue
      }
      do {
        let body = try prepared[name] ?? subject.prepare()
        if prepared.updateValue(body, forKey: name) == nil { try body() }
        let timing = try Timing(
          repetitions: max(1, count),
          onProcessor: processorTime,
          of: body
        )
        writeLine(timing.times.map { "\($0)" }.joined(separator: " "))
      } catch {
        writeLine("error: \(error)")
      }
    }
  }
}

private func row(_ columns: String...) -> String {
  columns.enumerated().map { index, text in
    let padding = String(repeating: " ", count: max(0, (index == 0 ? 30 : 10) - text.count))
    return index == 0 ? text + padding : padding + text
  }.joined()
}

private func rounded(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(abs(tenths % 10))"
}
