import Faults
import Synchronization

@testable import Jobs

/// What happened, in order, told from any thread.
final class Journal: Sendable {
  private let lines = Mutex<[String]>([])
  var entries: [String] { lines.withLock { $0 } }
  func note(_ line: String) { lines.withLock { $0.append(line) } }
}

/// A job of some steps, each of which is noted; before a step, something may be done.
final class NotedSteps: JobSteps {
  private let name: String
  private let count: Int
  private let journal: Journal
  private let before: (Int) throws(Fault) -> Void
  private var done = 0

  init(
    _ name: String,
    count: Int,
    journal: Journal,
    before: @escaping (Int) throws(Fault) -> Void = { (_) throws(Fault) in }
  ) {
    (self.name, self.count, self.journal, self.before) = (name, count, journal, before)
  }

  func advance() throws(Fault) -> StepOutcome {
    try before(done)
    journal.note("\(name)\(done)")
    done += 1
    return done == count
      ? .finished : .working(StepReport(phase: name, done: done, total: count))
  }

  func leave() { journal.note("\(name) left") }
}

/// Something that is not `Sendable`, as networks are not.
final class Bench {
  var value = 0
  let pause: StepPause

  init(pause: StepPause) { self.pause = pause }
}

/// An engine whose final events are noted as "1 finished".
func makeEngine(_ journal: Journal) -> JobEngine<Bench> {
  JobEngine(label: "test", makeBench: { Bench(pause: $0) }) { number, event in
    switch event {
    case .progress: break
    case .finished: journal.note("\(number) finished")
    case .cancelled: journal.note("\(number) cancelled")
    case .failed(let fault): journal.note("\(number) failed: \(fault.found)")
    }
  }
}
