import Dispatch
import Faults
import Synchronization
import Testing

@testable import Jobs

@Suite struct JobEngineTests {
  private let journal = Journal()

  @Test func `an urgent job goes between the steps of a long one`() {
    let engine = makeEngine(journal)
    engine.submit(.background) { [journal] _, _ in
      NotedSteps("long", count: 4, journal: journal) { step in
        guard step == 1 else { return }
        engine.submit(.requested) { _, _ in NotedSteps("asked", count: 2, journal: journal) }
        engine.submit(.immediate) { _, _ in NotedSteps("key", count: 1, journal: journal) }
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(
      journal.entries == [
        "long0", "long1", "key0", "3 finished", "asked0", "asked1", "2 finished", "long2", "long3",
        "1 finished",
      ]
    )
  }

  @Test func `what somebody waits for goes first in the middle of a long step, and nothing else`() {
    let engine = makeEngine(journal)
    engine.submit(.requested) { [journal] bench, _ in
      NotedSteps("long", count: 2, journal: journal) { step throws(Fault) in
        guard step == 0 else { return }
        #expect(!bench.pause.isWanted())
        engine.submit(.requested) { _, _ in NotedSteps("asked", count: 1, journal: journal) }
        engine.submit(.interactive) { _, _ in NotedSteps("table", count: 2, journal: journal) }
        engine.submit(.immediate) { bench, _ in
          NotedSteps("key", count: 1, journal: journal) { _ in #expect(!bench.pause.isWanted()) }
        }
        #expect(bench.pause.isWanted())
        try bench.pause.take()
        #expect(!bench.pause.isWanted())
        journal.note("on")
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(
      journal.entries == [
        "key0", "4 finished", "table0", "table1", "3 finished", "on", "long0", "long1",
        "1 finished", "asked0", "2 finished",
      ]
    )
  }

  @Test func `a cancelled job ends in the middle of its step and is left`() {
    let engine = makeEngine(journal)
    engine.submit(.background) { [journal] bench, number in
      NotedSteps("a", count: 9, journal: journal) { step throws(Fault) in
        if step == 2 { engine.cancel(number) }
        if bench.pause.isWanted() { try bench.pause.take() }
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(journal.entries == ["a0", "a1", "a left", "1 cancelled"])
  }

  @Test func `the newest request of a slot replaces older ones, running or queued`() {
    let engine = makeEngine(journal)
    engine.submit(.immediate, superseding: "scene") { [journal] _, _ in
      NotedSteps("old", count: 3, journal: journal) { step in
        guard step == 0 else { return }
        for name in ["newer", "newest"] {
          engine.submit(.immediate, superseding: "scene") { _, _ in
            NotedSteps(name, count: 1, journal: journal)
          }
        }
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(
      journal.entries == [
        "old0", "old left", "1 cancelled", "2 cancelled", "newest0", "3 finished",
      ]
    )
  }

  @Test func `a cancelled job stops at its next step edge`() {
    let engine = makeEngine(journal)
    engine.submit(.background) { [journal] _, number in
      NotedSteps("a", count: 1_000_000, journal: journal) { step in
        if step == 2 { engine.cancel(number) }
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(journal.entries == ["a0", "a1", "a2", "a left", "1 cancelled"])
  }

  @Test func `a job that fails says why and leaves the others alone`() {
    let engine = makeEngine(journal)
    engine.submit(.background) { [journal] _, _ in
      NotedSteps("bad", count: 9, journal: journal) { step throws(Fault) in
        if step == 1 { throw Fault(.inputOutput, "save", found: "no space") }
      }
    }
    engine.submit(.background) { _, _ throws(Fault) in
      throw Fault(.missing, "begin", found: "no generator")
    }
    engine.submit(.background) { [journal] _, _ in NotedSteps("c", count: 1, journal: journal) }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(
      journal.entries == [
        "bad0", "1 failed: no space", "2 failed: no generator", "c0", "3 finished",
      ]
    )
  }

  @Test func `all jobs share one bench that never leaves the lane`() {
    let engine = makeEngine(journal)
    for _ in 0..<50 {
      engine.submit(.background) { [journal] bench, _ in
        NotedSteps("b", count: 1, journal: journal) { _ in
          bench.value += 1
          journal.note("value \(bench.value)")
        }
      }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(journal.entries.filter { $0.hasPrefix("value") } == (1...50).map { "value \($0)" })
  }

  @Test func `stopping finishes the step and cancels what waits and what comes`() {
    let engine = makeEngine(journal)
    let began = DispatchSemaphore(value: 0)
    engine.submit(.background) { [journal] _, _ in
      NotedSteps("a", count: 1_000_000, journal: journal) { _ in began.signal() }
    }
    engine.submit(.background) { [journal] _, _ in NotedSteps("b", count: 1, journal: journal) }
    began.wait()
    #expect(engine.stop(within: 30))
    engine.submit(.immediate) { [journal] _, _ in NotedSteps("c", count: 1, journal: journal) }
    #expect(engine.waitUntilIdle(within: 30))
    let ends = journal.entries.filter { !$0.hasPrefix("a") }
    #expect(ends == ["1 cancelled", "2 cancelled", "3 cancelled"])
  }

  @Test func `work handed over runs outside the lane and ends the job`() {
    let engine = makeEngine(journal)
    engine.submit(.requested) { [journal] _, _ in
      HandedOver { journal.note("written") }
    }
    engine.submit(.requested) { _, _ in
      HandedOver { () throws(Fault) in throw Fault(.inputOutput, "write", found: "full") }
    }
    #expect(engine.waitUntilIdle(within: 30))
    #expect(journal.entries == ["written", "1 finished", "2 failed: full"])
  }

  @Test func `progress comes with each phase and counts up`() {
    let reports = Mutex<[StepReport]>([])
    let engine = JobEngine(label: "test", makeBench: { Bench(pause: $0) }) { _, event in
      if case .progress(let report, _) = event { reports.withLock { $0.append(report) } }
    }
    engine.submit(.background) { [journal] _, _ in
      NotedSteps("a", count: 1000, journal: journal)
    }
    #expect(engine.waitUntilIdle(within: 30))
    let told = reports.withLock { $0 }
    #expect(told.first == StepReport(phase: "a", done: 1, total: 1000))
    #expect(told.map(\.done) == told.map(\.done).sorted())
  }

  @Test func `a hundred jobs begun and cancelled all end exactly once`() {
    let engine = makeEngine(journal)
    for _ in 0..<100 {
      let number = engine.submit(.background) { [journal] _, _ in
        NotedSteps("a", count: 1_000_000, journal: journal)
      }
      engine.cancel(number)
    }
    #expect(engine.waitUntilIdle(within: 30))
    let ends = journal.entries.filter { $0.hasSuffix("cancelled") }
    #expect(Set(ends).count == 100 && ends.count == 100)
  }
}

/// A job that only hands work over.
private final class HandedOver: JobSteps {
  private let work: @Sendable () throws(Fault) -> Void
  init(_ work: @escaping @Sendable () throws(Fault) -> Void) { self.work = work }
  func advance() throws(Fault) -> StepOutcome { .handedOver(work) }
}
