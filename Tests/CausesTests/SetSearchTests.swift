import Tensors
import Testing

@testable import Causes

/// A world in which each unit removes some pixels, and two of them only together.
private struct Planted {
  static let useful: [Int: Int] = [3: 30, 7: 20, 11: 10]
  static let harmful: Set<Int> = [5]

  static func answer(to trial: SetSearch.Trial) -> SetSearch.Answer {
    var answer = SetSearch.Answer()
    for scene in 0..<4 {
      var change = ConceptChange()
      change.possible = 100 + scene
      change.rest = 1000
      change.happened = trial.set.units.reduce(0) { $0 + (useful[$1] ?? 0) }
      if trial.set.units.contains(1), trial.set.units.contains(2) { change.happened += 35 }
      if !harmful.isDisjoint(with: trial.set.units) {
        change.happened += 3
        change.changedRest = 400
      }
      answer.add(change)
    }
    return answer
  }
}

@Suite struct SetSearchTests {
  private let batches = SetSearch.BatchCounts(search: 2, validation: 2, heldOut: 3)

  private func search(limit: Int) -> SetSearch {
    let request = SearchRequest(concept: 1, layers: ["layer1", "layer2"], limit: limit)
    return SetSearch(
      request,
      fields: [
        .init(layer: "layer1", orders: [.effect: [3, 5, 0, 7, 2, 1, 11, 4, 6, 8, 9, 10]]),
        .init(layer: "layer2", orders: [.iou: [0, 4, 6, 8]]),
      ],
      batches: batches
    )
  }

  /// Answers round by round, at most `chunk` trials at once.
  private func run(
    _ search: SetSearch,
    chunk: Int
  ) -> (sets: [(set: UnitSet, origin: SetOrigin, heldOut: SetSearch.Answer)], answers: Int) {
    var answers: [SetSearch.Answer] = []
    for _ in 0..<100_000 {
      switch search.step(answers) {
      case .measure(let trials): answers += trials.prefix(chunk).map(Planted.answer)
      case .finished(let sets): return (sets, answers.count)
      }
    }
    return ([], answers.count)
  }

  @Test func `the units that remove most and harm least are found, pairs too`() throws {
    let found = run(search(limit: 5), chunk: 1000)
    let best = try #require(found.sets.first)
    #expect(best.set.layer == "layer1")
    // 3 and 7 alone, 1 and 2 together, 11 last; 5 removes a little and harms much.
    #expect(Set(best.set.units).isSuperset(of: [3, 7]))
    #expect(!best.set.units.contains(5))
    #expect(best.heldOut.effect.scenes == 12)
    let start = try #require(found.sets.first { $0.origin == .order(.effect) })
    #expect(search(limit: 5).score(best.heldOut) > search(limit: 5).score(start.heldOut))
    #expect(found.answers <= search(limit: 5).trialBound)
  }

  @Test func `the result is the same however the answers come`() {
    let whole = run(search(limit: 4), chunk: 1000)
    let bits = run(search(limit: 4), chunk: 1)
    #expect(MeasuredSet.text(of: whole.sets) == MeasuredSet.text(of: bits.sets))
    #expect(whole.answers == bits.answers)
  }

  @Test func `answers and sets come back from the store as they went`() {
    let trial = SetSearch.Trial(
      set: UnitSet(layer: "layer1", units: [3, 1, 2]),
      sample: .heldOut(batch: 0)
    )
    let answer = Planted.answer(to: trial)
    #expect(SetSearch.Answer.restore(answer.numbers + answer.numbers) == [answer, answer])
    #expect(SetSearch.Answer.restore([1, 2, 3]) == nil)
    let text = MeasuredSet.text(of: [(trial.set, .additions, answer)])
    let sets = MeasuredSet.list(from: text)
    #expect(sets.map(\.set) == [trial.set] && sets.map(\.effect) == [answer.effect.ratio])
    #expect(MeasuredSet.list(from: text + "\nlayer1|swaps||").isEmpty)
  }

  @Test func `a layer of one unit and a limit beyond the layer are no trouble`() {
    let request = SearchRequest(concept: 1, layers: ["a"], limit: 50)
    let one = SetSearch(request, fields: [.init(layer: "a", orders: [.iou: [0]])], batches: batches)
    let found = run(one, chunk: 7)
    #expect(found.sets.allSatisfy { $0.set.units == [0] } && !found.sets.isEmpty)
  }
}
