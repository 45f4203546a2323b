import Faults
import Jobs
import Store
import Testing

@testable import Experiments

/// What every run has in common: it goes on from what is kept of it.
@Suite struct ResumableTests {
  /// Counts to ten in batches of two units.
  private final class Counting: JobSteps, Resumable {
    var kept: KeptState
    private(set) var done = 0
    private(set) var atHand: [Int64]?

    init(at entry: ResultEntry) {
      kept = KeptState(entry)
      takeUp()
    }

    func advance() throws(Fault) -> StepOutcome {
      guard done < 10 else { return .finished }
      if let units = atHand ?? kept.takeUpAtHand() {
        atHand = units + [Int64(units.count)]
      } else {
        atHand = [0]
      }
      if atHand?.count == 2 {
        (done, atHand) = (done + 2, nil)
        save()
      }
      return .working(StepReport(phase: "units", done: done, total: 10))
    }

    var state: RunState? {
      guard kept.lacks(done) || atHand != nil else { return nil }
      return RunState(
        done: done,
        of: 10,
        ["sums": .integers([Int64(done)])],
        atHand: atHand.map { .integers($0) }
      )
    }

    func restore(_ record: StoreRecord) throws(Fault) {
      done = try record.restored("sums") { sums -> Int? in
        sums == [Int64(record.done)] ? record.done : nil
      }
    }
  }

  private let results = Results(Store(path: Store.inMemory))

  private func entry(_ layer: String) -> ResultEntry {
    ResultEntry(
      StoreKey(.sweep, generator: "small", layer: layer, seed: 1, sampleSize: 10),
      in: results
    )
  }

  private func kept(_ entry: ResultEntry) -> StoreRecord? { entry.recalled { $0 } }

  @Test func `left after any number of steps it goes on there`() throws {
    for steps in 0...10 {
      let entry = entry("\(steps)")
      let first = Counting(at: entry)
      for _ in 0..<steps { _ = try first.advance() }
      first.leave()
      #expect(kept(entry)?.done == (steps == 0 ? nil : steps / 2 * 2))
      #expect(kept(entry)?.integers(PartName.atHand) == (steps % 2 == 1 ? [0] : nil))
      let second = Counting(at: entry)
      var rest = 0
      while case .working = try second.advance() { rest += 1 }
      #expect(rest == 10 - steps && second.done == 10)
    }
  }

  @Test func `left before it takes up what was at hand it does not lose it`() throws {
    let entry = entry("at hand")
    let first = Counting(at: entry)
    for _ in 0..<3 { _ = try first.advance() }
    first.leave()
    Counting(at: entry).leave()
    #expect(kept(entry)?.done == 2 && kept(entry)?.integers(PartName.atHand) == [0])
  }

  /// Has more and more to keep.
  private final class Large: JobSteps, Resumable {
    var kept: KeptState
    private let bytes: Int
    private var done = 0

    init(at entry: ResultEntry, bytes: Int) {
      (kept, self.bytes) = (KeptState(entry), bytes)
    }

    func advance() -> StepOutcome {
      done += 1
      if done == 1 { save() }
      return .working(StepReport(phase: "bytes", done: done, total: 10))
    }

    var state: RunState? {
      RunState(done: done, of: 10, ["sums": .bytes(Array(repeating: 1, count: bytes))])
    }

    func restore(_ record: StoreRecord) {}
  }

  @Test func `what is large and was just kept is not kept once more on the way out`() {
    for (bytes, steps, done) in [(100, 2, 2), (1 << 20, 2, 1), (1 << 20, 0, 0)] {
      let entry = entry("\(bytes) \(steps)")
      let work = Large(at: entry, bytes: bytes)
      for _ in 0..<steps { _ = work.advance() }
      work.leave()
      #expect(kept(entry)?.done == done)
    }
  }

  @Test func `a record that does not fit is reported, and the work begins anew`() throws {
    var troubles: [Fault] = []
    results.reportTrouble = { troubles.append($0) }
    let entry = entry("misfit")
    entry.keep(done: 4, of: 10, ["sums": .integers([3])])
    let work = Counting(at: entry)
    #expect(work.done == 0 && troubles.map(\.kind) == [.refused])
    while case .working = try work.advance() {}
    #expect(kept(entry)?.done == 10)
  }
}
