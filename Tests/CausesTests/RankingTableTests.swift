import Causes
import Tensors
import Testing

@Suite struct RankingTableTests {
  private let contestants = [
    RankingContestant(concept: 1, ranking: .iou, sets: [[0, 1]]),
    RankingContestant(concept: 1, ranking: .effect, sets: [[2, 3]]),
    RankingContestant(concept: 1, ranking: .random, sets: [[0, 2], [1, 3]]),
    RankingContestant(concept: 2, ranking: .iou, sets: [[0, 1]]),
    RankingContestant(concept: 2, ranking: .random, sets: [[0, 2], [1, 3]]),
  ]

  private func change(_ happened: Int, of possible: Int, damage: Int = 0) -> ConceptChange {
    var change = ConceptChange()
    (change.possible, change.happened, change.rest) = (possible, happened, 100)
    change.changedRest = damage
    return change
  }

  private func table(
    _ changes: [ConceptChange],
    damageWeight: Double = 1,
    scenes: Int = 3
  ) -> RankingTable {
    var tally = RankingTally(contestants: changes.count)
    for _ in 0..<scenes { tally.add(changes) }
    let request = RankingRequest(layer: "layer4", concepts: [1, 2], damageWeight: damageWeight)
    return tally.table(of: contestants, request, seed: 3, sampleSize: scenes)
  }

  @Test func `the winner removes most for the damage that it does`() {
    let changes = [
      change(5, of: 10), change(6, of: 10, damage: 30), change(1, of: 20),
      change(0, of: 10), change(2, of: 20),
    ]
    let table = table(changes)
    #expect(table.outcomes(for: 1).map { $0.effect?.value } == [0.5, 0.6, 0.05])
    #expect(table.winner(for: 1) == .iou)
    #expect(self.table(changes, damageWeight: 0).winner(for: 1) == .effect)
    // What chance does better has not won.
    #expect(table.winner(for: 2) == nil)
  }

  @Test func `a concept that never appeared has no effect and no winner`() {
    let none = change(0, of: 0)
    let table = table([none, none, none, none, none])
    #expect(table.outcomes.allSatisfy { $0.effect == nil })
    #expect(table.winner(for: 1) == nil)
  }

  @Test func `sums are restored to the same bits; those of others are not`() throws {
    var tally = RankingTally(contestants: 2)
    tally.add([change(5, of: 10), change(6, of: 10, damage: 30)])
    tally.add([change(1, of: 7), change(-2, of: 9, damage: 3)])
    let again = try #require(RankingTally(tally.numbers, contestants: 2))
    #expect(again == tally && again.scenes == 2)
    #expect(RankingTally(tally.numbers, contestants: 3) == nil)
    #expect(RankingTally([], contestants: 0) == nil)
  }
}
