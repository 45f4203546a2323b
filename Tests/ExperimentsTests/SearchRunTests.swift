import Causes
import Faults
import Tensors
import Testing

@testable import Experiments

@Suite struct SearchRunTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func bench(_ name: String) throws -> Workbench {
    let bench = try SmallWorld(storeAt: folder.file(name)).bench
    try bench.dissect(["layer3", "layer4"], sampleSize: 9)
    _ = try bench.sweep("layer4", sampleSize: 9)
    return bench
  }

  private func request(_ action: SearchRequest.Action = .ablation) -> SearchRequest {
    SearchRequest(
      concept: 1,
      action: action,
      layers: ["layer3", "layer4", "layer5"],
      limit: 3,
      searchScenes: 10,
      validationScenes: 8,
      heldOutScenes: 16
    )
  }

  @Test(arguments: [SearchRequest.Action.ablation, .insertion(quantile: 0.99)])
  func `killed at any step and gone on with, the same sets are found`(
    _ action: SearchRequest.Action
  ) throws {
    let whole = try bench("whole").searchSet(request(action))
    let best = try #require(whole.best)
    #expect((1...3).contains(best.set.units.count))
    #expect(whole.heldOutSeed == 3 && whole.contestants.count >= 3)
    var stops = 0
    for steps in [1, 5, 40, 90, 130, 170] {
      let broken = try bench("broken")
      do {
        _ = try broken.searchSet(request(action), progress: stopping(after: steps))
      } catch {
        #expect(error.kind == .interrupted)
        stops += 1
      }
    }
    #expect(stops > 2)
    #expect(try bench("broken").searchSet(request(action)) == whole)
  }

  @Test func `the best set is kept, and found again by whoever offers it`() throws {
    let bench = try bench("store")
    #expect(bench.keptSets().isEmpty)
    let result = try bench.searchSet(request())
    let kept = try #require(bench.keptSets().first)
    #expect(kept.found == result.contestants.first && kept.concept == 1 && kept.quantile == nil)
    #expect(result.contestants.allSatisfy { $0.effect != nil })
    // The ranking's own set is among the contestants: the best does at least as well where sets
    // are compared, and nothing is told of scenes that served the search.
    #expect(result.contestants.contains { $0.origin == .order(.effect) })
  }

  @Test func `without any order the command that makes one is named`() throws {
    let bench = try SmallWorld(storeAt: folder.file("empty")).bench
    let fault = #expect(throws: Fault.self) { try bench.searchSet(request()) }
    #expect(fault?.kind == .missing && fault?.advice?.contains("ganscope") == true)
    var none = request()
    none.limit = 0
    #expect(throws: Fault.self) { try bench.searchSet(none) }
  }
}
