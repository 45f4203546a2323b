import Causes
import Faults
import Tensors
import Testing

@testable import Experiments

@Suite struct RankingRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private let request = RankingRequest(
    layer: "layer3",
    concepts: [1, 2],
    limit: 3,
    randomSets: 2
  )

  private func ranked(_ name: String) throws -> Workbench {
    let bench = try SmallWorld(storeAt: folder.file(name)).bench
    try bench.dissect(["layer3"], sampleSize: 24)
    _ = try bench.sweep("layer3", sampleSize: 8)
    return bench
  }

  @Test func `every ranking does what its set does on held-out scenes`() throws {
    let bench = try ranked("whole")
    let table = try bench.rankings(request, sampleSize: 19)
    #expect(table.scenes == 19 && table.seed == 3)
    let known = Set(table.outcomes(for: 1).map(\.contestant.ranking))
    #expect(known == [.iou, .iqr, .effect, .random])
    var options = WorkbenchOptions(generator: "small.safetensors", segmenter: "none")
    options.seed = table.seed
    let held = try SmallWorld(storeAt: folder.file("held"), options: options).bench
    for outcome in table.outcomes where outcome.contestant.ranking != .random {
      let curve = try held.curve(
        CurveRequest(
          layer: "layer3",
          concept: outcome.contestant.concept,
          orders: [],
          numbers: [3],
          randomSets: 0,
          permutations: 0,
          given: outcome.contestant.sets[0]
        ),
        sampleSize: 19
      )
      let point = try #require(curve.series.first?.points.first)
      #expect(point.effect == outcome.effect && point.rest == outcome.rest)
    }
  }

  @Test func `killed at any step, the same bits; the winners are found again`() throws {
    let whole = try ranked("whole").rankings(request, sampleSize: 19)
    var stops = 0
    for count in [1, 4, 9, 17, 30] {
      let broken = try ranked("broken")
      do {
        _ = try broken.rankings(request, sampleSize: 19, progress: stopping(after: count))
      } catch {
        #expect(error.kind == .interrupted)
        stops += 1
      }
    }
    let again = try ranked("broken")
    #expect(stops > 1)
    #expect(try again.rankings(request, sampleSize: 19) == whole)
    let winners = try again.rankingWinners(in: "layer3")
    for concept in request.concepts { #expect(winners[concept] == whole.winner(for: concept)) }
    #expect(try again.rankingWinners(in: "layer2").isEmpty)
  }

  @Test func `what makes no sense, or is not there, is refused with a way out`() throws {
    let bench = try SmallWorld(storeAt: folder.file("empty")).bench
    let missing = #expect(throws: Fault.self) { try bench.rankings(request, sampleSize: 8) }
    #expect(missing?.kind == .missing && missing?.advice?.contains("--complete") == true)
    for wrong in [
      RankingRequest(layer: "layer3", concepts: []),
      RankingRequest(layer: "layer3", concepts: [99], limit: 3),
      RankingRequest(layer: "layer3", concepts: [1], limit: 300),
    ] {
      let fault = #expect(throws: Fault.self) { try bench.rankings(wrong, sampleSize: 8) }
      #expect(fault?.kind == .usage)
    }
  }
}
